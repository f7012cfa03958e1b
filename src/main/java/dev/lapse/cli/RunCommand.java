package dev.lapse.cli;

import dev.lapse.check.Verdict;
import dev.lapse.cluster.LapseException;
import dev.lapse.report.JunitXml;
import dev.lapse.report.RepeatNumbers;
import dev.lapse.report.ReportDir;
import dev.lapse.report.SeriesRecord;
import dev.lapse.report.TerminalSummary;
import dev.lapse.run.RunOptions;
import dev.lapse.run.RunResult;
import dev.lapse.run.Series;
import dev.lapse.scenario.Scenario;
import dev.lapse.scenario.ScenarioFile;
import dev.lapse.scenario.Timings;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs scenarios against real clusters and judges them. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Bring up the scenario's topology, probe it, inject its faults, heal, judge, and leave a report.",
            "Scenarios run one after another; neighbours whose clusters are equal share one.",
            "Progress goes to stderr, the verdict to stdout. Ctrl-C heals and removes everything."
        })
final class RunCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "FILE",
            arity = "1..*",
            description = "scenario files, such as scenarios/no-fault.yaml, or folders of them, such as scenarios")
    private List<Path> files = List.of();

    @Mixin
    private ClusterOptions cluster = new ClusterOptions();

    @Option(
            names = "--repeat",
            paramLabel = "N",
            description =
                    "run N times, on one cluster as long as runs leave it steady, and print min, median and max; default: ${DEFAULT-VALUE}")
    private int repeat = 1;

    @Option(
            names = "--matrix",
            paramLabel = "NAME=V1,V2,...",
            description = {
                "run with each of these values of a setting, such as patroni.ttl=20s,30s,60s, and print one table;",
                "several give each combination; a comma inside a value is written \\,"
            })
    private List<String> matrix = new ArrayList<>();

    @Option(
            names = "--phase",
            paramLabel = "P",
            description = {
                "inject at this phase of the leader lease, whatever the file says: after-renewal, before-renewal,"
                        + " a share of loop_wait such as 0.5, or worst: for each fault the one at which writes stop for"
                        + " longest"
            })
    private @Nullable String phase;

    @Option(
            names = "--junit",
            paramLabel = "FILE",
            description =
                    "also write the verdicts as JUnit XML, which CI systems show: FAIL is a failure, UNKNOWN an error")
    private @Nullable Path junit;

    private final Map<String, String> environment;
    private final PrintStream out;
    private final PrintStream err;

    /** How a scenario is run this many times: as a {@link Series} does. */
    @FunctionalInterface
    interface Runs {
        List<RunResult> run(Scenario scenario, int times, Consumer<RunResult> each);
    }

    /**
     * A scenario as it was read.
     *
     * @param set the settings of this combination of the matrix; empty without one
     * @param phases which phases of the lease were chosen for its faults, and why; a line each
     */
    record ToRun(Scenario scenario, List<String> set, List<String> phases) {
        SeriesRecord.Variant variant() {
            return new SeriesRecord.Variant(scenario.name(), set);
        }
    }

    /** What of the settings does nothing, or not what its name says; of a matrix each once. */
    private static List<String> notes(List<ToRun> asked) {
        return asked.stream()
                .map(ToRun::scenario)
                .flatMap(scenario -> scenario.notes().stream().map(note -> scenario.name() + ": " + note))
                .distinct()
                .toList();
    }

    RunCommand() {
        this(System.getenv(), System.out, System.err);
    }

    RunCommand(Map<String, String> environment, PrintStream out, PrintStream err) {
        this.environment = Map.copyOf(environment);
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() {
        if (repeat < 1) {
            throw new LapseException(LapseException.Kind.BAD_INPUT, "lapse: --repeat must be >= 1, was " + repeat);
        }
        if (phase != null) {
            PhaseChoice.parse(phase);
        }
        InputErrors errors = new InputErrors();
        List<List<String>> combinations = Matrix.combinations(matrix);
        List<ToRun> asked = files.stream()
                .flatMap(file -> errors.orNone(() -> scenarioFiles(file)))
                .flatMap(file -> combinations.stream().flatMap(set -> errors.orNone(() -> Stream.of(read(file, set)))))
                .toList();
        errors.throwIfAny();
        requireDistinct(asked);
        notes(asked).forEach(note -> err.println("note: " + note));
        RunOptions options = cluster.run();
        ReportDir.requireWritable(options.reports());
        if (junit != null) {
            JunitXml.requireWritable(junit);
        }
        return Interruption.watched(() -> run(asked, options));
    }

    ToRun read(Path file, List<String> set) {
        List<String> overrides = new ArrayList<>(cluster.overrides());
        if (!set.isEmpty()) {
            overrides.addAll(set);
            overrides.add(Timings.OVERRIDE); // what Patroni makes of a value is among the answers
        }
        try {
            Scenario scenario = ScenarioFile.read(file, cluster.profile(), overrides);
            PhaseChoice.Chosen chosen = phase == null
                    ? new PhaseChoice.Chosen(scenario, List.of())
                    : PhaseChoice.parse(phase).of(scenario);
            return new ToRun(chosen.scenario(), set, chosen.told());
        } catch (LapseException wrong) {
            String message = wrong.getMessage();
            for (String each : set) {
                message = message.replace("--set " + each + ":", "--matrix " + each + ":");
            }
            throw new LapseException(wrong.kind(), message, wrong);
        }
    }

    /** Reports, and the numbers of a series, are kept by name. */
    private static void requireDistinct(List<ToRun> asked) {
        Set<SeriesRecord.Variant> variants = new HashSet<>();
        asked.stream()
                .filter(each -> !variants.add(each.variant()))
                .map(each -> each.scenario().name())
                .findFirst()
                .ifPresent(twice -> {
                    throw new LapseException(
                            LapseException.Kind.BAD_INPUT,
                            "lapse: scenario " + twice + " is given twice, and what is kept of it is kept by its name;"
                                    + " run it again with --repeat, or give the other one another name");
                });
    }

    static Stream<Path> scenarioFiles(Path fileOrFolder) {
        return Files.isDirectory(fileOrFolder) ? ScenarioFile.inFolder(fileOrFolder).stream() : Stream.of(fileOrFolder);
    }

    private int run(List<ToRun> asked, RunOptions options) {
        return logged(log(asked, options.reports()), log -> {
                    log.begin();
                    try (Series series = Series.open(options, new TerminalProgress(err))) {
                        return conduct(asked, series::run, log);
                    }
                })
                .exitCode();
    }

    SeriesLog log(List<ToRun> asked, Path reports) {
        List<SeriesRecord.PlannedRun> planned = asked.stream()
                .flatMap(each -> IntStream.rangeClosed(1, repeat)
                        .mapToObj(number -> new SeriesRecord.PlannedRun(
                                each.variant(), each.scenario().profile().text(), number, repeat)))
                .toList();
        SeriesLog.Places places = new SeriesLog.Places(reports, Optional.ofNullable(junit), jobSummary());
        return new SeriesLog(cluster.profile().text(), planned, places, out, err);
    }

    Optional<Path> jobSummary() {
        return Optional.of(environment.getOrDefault("GITHUB_STEP_SUMMARY", ""))
                .filter(name -> !name.isEmpty())
                .map(Path::of);
    }

    /** Does the work; the log is kept, and says why the work broke if it does. */
    static <T> T logged(SeriesLog opened, Function<SeriesLog, T> work) {
        try (SeriesLog log = opened) {
            try {
                return work.apply(log);
            } catch (RuntimeException e) {
                log.endedBy(e instanceof LapseException ? e.getMessage() : e.toString());
                throw e;
            }
        }
    }

    /** Runs what is planned, as far as it comes, and leaves what is kept of it while the last cluster is still up. */
    Verdict conduct(List<ToRun> asked, Runs runs, SeriesLog log) {
        for (int i = 0; i < asked.size(); i++) {
            if (!asked.get(i).set().isEmpty()) {
                err.println("lapse: " + (i + 1) + " of " + asked.size() + ": "
                        + asked.get(i).variant().name());
            }
            asked.get(i).phases().forEach(line -> err.println("lapse: " + line));
            List<RunResult> results = runs.run(asked.get(i).scenario(), repeat, result -> {
                log.add(result);
                show(result);
            });
            if (!RunResult.areComplete(results, repeat)) {
                log.endedBy("interrupted");
                break;
            }
            if (results.size() > 1) {
                out.print(RepeatTable.of(
                        RepeatNumbers.of(results.stream().map(RunResult::kept).toList())));
            }
        }
        log.keep();
        return log.record().verdict();
    }

    private void show(RunResult result) {
        out.print(TerminalSummary.of(result.judgement(), result.report(), Colours.ofStdout()));
        out.flush();
    }
}

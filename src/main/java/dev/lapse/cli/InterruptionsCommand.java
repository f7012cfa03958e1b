package dev.lapse.cli;

import dev.lapse.check.Verdict;
import dev.lapse.cluster.LapseException;
import dev.lapse.report.RecordedRun;
import dev.lapse.report.ReportDir;
import dev.lapse.run.RunResult;
import dev.lapse.run.Series;
import dev.lapse.scenario.Profile;
import dev.lapse.scenario.Scenario;
import dev.lapse.scenario.ScenarioFile;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/**
 * Prints what clients felt of every scenario's fault, from reports: those of runs made now, or those that are there.
 */
@Command(
        name = "interruptions",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Run scenarios, and print what clients felt of every fault and the evidence of it, as Markdown tables.",
            "Runs that are UNKNOWN or FAIL are in the tables as such. With --from, of reports that are there, without Docker."
        })
final class InterruptionsCommand implements Callable<Integer> {
    private static final Map<Profile, Integer> RUNS = Map.of(Profile.FAST, 3, Profile.DEFAULT, 1);

    @ParentCommand
    private BenchCommand bench = new BenchCommand();

    @Parameters(
            paramLabel = "SCENARIO",
            arity = "0..*",
            description = "names of scenarios; default: all of the folder, or of the reports")
    private List<String> names = List.of();

    @Option(names = "--fast", paramLabel = "N", description = "runs at profile fast; default: 3, with --from all")
    private @Nullable Integer fast;

    @Option(names = "--default", paramLabel = "N", description = "runs at profile default; default: 1, with --from all")
    private @Nullable Integer byDefault;

    @Option(
            names = "--from",
            paramLabel = "REPORTS",
            description = "run nothing: take the newest runs of this folder of reports")
    private @Nullable Path from;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        for (Integer runs : new Integer[] {fast, byDefault}) {
            if (runs != null && runs < 0) {
                throw new LapseException(LapseException.Kind.BAD_INPUT, "lapse: expected runs >= 0, was " + runs);
            }
        }
        if (from != null) {
            print(InterruptionTable.of(recorded(from)));
            return 0;
        }
        Map<Profile, List<Scenario>> scenarios = new EnumMap<>(Profile.class);
        for (Profile profile : Profile.values()) {
            scenarios.put(
                    profile,
                    scenarioFiles()
                            .map(file -> ScenarioFile.read(file, profile, List.of()))
                            .toList());
        }
        ReportDir.requireWritable(BenchCommand.options().reports());
        return Interruption.watched(() -> measure(scenarios));
    }

    private Stream<Path> scenarioFiles() {
        return names.isEmpty()
                ? ScenarioFile.inFolder(bench.scenarios()).stream()
                : names.stream().map(name -> bench.scenarios().resolve(name + ".yaml"));
    }

    /** All scenarios at one profile, then at the other: so neighbours more often have equal clusters. */
    private int measure(Map<Profile, List<Scenario>> scenarios) {
        List<Path> reports = new ArrayList<>();
        TerminalProgress progress = new TerminalProgress(System.err);
        try (Series series = Series.open(BenchCommand.options(), progress)) {
            for (Profile profile : List.of(Profile.FAST, Profile.DEFAULT)) {
                int runs = asked(profile.text()).orElse(RUNS.get(profile));
                for (Scenario scenario : scenarios.get(profile)) {
                    List<RunResult> results = series.run(scenario, runs, result -> {
                        reports.add(result.report());
                        progress.say(result.judgement().verdict() + ": " + result.report());
                    });
                    if (!RunResult.areComplete(results, runs)) {
                        return Verdict.UNKNOWN.exitCode();
                    }
                }
            }
            return 0;
        } finally {
            print(InterruptionTable.of(reports.stream()
                    .map(RecordedRun::of)
                    .sorted(Comparator.comparing(RecordedRun::scenario))
                    .toList()));
        }
    }

    private void print(String tables) {
        PrintWriter out = spec.commandLine().getOut();
        out.print(tables);
        out.flush();
    }

    private OptionalInt asked(String profile) {
        Integer runs = profile.equals(Profile.FAST.text()) ? fast : byDefault;
        return runs == null ? OptionalInt.empty() : OptionalInt.of(runs);
    }

    /** The newest runs that were asked for; a run without a result is told, since it cannot be in the table. */
    private List<RecordedRun> recorded(Path reports) {
        List<RecordedRun> runs = new ArrayList<>();
        for (Path report : RecordedRun.reportsIn(reports)) {
            String scenario = report.getParent().getFileName().toString();
            if (!names.isEmpty() && !names.contains(scenario)) {
                continue;
            }
            if (Files.exists(report.resolve("result.json"))) {
                runs.add(RecordedRun.of(report));
            } else {
                spec.commandLine()
                        .getErr()
                        .println("lapse: not in the tables: " + report + " has no result.json; ./lapse check " + report
                                + " makes it of what was recorded");
            }
        }
        names.stream()
                .filter(name -> runs.stream().noneMatch(run -> run.scenario().equals(name)))
                .findFirst()
                .ifPresent(name -> {
                    throw new LapseException(
                            LapseException.Kind.BAD_INPUT, "lapse: no run of scenario " + name + " in " + reports);
                });
        return newest(runs);
    }

    private List<RecordedRun> newest(List<RecordedRun> oldestFirst) {
        Map<String, Integer> later = new HashMap<>();
        List<RecordedRun> kept = new ArrayList<>();
        for (int i = oldestFirst.size() - 1; i >= 0; i--) {
            RecordedRun run = oldestFirst.get(i);
            int rank = later.merge(run.scenario() + " " + run.profile(), 1, Integer::sum);
            if (rank <= asked(run.profile()).orElse(Integer.MAX_VALUE)) {
                kept.add(0, run);
            }
        }
        return kept;
    }
}

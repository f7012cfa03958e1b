package dev.lapse.cli;

import dev.lapse.check.Verdict;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.Nearest;
import dev.lapse.report.ReportDir;
import dev.lapse.run.ClusterNeeds;
import dev.lapse.run.Progress;
import dev.lapse.run.RunOptions;
import dev.lapse.run.RunResult;
import dev.lapse.run.Series;
import dev.lapse.scenario.IncidentFile;
import dev.lapse.scenario.Scenario;
import dev.lapse.scenario.ScenarioFile;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says of known incidents whether their harm is reproduced, and whether what prevents it does. */
@Command(
        name = "incidents",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Say of known incidents whether recorded runs reproduce the harm, and whether what prevents it does.",
            "Runs count that are of the file as it is now, at this profile. With --repeat the runs that are missing are made.",
            "The table goes to stdout, progress to stderr. Exit code 1: something is NOT REPRODUCED or NOT PREVENTED; 2: it is"
                    + " not known of something."
        })
final class IncidentsCommand implements Callable<Integer> {
    /** Where incidents are, seen from where Lapse is started. */
    private static final Path FOLDER = Path.of("scenarios", "incidents");

    @Parameters(
            paramLabel = "FILE|CASE",
            arity = "0..*",
            description =
                    "files of incidents, folders of them, or cases such as C09; default: all of scenarios/incidents")
    private List<String> asked = List.of();

    @Option(
            names = "--repeat",
            paramLabel = "N",
            description = {
                "make the runs that are missing, until there are N of each harm and of each prevention; those that can"
                        + " share a cluster run one after another. Without it nothing is run"
            })
    private @Nullable Integer repeat;

    @Option(names = "--format", paramLabel = "FORM", description = "text or markdown; default: ${DEFAULT-VALUE}")
    private TableForm format = TableForm.TEXT;

    @Mixin
    private ClusterOptions cluster = new ClusterOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** How the table is printed. */
    enum TableForm {
        TEXT,
        MARKDOWN
    }

    /**
     * Runs that are to be made.
     *
     * @param times at least 1
     */
    record ToMake(Scenario scenario, int times) {}

    @Override
    public Integer call() {
        if (repeat != null && repeat < 1) {
            throw new LapseException(LapseException.Kind.BAD_INPUT, "lapse: --repeat must be >= 1, was " + repeat);
        }
        InputErrors errors = new InputErrors();
        List<IncidentFile> incidents = files(errors)
                .flatMap(file ->
                        errors.orNone(() -> Stream.of(IncidentFile.read(file, cluster.profile(), cluster.overrides()))))
                .toList();
        errors.throwIfAny();
        RunOptions options = cluster.run();
        List<ToMake> missing = missing(incidents, options.reports(), repeat == null ? 1 : repeat);
        if (repeat == null || missing.isEmpty()) {
            int runs = missing.stream().mapToInt(ToMake::times).sum();
            if (runs > 0) {
                err().println("lapse: " + runs + (runs == 1 ? " run is" : " runs are") + " missing; --repeat 1 makes "
                        + (runs == 1 ? "it" : "them"));
            }
            return print(incidents, options.reports()).exitCode();
        }
        ReportDir.requireWritable(options.reports());
        return Interruption.watched(() -> make(incidents, missing, options));
    }

    private int make(List<IncidentFile> incidents, List<ToMake> missing, RunOptions options) {
        Progress progress = new TerminalProgress(System.err);
        boolean complete;
        try (Series series = Series.open(options, progress)) {
            complete = conduct(missing, series::run, progress);
        } catch (LapseException broken) {
            print(incidents, options.reports());
            throw broken;
        }
        Verdict verdict = print(incidents, options.reports());
        return complete ? verdict.exitCode() : Verdict.UNKNOWN.exitCode();
    }

    /** Makes the runs; whether all were made. */
    static boolean conduct(List<ToMake> missing, RunCommand.Runs runs, Progress progress) {
        for (int i = 0; i < missing.size(); i++) {
            ToMake next = missing.get(i);
            progress.say((i + 1) + " of " + missing.size() + ": "
                    + next.scenario().name() + (next.times() == 1 ? "" : ", " + next.times() + " times"));
            List<RunResult> results = runs.run(
                    next.scenario(),
                    next.times(),
                    result -> progress.say(result.judgement().verdict() + ": " + result.report()));
            if (!RunResult.areComplete(results, next.times())) {
                return false;
            }
        }
        return true;
    }

    /** Those of equal clusters are neighbours; of one incident the harm comes first where the two have equal ones. */
    static List<ToMake> missing(List<IncidentFile> incidents, Path reports, int asked) {
        Map<ClusterNeeds, List<ToMake>> neighbours = new LinkedHashMap<>();
        for (IncidentFile incident : incidents) {
            IncidentResult result = IncidentResult.of(incident, reports);
            add(neighbours, new ToMake(incident.harm(), result.missingHarm(asked)));
            incident.prevention()
                    .ifPresent(prevention ->
                            add(neighbours, new ToMake(prevention.scenario(), result.missingPrevention(asked))));
        }
        return neighbours.values().stream().flatMap(List::stream).toList();
    }

    private static void add(Map<ClusterNeeds, List<ToMake>> neighbours, ToMake runs) {
        if (runs.times() > 0) {
            neighbours
                    .computeIfAbsent(ClusterNeeds.of(runs.scenario()), needs -> new ArrayList<>())
                    .add(runs);
        }
    }

    private Verdict print(List<IncidentFile> incidents, Path reports) {
        List<IncidentResult> results = incidents.stream()
                .map(incident -> IncidentResult.of(incident, reports))
                .toList();
        PrintWriter out = spec.commandLine().getOut();
        out.print(
                switch (format) {
                    case TEXT -> IncidentTable.text(results);
                    case MARKDOWN -> IncidentTable.markdown(results);
                });
        out.flush();
        return IncidentTable.verdict(results);
    }

    private Stream<Path> files(InputErrors errors) {
        return asked.isEmpty()
                ? ScenarioFile.inFolder(FOLDER).stream()
                : asked.stream()
                        .flatMap(word -> errors.orNone(() -> files(word)))
                        .distinct();
    }

    private static Stream<Path> files(String word) {
        Path file = Path.of(word);
        if (Files.exists(file) || word.contains("/") || word.endsWith(".yaml")) {
            return RunCommand.scenarioFiles(file);
        }
        List<Path> all = ScenarioFile.inFolder(FOLDER);
        List<Path> own =
                all.stream().filter(each -> caseOf(each).equalsIgnoreCase(word)).toList();
        if (own.isEmpty()) {
            throw new LapseException(
                    LapseException.Kind.BAD_INPUT,
                    Nearest.unknown(
                            "case",
                            word,
                            all.stream().map(IncidentsCommand::caseOf).toList()));
        }
        return own.stream();
    }

    /** The file's name begins with its case. */
    private static String caseOf(Path file) {
        return file.getFileName().toString().replaceFirst("[-.].*", "").toUpperCase(Locale.ROOT);
    }

    private PrintWriter err() {
        return spec.commandLine().getErr();
    }
}

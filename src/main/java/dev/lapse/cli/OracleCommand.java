package dev.lapse.cli;

import dev.lapse.check.Judge;
import dev.lapse.check.Judgement;
import dev.lapse.check.Verdict;
import dev.lapse.cli.OracleExperiment.Setting;
import dev.lapse.cluster.LapseException;
import dev.lapse.history.History;
import dev.lapse.history.HistoryFile;
import dev.lapse.report.RecordedRun;
import dev.lapse.report.ReportDir;
import dev.lapse.run.RecordedOracle;
import dev.lapse.run.RunOptions;
import dev.lapse.run.RunResult;
import dev.lapse.run.Series;
import dev.lapse.scenario.Profile;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tries the oracle's terms by experiments, each on real clusters. */
@Command(
        name = "oracle",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Try what the oracle predicts: run micro-experiments, and print predicted, measured and residual, in seconds.",
            "A residual is how far a measured length is outside of what was predicted for it; 0 is within.",
            "What is kept of all runs is in one folder, readings.tsv among it. The whole takes hours: name experiments."
        })
final class OracleCommand implements Callable<Integer> {
    private static final DateTimeFormatter UTC =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    @Parameters(paramLabel = "EXPERIMENT", arity = "0..*", description = "names of experiments; default: all")
    private List<String> names = List.of();

    @Option(names = "--runs", paramLabel = "N", description = "runs of each setting; default: ${DEFAULT-VALUE}")
    private int runs = 3;

    @Option(
            names = "--profile",
            converter = ProfileName.class,
            paramLabel = "NAME",
            description = "timings of the cluster; default: fast")
    private Profile profile = Profile.FAST;

    @Option(
            names = "--reports",
            paramLabel = "DIR",
            description = "where reports go; default: a new folder reports/series/oracle-<time>")
    private @Nullable Path reports;

    @Option(
            names = "--from",
            paramLabel = "DIR",
            description = "run nothing: judge the runs of this folder anew, by the oracle as it is now; without Docker")
    private @Nullable Path from;

    private CommandSpec spec = CommandSpec.create();

    @Spec
    void spec(CommandSpec own) {
        spec = own;
        spec.usageMessage().footer(footer());
    }

    private static String[] footer() {
        List<String> lines = new ArrayList<>(List.of("", "Experiments:"));
        for (OracleExperiment experiment : OracleExperiment.values()) {
            lines.add("  " + experiment.text());
            lines.add("    " + experiment.question());
            lines.add("    settings: " + settings(experiment));
        }
        return lines.toArray(String[]::new);
    }

    private static String settings(OracleExperiment experiment) {
        return experiment.settings().stream().map(Setting::name).collect(Collectors.joining(", "));
    }

    @Override
    public Integer call() {
        if (runs < 1) {
            throw new LapseException(LapseException.Kind.BAD_INPUT, "lapse: expected --runs >= 1, was " + runs);
        }
        List<OracleExperiment> experiments = names.isEmpty()
                ? Arrays.asList(OracleExperiment.values())
                : names.stream().map(OracleExperiment::named).toList();
        if (from != null) {
            print(experiments, recorded(experiments, from));
            return 0;
        }
        Path folder = reports != null ? reports : Path.of("reports", "series", "oracle-" + UTC.format(Instant.now()));
        PrintWriter err = spec.commandLine().getErr();
        expected(experiments).forEach(err::println);
        err.flush();
        ReportDir.requireWritable(folder);
        return Interruption.watched(() -> {
            try (Series series = Series.open(RunOptions.into(folder), new TerminalProgress(System.err))) {
                return measure(experiments, series::run, new OracleTsv(folder.resolve("readings.tsv")));
            }
        });
    }

    /** How long each takes, and all. */
    List<String> expected(List<OracleExperiment> experiments) {
        List<String> lines = new ArrayList<>();
        Duration all = Duration.ZERO;
        for (OracleExperiment experiment : experiments) {
            Duration one = experiment.expected(profile, runs);
            all = all.plus(one);
            lines.add("lapse: %s: %d settings, %d runs each, about %d min"
                    .formatted(experiment.text(), experiment.settings().size(), runs, minutes(one)));
        }
        lines.add("lapse: about " + minutes(all) + " min in all");
        return lines;
    }

    private static long minutes(Duration duration) {
        return duration.plusSeconds(59).toMinutes();
    }

    /** Prints what there is, also when it was told to stop or broke. */
    int measure(List<OracleExperiment> experiments, RunCommand.Runs how, OracleTsv kept) {
        List<OracleReading> readings = new ArrayList<>();
        try {
            for (OracleExperiment experiment : experiments) {
                for (Setting setting : experiment.settings()) {
                    int[] run = {0};
                    List<RunResult> results = how.run(experiment.scenario(setting, profile), runs, result -> {
                        List<OracleReading> more =
                                read(experiment, setting, ++run[0], result.judgement(), result.report());
                        kept.add(more);
                        readings.addAll(more);
                    });
                    if (!RunResult.areComplete(results, runs)) {
                        return Verdict.UNKNOWN.exitCode();
                    }
                }
            }
            return 0;
        } finally {
            print(experiments, readings);
            spec.commandLine().getErr().println("lapse: readings are kept in " + kept.file());
            spec.commandLine().getErr().flush();
        }
    }

    private List<OracleReading> read(
            OracleExperiment experiment, Setting setting, int run, Judgement judgement, Path report) {
        PrintWriter err = spec.commandLine().getErr();
        Optional<String> useless = OracleReadings.uselessness(judgement);
        if (useless.isPresent()) {
            err.println("lapse: left out, since " + useless.get() + ": " + report);
            err.flush();
            return List.of();
        }
        List<OracleReading> readings = OracleReadings.of(experiment, setting, run, judgement, report);
        readings.stream()
                .filter(reading -> reading.what().equals(OracleReading.OUTAGE))
                .forEach(reading -> err.println("lapse: " + OracleTable.line(reading)));
        err.flush();
        return readings;
    }

    private void print(List<OracleExperiment> experiments, List<OracleReading> readings) {
        PrintWriter out = spec.commandLine().getOut();
        experiments.stream()
                .filter(experiment -> readings.stream()
                        .anyMatch(reading -> reading.experiment().equals(experiment.text())))
                .forEach(experiment -> out.println(OracleTable.of(experiment, readings)));
        out.flush();
    }

    private List<OracleReading> recorded(List<OracleExperiment> experiments, Path folder) {
        List<OracleReading> readings = new ArrayList<>();
        List<Path> all = RecordedRun.reportsIn(folder);
        for (OracleExperiment experiment : experiments) {
            for (Setting setting : experiment.settings()) {
                int run = 0;
                for (Path report : all) {
                    Path history = report.resolve("history.jsonl.gz");
                    if (report.getParent().getFileName().toString().equals(experiment.scenarioOf(setting))
                            && Files.exists(history)) {
                        readings.addAll(read(experiment, setting, ++run, judged(history), report));
                    }
                }
            }
        }
        if (readings.isEmpty()) {
            throw new LapseException(LapseException.Kind.BAD_INPUT, "lapse: no run of these experiments in " + folder);
        }
        return readings;
    }

    private static Judgement judged(Path file) {
        History history = HistoryFile.read(file);
        return Judge.judge(history, RecordedOracle.of(history));
    }
}

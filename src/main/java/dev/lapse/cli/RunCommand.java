package dev.lapse.cli;

import dev.lapse.check.Verdict;
import dev.lapse.cluster.LapseException;
import dev.lapse.report.ReportDir;
import dev.lapse.report.TerminalSummary;
import dev.lapse.run.RunOptions;
import dev.lapse.run.RunResult;
import dev.lapse.run.Series;
import dev.lapse.scenario.Scenario;
import dev.lapse.scenario.ScenarioFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
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

    @Override
    public Integer call() {
        if (repeat < 1) {
            throw new LapseException(LapseException.Kind.BAD_INPUT, "lapse: --repeat must be >= 1, was " + repeat);
        }
        List<Scenario> scenarios = files.stream()
                .flatMap(RunCommand::scenarioFiles)
                .map(file -> ScenarioFile.read(file, cluster.profile(), cluster.overrides()))
                .toList();
        RunOptions options = cluster.run();
        ReportDir.requireWritable(options.reports());
        return Interruption.watched(() -> run(scenarios, options));
    }

    static Stream<Path> scenarioFiles(Path fileOrFolder) {
        return Files.isDirectory(fileOrFolder) ? ScenarioFile.inFolder(fileOrFolder).stream() : Stream.of(fileOrFolder);
    }

    private int run(List<Scenario> scenarios, RunOptions options) {
        List<Verdict> verdicts = new ArrayList<>();
        boolean complete = true;
        try (Series series = Series.open(options, new TerminalProgress(System.err))) {
            for (Scenario scenario : scenarios) {
                List<RunResult> results = series.run(scenario, repeat, RunCommand::show);
                results.forEach(result -> verdicts.add(result.judgement().verdict()));
                complete = RunResult.areComplete(results, repeat);
                if (!complete) {
                    break;
                }
                if (results.size() > 1) {
                    System.out.print(RepeatTable.of(results));
                }
            }
        }
        int planned = scenarios.size() * repeat;
        if (planned > 1) {
            System.out.println("%n%d of %d runs: %s".formatted(verdicts.size(), planned, VerdictCount.of(verdicts)));
        }
        return verdicts.stream()
                .reduce(complete ? Verdict.PASS : Verdict.UNKNOWN, Verdict::worst)
                .exitCode();
    }

    private static void show(RunResult result) {
        System.out.print(TerminalSummary.of(result.judgement(), result.report(), Colours.ofStdout()));
        System.out.flush();
    }
}

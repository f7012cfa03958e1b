package dev.lapse.cli;

import dev.lapse.check.Verdict;
import dev.lapse.cluster.LapseException;
import dev.lapse.report.TerminalSummary;
import dev.lapse.run.RunOptions;
import dev.lapse.run.RunResult;
import dev.lapse.run.Series;
import dev.lapse.scenario.Profile;
import dev.lapse.scenario.Scenario;
import dev.lapse.scenario.ScenarioFile;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs scenarios against real clusters and judges them. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Bring up the scenario's topology, probe it, inject its faults, heal, judge, and leave a report.",
            "Progress goes to stderr, the verdict to stdout. Ctrl-C heals and removes everything."
        })
final class RunCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", arity = "1..*", description = "scenario files, such as scenarios/no-fault.yaml")
    private List<Path> files = List.of();

    @Option(
            names = "--profile",
            paramLabel = "NAME",
            description = "timings: default (the components' own) or fast; default: ${DEFAULT-VALUE}")
    private Profile profile = Profile.DEFAULT;

    @Option(
            names = "--set",
            paramLabel = "NAME=VALUE",
            description = "override a setting by name, such as patroni.ttl=25s; may come again")
    private List<String> overrides = new ArrayList<>();

    @Option(
            names = "--repeat",
            paramLabel = "N",
            description = "run N times on one cluster and print min, median and max; default: ${DEFAULT-VALUE}")
    private int repeat = 1;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "seed of every random choice; default: chosen, and printed")
    private @Nullable Long seed;

    @Option(names = "--reports", paramLabel = "DIR", description = "where reports go; default: ${DEFAULT-VALUE}")
    private Path reports = Path.of("reports");

    @Option(
            names = "--address-pool",
            paramLabel = "A.B",
            description = "take the cluster's networks from A.B.0.0/16; default: ${DEFAULT-VALUE}")
    private String addressPool = RunOptions.DEFAULT_POOL;

    @Option(
            names = "--no-setup",
            description = "never install or start anything on this machine (read by the launcher)")
    private boolean noSetup;

    @Override
    public Integer call() {
        if (repeat < 1) {
            throw new LapseException(LapseException.Kind.BAD_INPUT, "lapse: --repeat must be >= 1, was " + repeat);
        }
        List<Scenario> scenarios = files.stream()
                .map(file -> ScenarioFile.read(file, profile, overrides))
                .toList();
        PrintStream err = System.err;
        Interruption.reaches(Thread.currentThread(), err);
        RunOptions options =
                new RunOptions(reports, addressPool, seed == null ? OptionalLong.empty() : OptionalLong.of(seed));
        Series series = Series.open(options, new TerminalProgress(err));
        Verdict worst = Verdict.PASS;
        for (Scenario scenario : scenarios) {
            List<RunResult> results = series.run(scenario, repeat, this::show);
            for (RunResult result : results) {
                worst = worst.worst(result.judgement().verdict());
            }
            if (results.size() < repeat || results.get(results.size() - 1).end() == RunResult.End.INTERRUPTED) {
                return worst.worst(Verdict.UNKNOWN).exitCode();
            }
            if (results.size() > 1) {
                System.out.print(RepeatTable.of(results));
            }
        }
        return worst.exitCode();
    }

    private void show(RunResult result) {
        System.out.print(TerminalSummary.of(result.judgement(), result.report(), Colours.ofStdout()));
        System.out.flush();
    }
}

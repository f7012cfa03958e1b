package dev.lapse.junit;

import dev.lapse.check.Verdict;
import dev.lapse.cluster.LapseException;
import dev.lapse.report.Colour;
import dev.lapse.report.FailureMessage;
import dev.lapse.report.TerminalSummary;
import dev.lapse.run.ClusterNeeds;
import dev.lapse.run.LiveCluster;
import dev.lapse.run.LiveClusters;
import dev.lapse.run.Progress;
import dev.lapse.run.RunResult;
import dev.lapse.scenario.Profile;
import dev.lapse.scenario.Scenario;
import dev.lapse.scenario.ScenarioFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.opentest4j.AssertionFailedError;

/**
 * Runs scenarios for tests; {@link LapseExtension} gives it to them. What takes time before a run, and
 * the run's summary (verdict, numbers, report), go to standard output, so that they stand beside the test in JUnit's
 * XML. Immutable; any thread.
 */
public final class Lapse {
    private final LapseSettings settings;
    private final Runner runner;
    private final Supplier<LiveClusters> live;
    private final Consumer<String> out;

    /** What runs a scenario on a cluster. */
    interface Runner {
        RunResult run(Scenario scenario, Progress progress);
    }

    /**
     * @param live gives clusters to the test's own code, and ends them after the test
     * @param out told what takes time, and each run's summary
     */
    Lapse(LapseSettings settings, Runner runner, Supplier<LiveClusters> live, Consumer<String> out) {
        this.settings = settings;
        this.runner = runner;
        this.live = live;
        this.out = out;
    }

    /** The timings that files are read with: {@code -Dlapse.profile}. */
    public Profile profile() {
        return settings.profile();
    }

    /** Reads a scenario as {@link #run(Path)} would. */
    public Scenario read(Path file) {
        return ScenarioFile.read(file, settings.profile(), List.of());
    }

    /**
     * Runs a scenario and leaves it to the caller to judge the result.
     *
     * @throws LapseException when it cannot be run at all
     */
    public RunResult run(Scenario scenario) {
        RunResult result = runner.run(scenario, Progress.inWords("lapse: " + scenario.name() + ": ", out));
        out.accept(TerminalSummary.of(result.judgement(), result.report(), Colour.PLAIN));
        return result;
    }

    /** As {@link #run(Scenario)}, from a file. */
    public RunResult run(Path file) {
        return run(read(file));
    }

    /**
     * A steady cluster of this topology for the test's own code, with the default lanes beside it. After the test, and
     * after one that failed too, what is injected is healed, and the run is judged and reported. Its verdict fails
     * nothing: {@code LapseAssertions.assertThat(cluster.finish())} asks.
     *
     * @param topology its name, such as {@code reference}, or its file
     * @throws LapseException when there is none of that name, or the cluster cannot be brought up
     */
    public LiveCluster cluster(String topology) {
        return live.get().cluster(topology);
    }

    /**
     * As {@link #cluster(String)}, with the cluster, the lanes and the expectations of a scenario; its steps are not
     * done, since the test says what happens.
     */
    public LiveCluster cluster(Scenario scenario) {
        return live.get().cluster(scenario);
    }

    /** As {@link #cluster(Scenario)}, from a scenario file, or as {@link #cluster(String)} from a topology file. */
    public LiveCluster cluster(Path file) {
        return live.get().cluster(file);
    }

    /**
     * Runs a scenario that must pass.
     *
     * @throws AssertionFailedError on FAIL and on UNKNOWN, with the numbers and the report's path
     * @throws LapseException when it cannot be run at all
     */
    public RunResult verify(Scenario scenario) {
        RunResult result = run(scenario);
        Verdict verdict = result.judgement().verdict();
        if (verdict != Verdict.PASS) {
            throw new AssertionFailedError(
                    FailureMessage.of(Verdict.PASS, result.judgement(), result.report()), Verdict.PASS, verdict);
        }
        return result;
    }

    /** As {@link #verify(Scenario)}, from a file. */
    public RunResult verify(Path file) {
        return verify(read(file));
    }

    /**
     * A test per scenario file of a folder, named after it, that must pass. Files that can share a cluster are
     * neighbours, so that each cluster serves as many of them as can be; {@code -Dlapse.scenarios} picks by name.
     *
     * @throws LapseException of kind BAD_INPUT when the folder cannot be read; a file that cannot be read fails its
     *     test
     */
    public Stream<DynamicTest> scenarios(Path folder) {
        return scenarios(folder, passed -> {});
    }

    /**
     * The same, and more is asked of each run that passes.
     *
     * @param also throws what fails the test
     */
    public Stream<DynamicTest> scenarios(Path folder, Consumer<RunResult> also) {
        Map<Object, List<Path>> neighbours = new LinkedHashMap<>();
        for (Path file : files(folder)) {
            neighbours.computeIfAbsent(needs(file), needs -> new ArrayList<>()).add(file);
        }
        return neighbours.values().stream()
                .flatMap(List::stream)
                .map(file -> DynamicTest.dynamicTest(name(file), () -> also.accept(verify(file))));
    }

    /** Whether {@code -Dlapse.scenarios} names this scenario, or nothing at all. */
    public boolean picks(String scenario) {
        return settings.picked().isEmpty() || settings.picked().contains(scenario);
    }

    private Object needs(Path file) {
        try {
            return ClusterNeeds.of(read(file));
        } catch (LapseException unreadable) {
            return file; // its test says why
        }
    }

    private List<Path> files(Path folder) {
        return ScenarioFile.inFolder(folder).stream()
                .filter(file -> picks(name(file)))
                .toList();
    }

    private static String name(Path file) {
        return file.getFileName().toString().replaceFirst("\\.yaml$", "");
    }
}

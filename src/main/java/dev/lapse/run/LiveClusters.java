package dev.lapse.run;

import dev.lapse.cluster.LapseException;
import dev.lapse.fault.FirstError;
import dev.lapse.report.Colour;
import dev.lapse.report.TerminalSummary;
import dev.lapse.scenario.Profile;
import dev.lapse.scenario.Scenario;
import dev.lapse.scenario.ScenarioFile;
import dev.lapse.scenario.Step;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Gives real clusters to your own code; needs no JUnit:
 *
 * <pre>{@code
 * try (LiveClusters lapse = LiveClusters.open();
 *         LiveCluster cluster = lapse.cluster("reference")) {
 *     ...
 * }
 * }</pre>
 *
 * <p>Closing it ends the runs that are open, and removes the clusters. Any thread.
 */
public final class LiveClusters implements AutoCloseable {
    private static final Duration STEADY = Duration.ofSeconds(1);

    private final Supplier<SharedClusters> shared;
    private final Profile profile;
    private final Consumer<String> out;
    private final Runnable end;
    private final List<LiveCluster> open = new ArrayList<>();

    private LiveClusters(Supplier<SharedClusters> shared, Profile profile, Consumer<String> out, Runnable end) {
        this.shared = shared;
        this.profile = profile;
        this.out = out;
        this.end = end;
    }

    /** With every component's own timings; reports go to the folder {@code reports}, words to standard output. */
    public static LiveClusters open() {
        return open(Profile.DEFAULT, RunOptions.into(Path.of("reports")));
    }

    /**
     * As {@link #open()}, with these timings and options.
     *
     * @throws LapseException of kind NO_ENGINE when no engine answers
     */
    public static LiveClusters open(Profile profile, RunOptions options) {
        Consumer<String> out = System.out::println;
        SharedClusters clusters = SharedClusters.open(options, 1, Progress.inWords("lapse: ", out));
        return new LiveClusters(() -> clusters, profile, out, clusters::close);
    }

    /** Over clusters that others use too, and that somebody else removes; they are asked for when one is needed. */
    public static LiveClusters on(Supplier<SharedClusters> shared, Profile profile, Consumer<String> out) {
        return new LiveClusters(shared, profile, out, () -> {});
    }

    /**
     * A steady cluster of this topology with the default lanes. What is assumed is judged at its end: never two
     * primaries, every node back, and, where replication is synchronous, no lost write.
     *
     * @param topology its name, such as {@code reference}, or its file
     * @throws LapseException of kind BAD_INPUT when there is none of that name; or when the cluster cannot be brought
     *     up
     */
    public LiveCluster cluster(String topology) {
        return live(ScenarioFile.ofOwnCode(ScenarioFile.byHand(topology, profile, List.of()), Step.steady(STEADY)));
    }

    /** As {@link #cluster(String)} for a topology file, and as {@link #cluster(Scenario)} for a scenario file. */
    public LiveCluster cluster(Path file) {
        return ScenarioFile.isTopology(file)
                ? cluster(file.toString())
                : cluster(ScenarioFile.read(file, profile, List.of()));
    }

    /**
     * A steady cluster as the scenario has it, with its lanes and what it expects. Its steps are not done: your code
     * says what happens.
     *
     * @throws LapseException when the cluster cannot be brought up
     */
    public LiveCluster cluster(Scenario scenario) {
        Scenario own = ScenarioFile.ofOwnCode(scenario, Step.steady(STEADY));
        return live(own.expecting(scenario.expectations()));
    }

    private LiveCluster live(Scenario scenario) {
        requireRoom("a cluster");
        LiveCluster cluster = LiveCluster.open(
                scenario,
                (what, guest, progress) -> shared.get().lend(what, guest, progress),
                Progress.inWords("lapse: ", out),
                result -> out.accept(TerminalSummary.of(result.judgement(), result.report(), Colour.PLAIN)));
        synchronized (this) {
            open.add(cluster);
        }
        return cluster;
    }

    /**
     * @param what is asked for
     * @throws LapseException when it would wait for ever for the clusters that are open here
     */
    public void requireRoom(String what) {
        int most = shared.get().most();
        synchronized (this) {
            open.removeIf(LiveCluster::isFinished);
            if (open.size() >= most) {
                throw new LapseException(
                        LapseException.Kind.BAD_INPUT,
                        what + ": there may be " + most + " at a time, and " + open.size()
                                + " are open; finish() one before, or allow more (lapse.clusters)");
            }
        }
    }

    /** Ends what is open, the latest first; the first error is thrown after all were tried. Idempotent. */
    @Override
    public void close() {
        List<LiveCluster> left;
        synchronized (this) {
            left = new ArrayList<>(open);
            open.clear();
        }
        FirstError errors = new FirstError();
        for (int i = left.size() - 1; i >= 0; i--) {
            errors.keep(left.get(i)::close);
        }
        errors.keep(end);
        errors.rethrow();
    }
}

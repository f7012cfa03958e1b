package dev.lapse.run;

import dev.lapse.cluster.Access;
import dev.lapse.cluster.LapseException;
import dev.lapse.docker.Engine;
import dev.lapse.docker.Images;
import dev.lapse.docker.Owner;
import dev.lapse.scenario.Scenario;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * Clusters that runs share: a run gets one of an equal {@link ClusterNeeds}, left steady by the run before it, or a
 * new one. Closing removes them all. Any thread; each cluster serves one run at a time.
 */
public final class SharedClusters implements AutoCloseable {
    private final RunOptions options;
    private final int most;
    private final KeyedPool<ClusterNeeds, RunningCluster> pool;

    private SharedClusters(RunOptions options, int most, KeyedPool<ClusterNeeds, RunningCluster> pool) {
        this.options = options;
        this.most = most;
        this.pool = pool;
    }

    /**
     * Opens the engine and removes what dead owners left there; clusters come up as they are needed.
     *
     * @param most how many clusters there may be at a time
     * @param progress told of bring-ups and removals
     * @throws LapseException of kind NO_ENGINE when no engine answers
     */
    public static SharedClusters open(RunOptions options, int most, Progress progress) {
        Engine engine = engine(progress);
        Images images = new Images(engine, progress::say);
        return new SharedClusters(
                options,
                most,
                new KeyedPool<>(
                        most,
                        needs -> RunningCluster.bringUp(engine, images, needs.spec(), options.addressPool(), progress),
                        cluster -> {
                            progress.say("removing cluster");
                            cluster.close();
                        }));
    }

    /**
     * Opens the engine and removes what dead owners left there, naming it.
     *
     * @throws LapseException of kind NO_ENGINE when no engine answers
     */
    public static Engine engine(Progress progress) {
        Engine engine = Engine.open();
        for (String removed : Owner.sweep(engine)) {
            progress.say("removed " + removed + ", left by a run that is gone");
        }
        return engine;
    }

    /**
     * Runs the scenario once, after waiting for a cluster; the report is written whatever the verdict.
     *
     * @throws LapseException when no cluster can be brought up, or the wait for one is interrupted
     */
    public RunResult run(Scenario scenario, Progress progress) {
        try {
            return run(scenario, options, progress);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LapseException(
                    LapseException.Kind.HARNESS, "run " + scenario.name() + ": interrupted before it had a cluster", e);
        }
    }

    /** @throws InterruptedException before the scenario has a cluster; later it is in the result */
    RunResult run(Scenario scenario, RunOptions how, Progress progress) throws InterruptedException {
        return onCluster(scenario, cluster -> Conductor.run(scenario, cluster, how, progress), () -> false, progress);
    }

    /**
     * Conducts the guest's run on the scenario's cluster.
     *
     * @throws InterruptedException before there is a cluster; later it is in the result
     */
    RunResult lend(Scenario scenario, GuidedRun.Guest guest, Progress progress) throws InterruptedException {
        return onCluster(
                scenario,
                cluster -> Conductor.run(
                        scenario,
                        guest.steps(),
                        guest.joined(cluster.underTest(scenario, progress)),
                        options,
                        progress),
                guest::ledLinks,
                progress);
    }

    /** @param isAnother whether the run has made another cluster of it */
    private RunResult onCluster(
            Scenario scenario, Function<RunningCluster, RunResult> run, BooleanSupplier isAnother, Progress progress)
            throws InterruptedException {
        KeyedPool.Loan<ClusterNeeds, RunningCluster> loan = pool.borrow(ClusterNeeds.of(scenario));
        KeyedPool.AfterUse after = KeyedPool.AfterUse.SPENT;
        try {
            RunResult result = run.apply(loan.thing());
            if (result.end() != RunResult.End.STEADY) {
                progress.say("this cluster is discarded: the run did not leave it steady with everything healed");
            } else if (!leadsAsNamed(loan.thing())) {
                progress.say("this cluster is discarded: its leader is not the one that the topology names");
            } else if (isAnother.getAsBoolean()) {
                progress.say("this cluster is discarded: a link of it goes through Toxiproxy now");
            } else {
                after = KeyedPool.AfterUse.REUSABLE;
            }
            return result;
        } finally {
            pool.giveBack(loan, after);
        }
    }

    private static boolean leadsAsNamed(RunningCluster cluster) {
        Access access = cluster.access();
        return access.cluster()
                .spec()
                .layout()
                .leader()
                .map(named -> access.control().primary().equals(Optional.of(named)))
                .orElse(true);
    }

    /** How many clusters there may be at a time. */
    int most() {
        return most;
    }

    @Override
    public void close() {
        pool.close();
    }
}

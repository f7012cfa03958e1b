package dev.lapse.run;

import dev.lapse.cluster.LapseException;
import dev.lapse.docker.Engine;
import dev.lapse.docker.Images;
import dev.lapse.docker.Owner;
import dev.lapse.scenario.Scenario;

/**
 * Clusters that runs share: a run gets one of an equal {@link ClusterNeeds}, left steady by the run before it, or a
 * new one. Closing removes them all. Any thread; each cluster serves one run at a time.
 */
public final class SharedClusters implements AutoCloseable {
    private final RunOptions options;
    private final KeyedPool<ClusterNeeds, RunningCluster> pool;

    private SharedClusters(RunOptions options, KeyedPool<ClusterNeeds, RunningCluster> pool) {
        this.options = options;
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
        KeyedPool.Loan<ClusterNeeds, RunningCluster> loan = pool.borrow(ClusterNeeds.of(scenario));
        KeyedPool.AfterUse after = KeyedPool.AfterUse.SPENT;
        try {
            RunResult result = Conductor.run(scenario, loan.thing(), how, progress);
            if (result.end() == RunResult.End.STEADY) {
                after = KeyedPool.AfterUse.REUSABLE;
            } else {
                progress.say("this cluster is discarded: the run did not leave it steady with everything healed");
            }
            return result;
        } finally {
            pool.giveBack(loan, after);
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}

package dev.lapse.run;

import dev.lapse.cluster.LapseException;
import dev.lapse.docker.Engine;
import dev.lapse.docker.Images;
import dev.lapse.docker.Owner;
import dev.lapse.scenario.Scenario;

/**
 * Clusters that runs share: a run gets one of an equal {@link Footing}, left steady by the run before it, or a new one. Closing removes them all. Any thread; each cluster serves one run at a time.
 */
public final class SharedClusters implements AutoCloseable {
    private final RunOptions options;
    private final Lender<Footing, RunningCluster> lender;

    private SharedClusters(RunOptions options, Lender<Footing, RunningCluster> lender) {
        this.options = options;
        this.lender = lender;
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
                new Lender<>(
                        most,
                        footing ->
                                RunningCluster.bringUp(engine, images, footing.spec(), options.addressPool(), progress),
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
        Lender.Loan<Footing, RunningCluster> loan = lender.lend(Footing.of(scenario));
        Lender.State state = Lender.State.SPENT;
        try {
            RunResult result = Conductor.run(scenario, loan.thing(), how, progress);
            if (result.end() == RunResult.End.STEADY) {
                state = Lender.State.FIT;
            } else {
                progress.say("this cluster is discarded: the run did not leave it steady with everything healed");
            }
            return result;
        } finally {
            lender.giveBack(loan, state);
        }
    }

    @Override
    public void close() {
        lender.close();
    }
}

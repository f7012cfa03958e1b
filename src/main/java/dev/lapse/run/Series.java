package dev.lapse.run;

import dev.lapse.scenario.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * Runs scenarios one after another, each as often as asked, on one cluster at a time: it is made anew when a run leaves
 * it unsteady, or when the next scenario asks for another. Closing removes it. One thread.
 */
public final class Series implements AutoCloseable {
    private final OneRun clusters;
    private final RunOptions options;
    private final Progress progress;

    /** Where each run takes place. */
    interface OneRun extends AutoCloseable {
        /** @throws InterruptedException before the scenario has a cluster; later it is in the result */
        RunResult run(Scenario scenario, RunOptions how) throws InterruptedException;

        @Override
        void close();
    }

    Series(OneRun clusters, RunOptions options, Progress progress) {
        this.clusters = clusters;
        this.options = options;
        this.progress = progress;
    }

    /**
     * Opens the engine and removes what dead owners left there, naming it.
     *
     * @throws dev.lapse.cluster.LapseException of kind NO_ENGINE when no engine answers
     */
    public static Series open(RunOptions options, Progress progress) {
        SharedClusters clusters = SharedClusters.open(options, 1, progress);
        return new Series(
                new OneRun() {
                    @Override
                    public RunResult run(Scenario scenario, RunOptions how) throws InterruptedException {
                        return clusters.run(scenario, how, progress);
                    }

                    @Override
                    public void close() {
                        clusters.close();
                    }
                },
                options,
                progress);
    }

    /**
     * Runs the scenario this many times, or fewer when it is told to stop: an interrupted run is the last. A run that
     * misses the phase of the lease that was asked for is done again, as {@link RunResult#isDoneAgain} says.
     *
     * @param each told each result as it comes, also of a run that is done again
     * @return the results of the last try of each, less than this many or with an interrupted one at the end when it
     *     was told to stop
     */
    public List<RunResult> run(Scenario scenario, int times, Consumer<RunResult> each) {
        List<RunResult> results = new ArrayList<>();
        try {
            for (int i = 0; i < times; i++) {
                RunResult result = run(scenario, seeded(i), each);
                for (int before = 0; result.isDoneAgain(before); before++) {
                    progress.say("the phase of the leader lease was missed: " + scenario.name() + " is run again");
                    result = run(scenario, seeded(i), each);
                }
                results.add(result);
                if (result.end() == RunResult.End.INTERRUPTED) {
                    break;
                }
            }
        } catch (InterruptedException e) {
            progress.say("interrupted before the cluster was up; everything is removed");
        }
        return results;
    }

    private RunResult run(Scenario scenario, RunOptions how, Consumer<RunResult> each) throws InterruptedException {
        RunResult result = clusters.run(scenario, how);
        each.accept(result);
        return result;
    }

    /** A given seed is that of the first run; the next ones count up from it. */
    private RunOptions seeded(int i) {
        return options.seed().isEmpty()
                ? options
                : new RunOptions(
                        options.reports(),
                        options.addressPool(),
                        OptionalLong.of(options.seed().getAsLong() + i),
                        options.differing());
    }

    @Override
    public void close() {
        clusters.close();
    }
}

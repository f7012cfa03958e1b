package dev.lapse.run;

import dev.lapse.docker.Engine;
import dev.lapse.docker.Images;
import dev.lapse.docker.Owner;
import dev.lapse.scenario.Scenario;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** Runs a scenario several times on one cluster, which is made anew only when a run leaves it unsteady. */
public final class Series {
    private final Engine engine;
    private final RunOptions options;
    private final Progress progress;

    private Series(Engine engine, RunOptions options, Progress progress) {
        this.engine = engine;
        this.options = options;
        this.progress = progress;
    }

    /**
     * Opens the engine and removes what dead owners left there, naming it.
     *
     * @throws dev.lapse.cluster.LapseException of kind NO_ENGINE when no engine answers
     */
    public static Series open(RunOptions options, Progress progress) {
        Engine engine = Engine.open();
        for (String removed : Owner.sweep(engine)) {
            progress.say("removed " + removed + ", left by a run that is gone");
        }
        return new Series(engine, options, progress);
    }

    /**
     * Runs the scenario this many times, or fewer when somebody asks to stop: an interrupted run is the last.
     *
     * @param each told each result as it comes
     */
    public List<RunResult> run(Scenario scenario, int times, Consumer<RunResult> each) {
        Images images = new Images(engine, progress::say);
        List<RunResult> results = new ArrayList<>();
        RunningCluster cluster = null;
        try {
            for (int i = 0; i < times; i++) {
                if (cluster == null) {
                    cluster =
                            RunningCluster.bringUp(engine, images, scenario.cluster(), options.addressPool(), progress);
                }
                RunResult result = Conductor.run(scenario, cluster, seeded(i), progress);
                results.add(result);
                each.accept(result);
                if (result.end() == RunResult.End.INTERRUPTED) {
                    break;
                }
                if (result.end() == RunResult.End.UNSTEADY) {
                    cluster.close();
                    cluster = null;
                }
            }
        } catch (InterruptedException e) {
            progress.say("interrupted before the cluster was up; everything is removed");
        } finally {
            if (cluster != null) {
                progress.say("removing cluster");
                cluster.close();
            }
        }
        return results;
    }

    /** A given seed is that of the first run; the next ones count up from it. */
    private RunOptions seeded(int i) {
        return options.seed().isEmpty()
                ? options
                : new RunOptions(
                        options.reports(),
                        options.addressPool(),
                        OptionalLong.of(options.seed().getAsLong() + i));
    }
}

package dev.lapse.run;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.FaultName;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.WaitingClock;
import dev.lapse.docker.Engine;
import dev.lapse.docker.Images;
import dev.lapse.fault.FaultSpec;
import dev.lapse.observe.SteadyGate;
import dev.lapse.scenario.StepByHand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Times faults one after another on one cluster, which is steady before each; a cluster that does not become steady
 * again is made anew. One thread.
 */
public final class FaultBench {
    private static final Duration STEADY_WITHIN = Duration.ofSeconds(120);

    private final Engine engine;
    private final ClusterSpec spec;
    private final Progress progress;

    public FaultBench(Engine engine, ClusterSpec spec, Progress progress) {
        this.engine = engine;
        this.spec = spec;
        this.progress = progress;
    }

    /**
     * The fault in each of its flavours, at the first of these targets that it can have in this cluster.
     *
     * @param options those that the fault has are taken
     * @throws LapseException of kind BAD_INPUT when it can have none of them
     */
    public static List<FaultSpec> flavours(
            FaultName fault, List<String> targets, Map<String, String> options, ClusterSpec spec) {
        List<FaultSpec> flavours = new ArrayList<>();
        for (String flavour : fault.flavours()) {
            Map<String, String> words = new LinkedHashMap<>(Map.of("flavour", flavour));
            fault.options().stream()
                    .filter(option -> options.containsKey(option.name()))
                    .forEach(option -> words.put(option.name(), options.get(option.name())));
            flavours.addAll(at(fault, targets, words, spec));
        }
        return flavours;
    }

    private static List<FaultSpec> at(
            FaultName fault, List<String> targets, Map<String, String> words, ClusterSpec spec) {
        LapseException why = null;
        for (String target : targets) {
            try {
                return StepByHand.inject(spec, List.of(), fault.text(), target, words)
                        .faults();
            } catch (LapseException e) {
                why = why == null ? e : why;
            }
        }
        throw why == null ? new LapseException(LapseException.Kind.BAD_INPUT, "no target for " + fault) : why;
    }

    /**
     * Times them in this order.
     *
     * @param each told the times of each as they come
     * @throws InterruptedException when it was told to stop; everything is removed
     */
    public void measure(List<FaultSpec> faults, Consumer<FaultTimes> each) throws InterruptedException {
        Images images = new Images(engine, progress::say);
        Random random = new Random(1);
        RunningCluster cluster = null;
        try {
            for (FaultSpec fault : faults) {
                cluster = steady(cluster, images);
                progress.say(fault.fault() + " (" + fault.flavour() + ") at " + fault.target());
                each.accept(FaultTimes.measure(fault, cluster, random, progress));
            }
        } finally {
            if (cluster != null) {
                cluster.close();
            }
        }
    }

    /** @throws LapseException when a new cluster does not become steady either */
    private RunningCluster steady(@Nullable RunningCluster cluster, Images images) throws InterruptedException {
        if (cluster != null) {
            List<String> missing = missing(cluster);
            if (missing.isEmpty()) {
                return cluster;
            }
            progress.say("making a new cluster, this one does not become steady: " + String.join("; ", missing));
            cluster.close();
        }
        RunningCluster made = RunningCluster.bringUp(engine, images, spec, RunOptions.DEFAULT_POOL, progress);
        List<String> missing = missing(made);
        if (!missing.isEmpty()) {
            made.close();
            throw new LapseException(
                    LapseException.Kind.HARNESS, "the cluster did not become steady: " + String.join("; ", missing));
        }
        return made;
    }

    private List<String> missing(RunningCluster cluster) throws InterruptedException {
        return new SteadyGate(cluster.access(), WaitingClock.startingNow(), progress::say).await(STEADY_WITHIN);
    }
}

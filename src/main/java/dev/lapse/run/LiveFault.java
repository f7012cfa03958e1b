package dev.lapse.run;

import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.NodeName;
import dev.lapse.fault.FaultSpec;
import dev.lapse.history.FaultPhase;
import dev.lapse.history.FaultSeen;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** A fault that was injected into a {@link LiveCluster}. Any thread. */
public final class LiveFault {
    private final LiveCluster cluster;
    private final String step;
    private final FaultSpec spec;

    LiveFault(LiveCluster cluster, String step, FaultSpec spec) {
        this.cluster = cluster;
        this.step = step;
        this.spec = spec;
    }

    /** The hosts that it hit. */
    public List<NodeName> targets() {
        return cluster.seen(step).stream()
                .flatMap(seen -> seen.targets().stream())
                .distinct()
                .toList();
    }

    /**
     * What was looked at, and seen, that proves that it took effect.
     *
     * @throws LapseException when it was not proven; the run is UNKNOWN then
     */
    public String evidence() {
        return proof(FaultPhase.PROVEN, Set.of(FaultPhase.UNPROVEN, FaultPhase.NOT_REFUSED), "that it took effect");
    }

    /**
     * Heals it, and what else of the same fault is injected; once healed, it stays so.
     *
     * @return what proves that it is gone; of a planned action, the state that it led to
     * @throws LapseException when it cannot be healed, or it was not proven that it is gone
     */
    public String heal() {
        if (cluster.seen(step).stream().noneMatch(seen -> isOfTheEnd(seen.phase()))) {
            cluster.heal(spec.fault());
        }
        return proof(FaultPhase.HEAL_PROVEN, Set.of(FaultPhase.HEAL_UNPROVEN), "that it is gone");
    }

    private static boolean isOfTheEnd(FaultPhase phase) {
        return phase == FaultPhase.HEALED || phase == FaultPhase.HEAL_PROVEN || phase == FaultPhase.HEAL_UNPROVEN;
    }

    private String proof(FaultPhase proven, Set<FaultPhase> doubted, String what) {
        List<FaultSeen> seen = cluster.seen(step);
        boolean doubt = seen.stream().anyMatch(one -> doubted.contains(one.phase()));
        String text = seen.stream()
                .filter(one -> doubt ? doubted.contains(one.phase()) : one.phase() == proven)
                .map(one -> String.valueOf(one.evidence()))
                .collect(Collectors.joining("; "));
        if (doubt || text.isEmpty()) {
            throw new LapseException(
                    LapseException.Kind.HARNESS,
                    this + ": expected evidence " + what + ", saw " + (text.isEmpty() ? "none" : text));
        }
        return text;
    }

    @Override
    public String toString() {
        return spec.fault() + " of " + spec.target();
    }
}

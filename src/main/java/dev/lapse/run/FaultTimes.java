package dev.lapse.run;

import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.WaitingClock;
import dev.lapse.fault.FaultSpec;
import dev.lapse.fault.Nemesis;
import dev.lapse.history.FaultPhase;
import dev.lapse.history.FaultSeen;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * How long one fault takes, phase by phase, injected for no longer than its proof needs. Resolution: a millisecond.
 *
 * @param prepare from the order until it is requested: links are led, tools put in place, peers asked how it was before
 * @param inject from then until it is injected; of several hosts that of the last one
 * @param prove from then until there is evidence of all, or it was given up
 * @param heal from the order until it is healed; zero where nothing heals it
 * @param proveHealed from then until there is evidence of that; of a planned one, of the state that it led to
 * @param failure why it ended early; null: it did not
 */
public record FaultTimes(
        FaultSpec spec,
        List<NodeName> targets,
        Duration prepare,
        Duration inject,
        Duration prove,
        Duration heal,
        Duration proveHealed,
        boolean proven,
        boolean provenHealed,
        String evidence,
        @Nullable String failure) {
    private static final Duration DEAD_MAN = Duration.ofMinutes(10);

    /** Injects the fault into a cluster that is steady, and heals it; a failure is in what it returns. */
    static FaultTimes measure(FaultSpec spec, RunningCluster cluster, Random random, Progress progress) {
        WaitingClock clock = WaitingClock.startingNow();
        List<FaultSeen> seen = new CopyOnWriteArrayList<>(); // several faults are proven at once
        String failure = null;
        long healing = 0;
        try (Nemesis nemesis = new Nemesis(
                        cluster.access(),
                        event -> {
                            if (event instanceof FaultSeen fault) {
                                seen.add(fault);
                            }
                        },
                        clock,
                        random);
                SlowFaults slow = SlowFaults.watching(nemesis::doing, clock, progress::say)) {
            nemesis.prepare(List.of(spec));
            nemesis.inject("inject#1", List.of(spec), DEAD_MAN);
            healing = clock.nanos();
            nemesis.heal(List.of());
        } catch (LapseException e) {
            failure = e.getMessage();
        }
        return of(spec, seen, healing, failure);
    }

    static FaultTimes of(FaultSpec spec, List<FaultSeen> seen, long healing, @Nullable String failure) {
        long requested = first(seen, FaultPhase.REQUESTED);
        long injected = last(seen, requested, FaultPhase.INJECTED);
        long proven = last(seen, injected, FaultPhase.PROVEN, FaultPhase.UNPROVEN);
        boolean planned = spec.isPlanned();
        long healed = planned ? proven : last(seen, healing, FaultPhase.HEALED);
        long provenHealed = last(seen, healed, FaultPhase.HEAL_PROVEN, FaultPhase.HEAL_UNPROVEN);
        return new FaultTimes(
                spec,
                seen.stream()
                        .flatMap(fault -> fault.targets().stream())
                        .distinct()
                        .toList(),
                Duration.ofNanos(requested),
                between(requested, injected),
                between(injected, proven),
                planned ? Duration.ZERO : between(healing, healed),
                between(healed, provenHealed),
                all(seen, FaultPhase.PROVEN, FaultPhase.UNPROVEN),
                all(seen, FaultPhase.HEAL_PROVEN, FaultPhase.HEAL_UNPROVEN),
                evidence(seen),
                failure);
    }

    private static Duration between(long from, long to) {
        return Duration.ofNanos(Math.max(0, to - from));
    }

    private static long first(List<FaultSeen> seen, FaultPhase phase) {
        return seen.stream()
                .filter(fault -> fault.phase() == phase)
                .mapToLong(FaultSeen::atNanos)
                .min()
                .orElse(0);
    }

    private static long last(List<FaultSeen> seen, long otherwise, FaultPhase... phases) {
        return seen.stream()
                .filter(fault -> List.of(phases).contains(fault.phase()))
                .mapToLong(FaultSeen::atNanos)
                .max()
                .orElse(otherwise);
    }

    private static boolean all(List<FaultSeen> seen, FaultPhase proven, FaultPhase unproven) {
        return seen.stream().anyMatch(fault -> fault.phase() == proven)
                && seen.stream().noneMatch(fault -> fault.phase() == unproven);
    }

    private static String evidence(List<FaultSeen> seen) {
        return seen.stream()
                .filter(fault -> fault.phase() == FaultPhase.PROVEN || fault.phase() == FaultPhase.UNPROVEN)
                .flatMap(fault -> Optional.ofNullable(fault.evidence()).stream())
                .findFirst()
                .orElse("");
    }
}

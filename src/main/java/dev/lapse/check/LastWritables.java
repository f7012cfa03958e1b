package dev.lapse.check;

import dev.lapse.cluster.NodeName;
import dev.lapse.history.StepKind;
import dev.lapse.history.StepStarted;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether any node was still writable after the first fault, and how long.
 *
 * <p>Terms. It is looked at from the instant at which the first fault was <i>requested</i> until <i>healing began</i>:
 * the start of the heal step in which that fault was healed, or where there is none the instant at which it was, or the
 * end of the last step when it never was. The last claim ({@link Writability}) of any node to a direct lane in that
 * time gives the duration, from the request to the completion of the answer. It reaches <i>until heal</i> when nothing
 * came between that tells of the contrary: no answer, no fault that took the host away, and no silence of such length
 * that the node counts as unobserved. It is <i>observed</i> when at least one node was ever seen writable by a direct
 * lane, every node that Patroni was seen on has a direct lane, and no node was {@link Unobserved} without an excuse
 * between the last claim and healing.
 *
 * <p>The duration is a lower bound. A node <i>can have been</i> writable until the first denial that began after its
 * last claim was completed, or until a fault took its host away, and to the end of what is unobserved of it after the
 * last claim of all; never longer than until healing began. The longest of these is the upper bound. Of nodes whose
 * last claims were completed at one instant that one counts that was denied last.
 */
final class LastWritables implements Fold {
    private final RunLog run;
    private final Silences silences;
    private final @Nullable FaultMeasure fault;
    private final long requestedNanos;
    private final @Nullable Long healingNanos;
    private final Map<NodeName, LastClaim> claims = new LinkedHashMap<>();
    private boolean everWritable;

    /** @param silences takes the same attempts */
    LastWritables(RunLog run, Silences silences) {
        this.run = run;
        this.silences = silences;
        fault = Injections.of(run).stream().findFirst().orElse(null);
        requestedNanos = fault == null ? 0 : fault.requestedNanos();
        healingNanos = fault == null ? null : healing(fault);
        silences.nodes().forEach(node -> claims.put(node, new LastClaim()));
    }

    /** Null while it is not known when what never healed was last watched. */
    private @Nullable Long healing(FaultMeasure fault) {
        Long healed = fault.healedNanos();
        if (healed == null) {
            return silences.knownEndNanos().isPresent()
                    ? Math.max(requestedNanos, silences.knownEndNanos().getAsLong())
                    : null;
        }
        return run.of(StepStarted.class).stream()
                .filter(step -> step.kind() == StepKind.HEAL)
                .mapToLong(StepStarted::atNanos)
                .filter(start -> requestedNanos <= start && start <= healed)
                .max()
                .orElse(Math.max(requestedNanos, healed));
    }

    @Override
    public void ended(LaneLog log, Sample sample) {
        LastClaim claim = log.isDirect() ? claims.get(log.lane().node()) : null;
        if (claim == null || !sample.answered()) {
            return;
        }
        boolean isClaim = Writability.isClaim(log, sample);
        everWritable |= isClaim;
        if (!isClaim) {
            claim.denied(sample);
        } else if (healingNanos == null || sample.completedNanos() <= healingNanos) {
            claim.claimed(sample);
        }
    }

    /** When there are no more attempts; empty when no fault was requested. */
    Optional<LastWritable> result() {
        return fault == null ? Optional.empty() : Optional.of(lastWritable());
    }

    private LastWritable lastWritable() {
        NodeName node = null;
        LastClaim last = null;
        for (Map.Entry<NodeName, LastClaim> each : claims.entrySet()) {
            LastClaim claim = each.getValue();
            if (claim.completedNanos >= requestedNanos && (last == null || claim.isAfter(last))) {
                node = each.getKey();
                last = claim;
            }
        }
        long from = last == null ? requestedNanos : last.completedNanos;
        long healing = healingNanos == null ? Math.max(from, silences.watched().toNanos()) : healingNanos;
        boolean observed = everWritable
                && silences.allAnswered()
                && silences.unexcused().stream()
                        .noneMatch(stretch -> stretch.fromNanos() < healing && from < stretch.toNanos());
        return new LastWritable(
                requestedNanos,
                node,
                Duration.ofNanos(from - requestedNanos),
                Duration.ofNanos(Math.max(from, latest(from, healing)) - requestedNanos),
                node != null && last != null && isStillSo(node, last, healing),
                observed);
    }

    private boolean isStillSo(NodeName node, LastClaim last, long healing) {
        return last.deniedNanos > healing
                && outSince(node, last) > healing
                && healing - last.completedNanos <= silences.blindNanos(node);
    }

    /** Until when a node can have been writable. */
    private long latest(long lastNanos, long healing) {
        if (!everWritable) {
            return healing;
        }
        long latest = lastNanos;
        for (Map.Entry<NodeName, LastClaim> each : claims.entrySet()) {
            LastClaim claim = each.getValue();
            if (claim.completedNanos != LastClaim.NEVER) {
                latest = Math.max(latest, Math.min(claim.overNanos, outSince(each.getKey(), claim)));
            }
        }
        for (Unobserved stretch : silences.unexcused()) {
            if (stretch.fromNanos() < healing) {
                latest = Math.max(latest, stretch.toNanos());
            }
        }
        return Math.min(latest, healing);
    }

    /** When a fault first took the host away since then; the largest long when none did. */
    private long outSince(NodeName node, LastClaim claim) {
        return Unobserved.out(run, node).stream()
                .mapToLong(Steps.Span::fromNanos)
                .filter(from -> claim.invokedNanos < from)
                .min()
                .orElse(Long.MAX_VALUE);
    }

    /** The last claim of a node, the first denial that was completed after it, and the first that began after it. */
    private static final class LastClaim {
        private static final long NEVER = Long.MIN_VALUE;

        private long invokedNanos = NEVER;
        private long completedNanos = NEVER;
        private long deniedNanos = Long.MAX_VALUE;
        private long overNanos = Long.MAX_VALUE;

        /** Completed later, or at the same instant and not denied as soon. */
        boolean isAfter(LastClaim other) {
            return completedNanos == other.completedNanos
                    ? deniedNanos > other.deniedNanos
                    : completedNanos > other.completedNanos;
        }

        void claimed(Sample claim) {
            invokedNanos = claim.invokedNanos();
            completedNanos = claim.completedNanos();
            deniedNanos = Long.MAX_VALUE;
            overNanos = Long.MAX_VALUE;
        }

        void denied(Sample denial) {
            if (denial.completedNanos() > completedNanos) {
                deniedNanos = Math.min(deniedNanos, denial.completedNanos());
            }
            if (denial.invokedNanos() >= completedNanos) {
                overNanos = Math.min(overNanos, denial.completedNanos());
            }
        }
    }
}

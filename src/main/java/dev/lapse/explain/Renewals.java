package dev.lapse.explain;

import dev.lapse.cluster.NodeName;
import dev.lapse.history.Event;
import dev.lapse.history.History;
import dev.lapse.history.LeaderSeen;
import dev.lapse.history.LeaseRenewed;
import dev.lapse.history.LeaseSeen;
import dev.lapse.oracle.Interval;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The renewals of the leader lease that a history tells of.
 *
 * <p>They are recorded as such ({@link LeaseRenewed}). In a history of before that was so, a renewal is where the whole
 * seconds that are left grow; so is the beginning of each holder's lease in any history. From {@code left} of {@code
 * granted} whole seconds follows when the lease was armed: {@code granted - left} seconds before, or up to a second
 * later; the milliseconds that the answer took are left out. What the holder writes into {@code /status} tells of those
 * that nothing else shows ({@link StatusWrites}). Immutable.
 */
public final class Renewals {
    private static final long SECOND = 1_000_000_000L;

    private final List<Renewal> renewals;
    private final List<LeaseSeen> seen;

    /**
     * A renewal of the leader lease.
     *
     * @param earliestNanos, latestNanos when it was: not before the one, and not after the other
     * @param by who armed the lease, as far as that is told; a new leader of the store grants an election
     *     timeout on top
     * @param source how it is known, for people
     */
    public record Renewal(NodeName holder, long earliestNanos, long latestNanos, LeaseRenewed.By by, String source) {}

    private Renewals(List<Renewal> renewals, List<LeaseSeen> seen) {
        this.renewals = List.copyOf(renewals);
        this.seen = List.copyOf(seen);
    }

    public static Renewals of(History history) {
        try (Stream<Event> events = history.frame()) {
            return of(events.toList());
        }
    }

    /** @param events in the order in which they were recorded; those that say nothing of the lease may be there */
    public static Renewals of(List<? extends Event> events) {
        boolean recorded = events.stream().anyMatch(LeaseRenewed.class::isInstance);
        List<Renewal> renewals = new ArrayList<>();
        LeaseSeen before = null;
        for (Event event : events) {
            if (event instanceof LeaseRenewed renewed) {
                renewals.add(new Renewal(
                        renewed.holder(),
                        renewed.atNanos() - renewed.resolutionNanos(),
                        renewed.atNanos(),
                        renewed.by(),
                        "the lease's time to live"));
            } else if (event instanceof LeaderSeen leader && leader.holder() == null) {
                before = null;
            } else if (event instanceof LeaseSeen seen) {
                boolean begins = before == null || !sameHolder(before, seen);
                if (begins || !recorded && seen.leftSeconds() > before.leftSeconds()) {
                    armed(seen).ifPresent(renewals::add);
                }
                before = seen;
            }
        }
        return new Renewals(
                StatusWrites.of(events).beside(renewals),
                events.stream()
                        .filter(LeaseSeen.class::isInstance)
                        .map(LeaseSeen.class::cast)
                        .toList());
    }

    private static boolean sameHolder(LeaseSeen one, LeaseSeen other) {
        NodeName holder = one.holder();
        return holder != null && holder.equals(other.holder());
    }

    /** As its whole seconds tell. */
    private static Optional<Renewal> armed(LeaseSeen seen) {
        NodeName holder = seen.holder();
        if (holder == null || seen.grantedSeconds() == 0) {
            return Optional.empty();
        }
        long earliest = seen.atNanos() - Math.max(1, seen.grantedSeconds() - seen.leftSeconds()) * SECOND;
        boolean byStore = seen.leftSeconds() >= seen.grantedSeconds();
        return Optional.of(new Renewal(
                holder,
                earliest,
                Math.min(seen.atNanos(), earliest + SECOND),
                byStore ? LeaseRenewed.By.STORE_LEADER : LeaseRenewed.By.HOLDER,
                "whole seconds of the lease's time to live"));
    }

    /** All, in the order in which they were seen. */
    public List<Renewal> all() {
        return renewals;
    }

    /**
     * The last renewal before an instant. Where one may have been before it or after it, what comes begins with the one
     * before that: all of it is possible. A new leader of the store that may have come after it is taken to have come
     * after it: while the store has none the lease does not answer, so that its coming is known to within as long.
     *
     * @return empty where the history does not tell
     */
    public Optional<Renewal> lastBefore(long nanos) {
        Optional<Renewal> last = Optional.empty();
        for (Renewal renewal : renewals) {
            if (renewal.latestNanos() <= nanos) {
                last = Optional.of(renewal);
            } else if (renewal.earliestNanos() < nanos && renewal.by() == LeaseRenewed.By.HOLDER) {
                return last.filter(before -> before.holder().equals(renewal.holder()))
                        .map(before -> eitherOf(before, renewal, nanos));
            }
        }
        return last;
    }

    private static Renewal eitherOf(Renewal before, Renewal perhaps, long nanos) {
        return new Renewal(
                perhaps.holder(),
                before.earliestNanos(),
                nanos,
                perhaps.by(),
                perhaps.source() + "; whether the last one was before or after is not known");
    }

    /**
     * From the last renewal of the lease to a fault.
     *
     * @return empty where none is known, and where a new leader of the store was the last to arm the lease: that tells
     *     nothing of the holder's loop, and grants more than the whole of it
     */
    Optional<Interval> before(FaultSpan fault) {
        return lastBefore(fault.injectedNanos())
                .filter(renewal -> renewal.by() != LeaseRenewed.By.STORE_LEADER)
                .map(renewal -> since(renewal, fault));
    }

    /**
     * How long before a fault the lease was armed at least, by the whole seconds that it had left afterwards: what may
     * have been the last deed of a host that died.
     *
     * @return zero where nobody looked
     */
    Duration leastBefore(FaultSpan fault) {
        return seen.stream()
                .filter(lease -> lease.holder() != null && lease.atNanos() > fault.injectedNanos())
                .mapToLong(lease ->
                        lease.atNanos() - Math.max(0, lease.grantedSeconds() - lease.leftSeconds() - 1) * SECOND)
                .min()
                .stream()
                .mapToObj(latest -> length(fault.requestedNanos() - latest))
                .findFirst()
                .orElse(Duration.ZERO);
    }

    /** From when a new leader of the store armed the lease to a fault; empty where it was not the last to arm it. */
    Optional<Interval> rearmedBefore(FaultSpan fault) {
        return lastBefore(fault.injectedNanos())
                .filter(renewal -> renewal.by() == LeaseRenewed.By.STORE_LEADER)
                .map(renewal -> since(renewal, fault));
    }

    private static Interval since(Renewal renewal, FaultSpan fault) {
        return new Interval(
                length(fault.requestedNanos() - renewal.latestNanos()),
                length(fault.injectedNanos() - renewal.earliestNanos()));
    }

    private static Duration length(long nanos) {
        return Duration.ofNanos(Math.max(0, nanos));
    }
}

package dev.lapse.check;

import dev.lapse.cluster.FaultName;
import dev.lapse.history.FaultPhase;
import dev.lapse.history.FaultSeen;
import dev.lapse.history.GateSide;
import dev.lapse.history.PressureSeen;
import dev.lapse.history.SteadySeen;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * For how long the disk of the machine was stalled: what {@code io some} of its pressure says ({@link PressureSeen}).
 *
 * <p>What it proves. While {@code some} grows, a task of this machine waits for a block device. A commit that waits for
 * its fsync is such a task, and so is whoever fills the disk's queue. So a gap in which it grew all the time is one in
 * which a disk was waited for; where it did not grow, no disk was to blame.
 *
 * <p>What it does not prove. It is of the whole machine: not whose task waited, nor that the lane's commit did, nor who
 * made the disk slow. It is of the machine that Lapse runs on, which is not the one of an engine in a virtual machine.
 * The kernel takes the mean over the processors that have work, so of a wait beside busy processors only a part is
 * told: with two processors, commits of 150 to 450 ms beside a program that filled the disk were told by 43% to 99% of
 * their length. {@code full} told none of it.
 *
 * <p>So a pause is the <i>machine's</i> when the disk was stalled for two fifths of it or more, by what is sure between
 * two readings, and when no fault can have made it so. A fault can when it was in force that touches more than the
 * network; and any fault can from its heal until the cluster is steady again, since nodes are rewound and copied then.
 * What is in doubt is the cluster's. A pause of the machine's is still an outage when it is long: see {@link Outages}.
 */
final class Pressure {
    private static final double LEAST_SHARE = 0.4;

    private final List<PressureSeen> seen;
    private final List<Steps.Span> doubtful;

    private Pressure(List<PressureSeen> seen, List<Steps.Span> doubtful) {
        this.seen = seen;
        this.doubtful = doubtful;
    }

    static Pressure of(RunLog run) {
        List<PressureSeen> told = run.of(PressureSeen.class).stream()
                .filter(one -> one.ioSomeMicros() != null)
                .toList();
        return new Pressure(told, doubtful(run));
    }

    /** When a fault can have stalled a disk. */
    private static List<Steps.Span> doubtful(RunLog run) {
        List<Steps.Span> spans = new ArrayList<>();
        for (FaultSeen fault : run.of(FaultSeen.class)) {
            boolean begins =
                    fault.phase() == (touchesTheNetworkAlone(fault.fault()) ? FaultPhase.HEALED : FaultPhase.REQUESTED);
            if (begins) {
                spans.add(new Steps.Span(
                        fault.atNanos(),
                        run.gates(GateSide.AFTER)
                                .filter(SteadySeen::reached)
                                .mapToLong(SteadySeen::atNanos)
                                .filter(steady -> steady > fault.atNanos() && isHealed(run, fault, steady))
                                .min()
                                .orElse(Long.MAX_VALUE)));
            }
        }
        return List.copyOf(spans);
    }

    private static boolean touchesTheNetworkAlone(FaultName fault) {
        return !fault.isPlanned() && !fault.takesHost() && fault.need() == FaultName.Need.NOTHING;
    }

    private static boolean isHealed(RunLog run, FaultSeen fault, long atNanos) {
        return fault.fault().isPlanned()
                || run.of(FaultSeen.class).stream()
                        .anyMatch(one -> one.injection().equals(fault.injection())
                                && one.phase() == FaultPhase.HEALED
                                && one.atNanos() <= atNanos);
    }

    /** Whether the machine told; else nothing is known of its disk. */
    boolean isKnown() {
        return !seen.isEmpty();
    }

    /** Whether a pause without a failed attempt is the machine's, for all that is known. */
    boolean isOfTheMachine(long fromNanos, long toNanos) {
        return doubtful.stream().noneMatch(span -> span.fromNanos() < toNanos && fromNanos < span.toNanos())
                && ioStalled(fromNanos, toNanos).toNanos() >= LEAST_SHARE * (toNanos - fromNanos);
    }

    /** For how long the disk was stalled in this time at least. */
    Duration ioStalled(long fromNanos, long toNanos) {
        int last = firstNotBefore(toNanos);
        int first = firstNotBefore(fromNanos);
        long inside = 0;
        int lastInside = last < seen.size() && seen.get(last).atNanos() == toNanos ? last : last - 1;
        if (first <= lastInside) {
            inside = stalled(first, lastInside);
        }
        int before = first < seen.size() && seen.get(first).atNanos() == fromNanos ? first : first - 1;
        if (before < 0 || last >= seen.size()) {
            return Duration.ofNanos(inside);
        }
        long outside = fromNanos - seen.get(before).atNanos() + seen.get(last).atNanos() - toNanos;
        return Duration.ofNanos(Math.max(inside, stalled(before, last) - outside));
    }

    /** The same for people; empty where the machine did not tell. */
    Optional<String> text(long fromNanos, long toNanos) {
        return isKnown()
                ? Optional.of("the machine's disk was stalled for at least " + Wording.of(ioStalled(fromNanos, toNanos))
                        + " of it")
                : Optional.empty();
    }

    private long stalled(int from, int to) {
        return 1_000 * (micros(to) - micros(from));
    }

    private long micros(int index) {
        Long total = seen.get(index).ioSomeMicros();
        return total == null ? 0 : total;
    }

    private int firstNotBefore(long nanos) {
        int low = 0;
        int high = seen.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (seen.get(middle).atNanos() < nanos) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}

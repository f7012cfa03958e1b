package dev.lapse.check;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The outages of a lane.
 *
 * <p>Terms. A lane's <i>floor</i> is the larger of 3 periods and twice the longest gap between two OK completions of
 * the steady phase in which no attempt failed: failures never raise it. An <i>outage</i> is a gap between two
 * consecutive OK completions (or between the last one and the last invocation: <i>censored</i>) that is longer than the
 * floor. <i>Inside</i> it are the attempts invoked in it. NOT_SENT neither starts nor ends one; what it costs is
 * {@link #resolution}. A <i>stall</i> has no not-OK attempt inside: answers were late, and that is all there is to see.
 * A steady phase of seconds does not show how late answers are once a minute on a busy machine, so a stall must be
 * longer than 4 floors to count as an outage. What ends before the first active step is warming up and no outage; a
 * lane that had no OK yet when that step began is out from there on, if an attempt since then was not OK.
 *
 * <p><b>Duration</b> is what a client felt: every outage of the service lies between the last OK before and the first
 * OK after, so it is an upper bound.
 *
 * <p><b>At least</b> is a lower bound. Let L be the longest latency of any OK attempt up to the gap, and T the instant
 * at which the service went. For a not-OK attempt invoked in the gap, T is not after its completion, and not after its
 * invocation plus L: else it would have been answered by then. The service was still out when the last attempt that
 * was not OK was invoked. So it was out for at least
 * {@code max(invoked) - min(completed, invoked + L)} over the not-OK attempts inside, or 0 when that is negative.
 * An attempt invoked before the gap proves nothing about its beginning: it may be left over from earlier trouble.
 * What this rests on: an attempt that would have gone well takes no longer than L.
 *
 * <p><b>Step.</b> An outage belongs to the active step at the instant when it was first visible: at the first
 * completion of a not-OK attempt inside, or one floor after the last OK, whichever is earlier. Both are after T, and
 * neither waits for a deadline, so a cut is not charged to the step before it nor a hang to the step after it.
 *
 * <p><b>Trusted.</b> Where an attempt that bounds or lies in an outage was invoked more than a period late, or was
 * found NOT_SENT so late, the harness was slow and the outage may be its own.
 */
final class Outages {
    private static final int FLOOR_PERIODS = 3;
    private static final int STALL_FLOORS = 4;

    private Outages() {}

    static Duration floor(LaneLog log, Steps steps) {
        long longest = 0;
        Steps.Span steady = steps.steadyPhase().orElse(null);
        if (steady != null) {
            long[] completed = log.ok()
                    .mapToLong(Sample::completedNanos)
                    .filter(steady::contains)
                    .toArray();
            long[] failed = log.notOk().mapToLong(Sample::invokedNanos).sorted().toArray();
            for (int i = 1; i < completed.length; i++) {
                if (!isAnyWithin(failed, completed[i - 1], completed[i])) {
                    longest = Math.max(longest, completed[i] - completed[i - 1]);
                }
            }
        }
        return Duration.ofNanos(Math.max(FLOOR_PERIODS * log.periodNanos(), 2 * longest));
    }

    private static boolean isAnyWithin(long[] sorted, long from, long to) {
        int at = Arrays.binarySearch(sorted, from);
        int first = at >= 0 ? at : -at - 1;
        return first < sorted.length && sorted[first] <= to;
    }

    /** In order of time; none for a lane that never had an OK. */
    static List<Outage> of(LaneLog log, Steps steps) {
        List<Outage> outages = new ArrayList<>();
        if (!log.hasOk()) {
            return outages;
        }
        long floor = floor(log, steps).toNanos();
        long begin = steps.beginNanos();
        long last = Math.max(log.openedNanos(), begin);
        long longestLatency = 0;
        boolean seen = false;
        for (Sample sample : log.samples()) {
            if (!sample.isOk()) {
                continue;
            }
            Gap gap = new Gap(log, last, sample.completedNanos(), floor, longestLatency);
            if (gap.isOutage() && sample.completedNanos() > begin && (seen || !gap.isStall())) {
                outages.add(gap.outage(steps, false));
            }
            longestLatency = Math.max(longestLatency, sample.latencyNanos());
            last = sample.completedNanos();
            seen = true;
        }
        Gap open = new Gap(log, last, log.endNanos(), floor, longestLatency);
        if (open.isOutage()) {
            outages.add(open.outage(steps, true));
        }
        return outages;
    }

    /** The longest time without an OK that is no outage: no outage of the lane could be seen to be shorter. */
    static Duration longestPause(LaneLog log, Steps steps) {
        long floor = floor(log, steps).toNanos();
        long longest = 0;
        Sample before = null;
        for (Sample sample : log.ok().toList()) {
            if (before != null && before.completedNanos() >= steps.beginNanos()) {
                Gap gap = new Gap(log, before.completedNanos(), sample.completedNanos(), floor, 0);
                longest = Math.max(longest, gap.isOutage() ? 0 : gap.toNanos() - gap.fromNanos());
            }
            before = sample;
        }
        return Duration.ofNanos(longest);
    }

    /** The longest pause between two attempts that were made in or around an outage: how finely it was looked at. */
    static Duration resolution(LaneLog log, Outage outage) {
        long[] invoked = around(log, outage.fromNanos(), outage.toNanos());
        long longest = longestPause(log, invoked);
        if (outage.censored() && invoked.length > 0) {
            longest = Math.max(longest, outage.toNanos() - invoked[invoked.length - 1]);
        }
        return Duration.ofNanos(longest);
    }

    /** The same for any part of the lane's time. */
    static Duration resolution(LaneLog log, long fromNanos, long toNanos) {
        return Duration.ofNanos(longestPause(log, around(log, fromNanos, toNanos)));
    }

    /** How long before the end of an outage the oldest attempt was sent that was waiting then; zero when none was. */
    static Duration awaited(LaneLog log, Outage outage) {
        long since = log.sent()
                .filter(s -> s.invokedNanos() <= outage.toNanos() && outage.toNanos() <= s.completedNanos())
                .mapToLong(Sample::invokedNanos)
                .min()
                .orElse(outage.toNanos());
        return Duration.ofNanos(outage.toNanos() - Math.max(since, outage.fromNanos()));
    }

    private static long[] around(LaneLog log, long fromNanos, long toNanos) {
        return log.sent()
                .filter(s -> s.completedNanos() >= fromNanos && s.invokedNanos() <= toNanos)
                .mapToLong(Sample::invokedNanos)
                .sorted()
                .toArray();
    }

    private static long longestPause(LaneLog log, long[] invoked) {
        long longest = log.periodNanos();
        for (int i = 1; i < invoked.length; i++) {
            longest = Math.max(longest, invoked[i] - invoked[i - 1]);
        }
        return longest;
    }

    /** Whether the harness looked no more than a period late at each attempt that bounds or lies in this time. */
    static boolean isOnTime(LaneLog log, long fromNanos, long toNanos) {
        return log.samples().stream()
                .filter(s -> s.completedNanos() >= fromNanos && s.invokedNanos() <= toNanos)
                .allMatch(s -> lateNanos(s) <= log.periodNanos());
    }

    /**
     * How late the harness looked at an attempt that was due; one that is NOT_SENT is recorded when it is looked at.
     */
    private static long lateNanos(Sample sample) {
        return sample.isSent() ? sample.latenessNanos() : sample.completedNanos() - sample.dueNanos();
    }

    /** A span without an OK completion in it. */
    private record Gap(LaneLog log, long fromNanos, long toNanos, long floor, long longestLatency) {
        boolean isOutage() {
            long length = toNanos - fromNanos;
            return length > floor && (length > STALL_FLOORS * floor || !isStall());
        }

        boolean isStall() {
            return inside().isEmpty();
        }

        List<Sample> inside() {
            return log.notOk()
                    .filter(s -> fromNanos <= s.invokedNanos() && s.invokedNanos() <= toNanos)
                    .toList();
        }

        Outage outage(Steps steps, boolean censored) {
            List<Sample> inside = inside();
            long visible = fromNanos + floor;
            long gone = Long.MAX_VALUE;
            long stillOut = Long.MIN_VALUE;
            for (Sample sample : inside) {
                visible = Math.min(visible, sample.completedNanos());
                gone = Math.min(gone, Math.min(sample.completedNanos(), sample.invokedNanos() + longestLatency));
                stillOut = Math.max(stillOut, sample.invokedNanos());
            }
            return new Outage(
                    steps.activeAt(visible),
                    fromNanos,
                    toNanos,
                    Duration.ofNanos(toNanos - fromNanos),
                    Duration.ofNanos(inside.isEmpty() ? 0 : Math.max(0, stillOut - gone)),
                    inside.isEmpty(),
                    censored,
                    isOnTime(log, fromNanos, toNanos));
        }
    }
}

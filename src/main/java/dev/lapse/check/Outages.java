package dev.lapse.check;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The outages of one lane.
 *
 * <p>Terms. A lane's <i>floor</i> is the larger of 3 periods and twice the longest gap between two OK completions of
 * the steady phase in which no attempt failed: failures never raise it. A <i>gap</i> lies between two consecutive OK
 * completions (or between the last one and the last invocation). An <i>outage</i> begins with a gap that is longer than
 * the floor and ends with the first OK that <i>lasts</i>: none that is not OK was invoked within a floor after it.
 * Without such an OK it is <i>censored</i>. <i>Inside</i> it are the attempts invoked in it. NOT_SENT neither starts
 * nor ends one; what it costs is resolution. A <i>stall</i> has no not-OK attempt inside: answers were late, and that
 * is all there is to see. A steady phase of seconds does not show how late answers are once a minute on a busy machine,
 * so a stall must be longer than 4 floors to count as an outage. What ends before the first active step is warming up
 * and no outage; a lane that had no OK yet when that step began is out from there on, if an attempt since then was not
 * OK.
 *
 * <p><b>Duration</b> is what a client felt: every outage of the service lies between the last OK before and the first
 * OK after that lasts, so it is an upper bound. The first OK of all is told too.
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
 * <p><b>Late</b> is how late the harness was at most with an attempt that lies in an outage or ends it; one that is
 * NOT_SENT is recorded when it is looked at. By so much the outage may be longer at either end than the cluster made
 * it.
 */
final class Outages implements Fold {
    private static final int FLOOR_PERIODS = 3;
    private static final int STALL_FLOORS = 4;

    private final LaneLog log;
    private final Steps steps;
    private final Steps.@Nullable Span steady;
    private final List<Outage> outages = new ArrayList<>();
    private long longestClean;
    private long longestLatency;
    private long longestPause;
    private long lastInvokedNanos;
    private long lastSentNanos;
    private long inFlight;
    private boolean hadOk;
    private Gap gap;
    private @Nullable Open open;

    Outages(LaneLog log, Steps steps) {
        this.log = log;
        this.steps = steps;
        this.steady = steps.steadyPhase().orElse(null);
        this.gap = new Gap(Math.max(log.openedNanos(), steps.beginNanos()), 0);
        this.lastSentNanos = log.openedNanos();
        this.lastInvokedNanos = log.openedNanos();
    }

    /** In order of time; none for a lane that never had an OK. */
    List<Outage> outages() {
        return hadOk ? outages : List.of();
    }

    Duration floor() {
        return Duration.ofNanos(floorNanos());
    }

    private long floorNanos() {
        return Math.max(FLOOR_PERIODS * log.periodNanos(), 2 * longestClean);
    }

    /** The longest time without an OK that is no outage: no outage of the lane could be seen to be shorter. */
    Duration longestPause() {
        return Duration.ofNanos(longestPause);
    }

    @Override
    public void begun(LaneLog lane, Sample sample) {
        settle(sample.invokedNanos());
        lastInvokedNanos = sample.invokedNanos();
        gap.late = Math.max(gap.late, sample.lateNanos());
        if (!sample.isSent()) {
            return;
        }
        inFlight++;
        gap.pause = Math.max(gap.pause, sample.invokedNanos() - lastSentNanos);
        lastSentNanos = sample.invokedNanos();
        if (sample.invokedNanos() >= gap.fromNanos) {
            gap.begin(sample, longestLatency);
            if (open != null && sample.isNotOk()) {
                open.goesOn();
            }
        }
    }

    @Override
    public void ended(LaneLog lane, Sample sample) {
        settle(sample.completedNanos());
        if (!sample.isSent()) {
            return;
        }
        inFlight--;
        if (!sample.isOk()) {
            gap.ended++;
            return;
        }
        gap.late = Math.max(gap.late, sample.lateNanos());
        endGap(sample.completedNanos());
        longestLatency = Math.max(longestLatency, sample.latencyNanos());
        hadOk = true;
        gap = new Gap(sample.completedNanos(), inFlight);
    }

    private void endGap(long okNanos) {
        long length = okNanos - gap.fromNanos;
        boolean clean = gap.notOk == 0;
        if (clean && hadOk && steady != null && steady.contains(gap.fromNanos) && steady.contains(okNanos)) {
            longestClean = Math.max(longestClean, length);
        }
        if (open != null) {
            open.take(gap, okNanos);
        } else if (isOutage(length) && okNanos > steps.beginNanos() && (hadOk || !clean)) {
            open = new Open(gap, okNanos);
        } else if (hadOk && gap.fromNanos >= steps.beginNanos() && !isOutage(length)) {
            longestPause = Math.max(longestPause, length);
        }
    }

    private boolean isOutage(long length) {
        return length > floorNanos() && (length > STALL_FLOORS * floorNanos() || gap.notOk > 0);
    }

    /** An outage whose last OK has lasted by now is over. */
    private void settle(long nowNanos) {
        Open candidate = open;
        if (candidate != null && candidate.lasts && nowNanos > candidate.toNanos + floorNanos()) {
            outages.add(candidate.outage(false));
            open = null;
        }
    }

    @Override
    public void finish() {
        Open last = open;
        if (last != null && last.lasts) {
            outages.add(last.outage(false));
        } else if (last != null) {
            last.take(gap, lastInvokedNanos);
            outages.add(last.outage(true));
        } else if (isOutage(lastInvokedNanos - gap.fromNanos)) {
            outages.add(new Open(gap, lastInvokedNanos).outage(true));
        }
        open = null;
        outages.removeIf(outage -> {
            long most = outage.stall() ? STALL_FLOORS * floorNanos() : floorNanos();
            boolean pause = outage.duration().toNanos() <= most; // by the floor of the whole steady phase
            longestPause = pause ? Math.max(longestPause, outage.duration().toNanos()) : longestPause;
            return pause;
        });
    }

    /** From one OK completion on. */
    private static final class Gap {
        private final long fromNanos;
        private final long inFlight;
        private long firstBegun = Long.MAX_VALUE;
        private long notOk;
        private long ended;
        private long late;
        private long pause;
        private long visible = Long.MAX_VALUE;
        private long gone = Long.MAX_VALUE;
        private long stillOut = Long.MIN_VALUE;

        /** @param inFlight attempts that were on their way when it began */
        Gap(long fromNanos, long inFlight) {
            this.fromNanos = fromNanos;
            this.inFlight = inFlight;
        }

        void begin(Sample sample, long longestLatency) {
            firstBegun = Math.min(firstBegun, sample.invokedNanos());
            if (sample.isNotOk()) {
                notOk++;
                visible = Math.min(visible, sample.completedNanos());
                gone = Math.min(gone, Math.min(sample.completedNanos(), sample.invokedNanos() + longestLatency));
                stillOut = Math.max(stillOut, sample.invokedNanos());
            }
        }

        /** How long the oldest attempt had waited that was waiting at the end. */
        long awaited(long toNanos) {
            return inFlight > ended ? toNanos - fromNanos : Math.max(0, toNanos - firstBegun);
        }

        void add(Gap next) {
            notOk += next.notOk;
            late = Math.max(late, next.late);
            pause = Math.max(pause, next.pause);
            visible = Math.min(visible, next.visible);
            gone = Math.min(gone, next.gone);
            stillOut = Math.max(stillOut, next.stillOut);
        }
    }

    /** An outage that has not been seen to be over. */
    private final class Open {
        private final Gap whole;
        private Gap sinceOk = new Gap(0, 0);
        private final long firstOkNanos;
        private final long awaited;
        private long toNanos;
        private boolean lasts = true;

        Open(Gap first, long toNanos) {
            this.whole = first;
            this.firstOkNanos = toNanos;
            this.awaited = first.notOk == 0 ? first.awaited(toNanos) : 0;
            this.toNanos = toNanos;
        }

        /** An attempt was not OK so soon after the last OK that it did not end the outage. */
        void goesOn() {
            lasts = false;
        }

        /** What came up to the next OK: part of the outage, unless the OK that may end it has lasted so far. */
        void take(Gap next, long okNanos) {
            sinceOk.add(next);
            if (!lasts) {
                whole.add(sinceOk);
                sinceOk = new Gap(0, 0);
                toNanos = okNanos;
                lasts = true;
            }
        }

        Outage outage(boolean censored) {
            boolean stall = whole.notOk == 0;
            long visible = Math.min(whole.fromNanos + floorNanos(), whole.visible);
            return new Outage(
                    steps.activeAt(visible),
                    whole.fromNanos,
                    toNanos,
                    Duration.ofNanos(toNanos - whole.fromNanos),
                    Duration.ofNanos(stall ? 0 : Math.max(0, whole.stillOut - whole.gone)),
                    stall,
                    censored,
                    whole.late <= log.periodNanos(),
                    Duration.ofNanos(firstOkNanos - whole.fromNanos),
                    Duration.ofNanos(whole.late),
                    Duration.ofNanos(Math.max(log.periodNanos(), whole.pause)),
                    Duration.ofNanos(awaited));
        }
    }
}

package dev.lapse.check;

import dev.lapse.explain.LaneOutage;
import dev.lapse.history.Vantage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The outages of one lane.
 *
 * <p>Terms. A lane's floor is that of its whole steady phase ({@link Floor}). A <i>gap</i> lies between two consecutive
 * OK completions (or between the last one and the last invocation). An <i>outage</i> begins with a gap that is longer
 * than the floor and ends with the first OK that <i>lasts</i>: none that is not OK was due or invoked within a floor
 * after it, and what was sent next was OK. An OK after which the harness did not look for longer than a floor is <i>in
 * doubt</i> when what it saw then was not OK: whether that is one outage or two is not known, so it is one that is as
 * long as both and late by the time without a look, and what is sure of it is the longer of the two. Without such an OK
 * it is <i>censored</i>. What a primary says on an older timeline than the newest that was acknowledged by then ends no
 * outage: it has been replaced, and those may be its last words ({@link NewestTimeline}). <i>Inside</i> it are the
 * attempts invoked in it. NOT_SENT neither starts nor ends one; what it costs is resolution. A <i>stall</i> has no
 * not-OK attempt inside: answers were late, and that is all there is to see.
 * A steady phase of seconds does not show how late answers are once a minute on a busy machine, and a disk that is
 * shared holds all commits up for some hundred ms now and then. So a stall must be longer than 4 floors to count as an
 * outage, and longer than 1 s where it is the machine's own ({@link Pressure}) or the machine did not tell; a shorter
 * one is the longest pause, which is how finely the lane looked. What ends before the first active step is warming up
 * and no outage; a lane that had no OK yet when that step began is out from there on, if an attempt since then was not
 * OK.
 *
 * <p><b>Duration</b> is what a client felt: every outage of the service lies between the last OK before and the first
 * OK after that lasts, so it is an upper bound; the hold of that OK's transaction is in it. The first OK of all on the
 * newest timeline is told too.
 *
 * <p><b>At least</b> is a lower bound. Let L be the longest latency of any OK attempt up to the gap, and T the instant
 * at which the service went. For a not-OK attempt invoked in the gap, T is not after its completion, and not after its
 * invocation plus L: else it would have been answered by then. The service was still out when the last attempt that
 * was not OK was invoked. So it was out for at least
 * {@code max(invoked) - min(completed, invoked + L)} over the not-OK attempts inside, or 0 when that is negative.
 * Who has one session and no other (vantage {@code pinned}) can send nothing while a statement waits in it, and is out
 * until that has ended: there, completed takes the place of the last invoked.
 * An attempt invoked before the gap proves nothing about its beginning: it may be left over from earlier trouble.
 * What this rests on: an attempt that would have gone well takes no longer than L.
 *
 * <p><b>Step.</b> An outage belongs to the active step at the instant when it was first visible: at the first
 * completion of a not-OK attempt inside, or one floor after the last OK, whichever is earlier. Both are after T, and
 * neither waits for a deadline, so a cut is not charged to the step before it nor a hang to the step after it.
 * A gap that begins in a steady step, in which nothing failed before the next active step and which had not lasted long
 * enough for a stall by then, is a pause that ran into that step: the outage belongs to it and is sure from there on.
 *
 * <p><b>Late</b> is how late the harness was at most with an attempt that lies in an outage or ends it; one that is
 * NOT_SENT is recorded when it is looked at. By so much the outage may be longer at either end than the cluster made
 * it.
 */
final class Outages implements Fold {
    private static final int STALL_FLOORS = 4;
    private static final long LEAST_STALL_NANOS = 1_000_000_000;

    /** So much of a steady phase waits for its floor; beyond that the floor so far counts. */
    private static final int MOST_HELD = 100_000;

    private final LaneLog log;
    private final Steps steps;
    private final Pressure pressure;
    private final Steps.@Nullable Span steady;
    private final List<Outage> outages = new ArrayList<>();
    private final List<LaneOutage> laneOutages = new ArrayList<>();
    private final Floor floor;
    private final NewestTimeline newest;
    private final List<Held> held = new ArrayList<>();
    private boolean holding;
    private long longestLatency;
    private long longestPause;
    private Duration pauseStalled = Duration.ZERO;
    private long lastInvokedNanos;
    private long lastSentNanos;
    private long inFlight;
    private boolean skipped;
    private boolean hadOk;
    private Gap gap;
    private @Nullable Open open;

    /** The beginning or the end of an attempt that waits until the floor is known. */
    private record Held(Sample sample, boolean begins) {}

    /** @param floor and newest take every attempt before this does */
    Outages(LaneLog log, RunLog run, Floor floor, NewestTimeline newest) {
        this.log = log;
        this.newest = newest;
        this.steps = run.steps();
        this.pressure = run.pressure();
        this.floor = floor;
        this.steady = steps.steadyPhase().orElse(null);
        this.gap = new Gap(Math.max(log.openedNanos() + log.heldNanos(), steps.beginNanos()), 0, null);
        this.lastSentNanos = log.openedNanos();
        this.lastInvokedNanos = log.openedNanos();
    }

    /** In order of time; none for a lane that never had an OK. */
    List<Outage> outages() {
        return hadOk ? outages : List.of();
    }

    /** The same outages with who answered before and after them. */
    List<LaneOutage> laneOutages() {
        return hadOk ? laneOutages : List.of();
    }

    /** The longest time without an OK that is no outage: no outage of the lane could be seen to be shorter. */
    Duration longestPause() {
        return Duration.ofNanos(longestPause);
    }

    /** For how long of it the machine's disk was stalled at least, as far as it told. */
    Duration pauseStalled() {
        return pauseStalled;
    }

    @Override
    public void begun(LaneLog lane, Sample sample) {
        if (waits(sample, true, sample.invokedNanos(), sample.isNotOk())) {
            return;
        }
        begun(sample);
    }

    @Override
    public void ended(LaneLog lane, Sample sample) {
        boolean late = sample.isOk() && sample.completedNanos() - gap.fromNanos() > floor.leastNanos();
        if (waits(sample, false, sample.completedNanos(), late)) {
            return;
        }
        ended(sample);
    }

    /** From the first event of the steady phase on whose meaning hangs on the floor, all wait until it is over. */
    private boolean waits(Sample sample, boolean begins, long atNanos, boolean hangsOnFloor) {
        boolean isSteady = steady != null && steady.contains(atNanos);
        if (!isSteady || held.size() == MOST_HELD) {
            release();
        }
        holding |= isSteady && hangsOnFloor;
        if (holding) {
            held.add(new Held(sample, begins));
        }
        return holding;
    }

    private void release() {
        holding = false;
        for (Held one : held) {
            if (one.begins) {
                begun(one.sample);
            } else {
                ended(one.sample);
            }
        }
        held.clear();
    }

    private void begun(Sample sample) {
        settle(sample);
        lastInvokedNanos = sample.invokedNanos();
        gap.lateBy(sample.lateNanos());
        if (!sample.isSent()) {
            skipped = true;
            return;
        }
        inFlight++;
        sendAgain(sample.invokedNanos());
        gap.pausedFor(sample.invokedNanos() - lastSentNanos);
        lastSentNanos = sample.invokedNanos();
        if (sample.invokedNanos() >= gap.fromNanos()) {
            gap.begin(sample, longestLatency, log.lane().vantage() == Vantage.PINNED);
            if (open != null) {
                open.begun(sample);
            }
        }
    }

    /** Nothing was sent between the last one and this instant; that counts where one was NOT_SENT. */
    private void sendAgain(long atNanos) {
        gap.unsentFor(skipped ? Math.max(0, atNanos - Math.max(gap.fromNanos(), lastSentNanos)) : 0);
        skipped = false;
    }

    private void ended(Sample sample) {
        if (!sample.isSent()) {
            return;
        }
        inFlight--;
        if (!sample.isOk() || newest.isOld(sample) && isOut(sample.completedNanos())) {
            gap.endWithoutOk();
            return;
        }
        settle(sample.completedNanos());
        gap.lateBy(sample.lateNanos());
        endGap(sample);
        longestLatency = Math.max(longestLatency, sample.latencyNanos());
        hadOk = true;
        gap = new Gap(sample.completedNanos(), inFlight, sample);
    }

    /** Whether an outage is on, for all that is known at this instant. */
    private boolean isOut(long nowNanos) {
        return open == null ? isOutage(nowNanos) : !open.lasts;
    }

    private void endGap(Sample ok) {
        long okNanos = ok.completedNanos();
        boolean clean = !gap.hasFailures();
        if (open != null) {
            open.take(gap, okNanos, ok);
        } else if (isOutage(okNanos) && okNanos > steps.beginNanos() && (hadOk || !clean)) {
            open = new Open(gap, okNanos, ok);
        } else {
            pause(okNanos);
        }
    }

    /** Whether there is an outage when there is no OK up to this instant. */
    private boolean isOutage(long toNanos) {
        long length = toNanos - gap.fromNanos();
        return length > floor.nanos() && (gap.hasFailures() || length > leastStallNanos(gap.fromNanos(), toNanos));
    }

    /** A gap of this time is a stall when it is longer. */
    private long leastStallNanos(long fromNanos, long toNanos) {
        long floors = STALL_FLOORS * floor.nanos();
        boolean isTheClusters = pressure.isKnown() && !pressure.isOfTheMachine(fromNanos, toNanos);
        return isTheClusters ? floors : Math.max(floors, LEAST_STALL_NANOS);
    }

    /** There was no OK up to this instant, and that is no outage. */
    private void pause(long toNanos) {
        long fromNanos = Math.max(gap.fromNanos(), steps.beginNanos());
        if (toNanos - fromNanos > longestPause) {
            longestPause = toNanos - fromNanos;
            pauseStalled = pressure.ioStalled(fromNanos, toNanos);
        }
    }

    /** What is sent when an OK has lasted was due later than a floor after it, and does not tell that it did not. */
    private void settle(Sample next) {
        if (open != null && next.isSent() && (next.isOk() || open.wasFollowed)) {
            settle(next.dueNanos());
        }
    }

    /** An outage whose last OK has lasted by now is over. */
    private void settle(long nowNanos) {
        Open candidate = open;
        if (candidate != null && candidate.lasts && nowNanos > candidate.toNanos + floor.nanos()) {
            candidate.close(false);
            open = null;
        }
    }

    @Override
    public void finish() {
        release();
        sendAgain(lastInvokedNanos);
        Open last = open;
        if (last != null && !last.lasts) {
            last.take(gap, lastInvokedNanos, null);
            last.close(true);
        } else {
            if (last != null) {
                last.close(false);
            }
            if (isOutage(lastInvokedNanos)) {
                new Open(gap, lastInvokedNanos, null).close(true);
            } else {
                pause(lastInvokedNanos);
            }
        }
        open = null;
    }

    /** An outage that has not been seen to be over. */
    private final class Open {
        private final Gap whole;
        private final String step;
        private Gap sinceOk = new Gap(0, 0, null);
        private final long firstOkNanos;
        private final long awaited;
        private long toNanos;
        private boolean lasts = true;
        private boolean wasFollowed;
        private boolean inDoubt;
        private @Nullable Sample ok;

        /** @param ok that may end it; null: the lane's end does */
        Open(Gap first, long toNanos, @Nullable Sample ok) {
            this.whole = first;
            this.ok = ok;
            this.firstOkNanos = toNanos;
            this.awaited = first.hasFailures() ? 0 : first.awaited(toNanos);
            this.toNanos = toNanos;
            long visible = Math.min(first.fromNanos() + floor.nanos(), first.firstFailureNanos());
            long steadyEnds = steps.endOfSteadyAt(visible).orElse(visible);
            boolean ranIntoStep = steadyEnds > visible
                    && first.firstFailureNanos() >= steadyEnds
                    && steadyEnds - first.fromNanos() <= leastStallNanos(first.fromNanos(), steadyEnds);
            if (ranIntoStep) {
                first.goneNotBefore(steadyEnds);
            }
            this.step = steps.activeAt(ranIntoStep ? steadyEnds : visible);
        }

        /** The last OK did not end the outage where an attempt that comes so soon after it is not OK. */
        void begun(Sample next) {
            if (next.isNotOk() && lasts) {
                lasts = false;
                inDoubt = next.invokedNanos() > toNanos + floor.nanos();
                if (!wasFollowed) {
                    sinceOk.lateBy(inDoubt ? next.invokedNanos() - toNanos : 0);
                }
            }
            wasFollowed = true;
        }

        /** What came up to the next OK: part of the outage, unless the OK that may end it has lasted so far. */
        void take(Gap next, long okNanos, @Nullable Sample nextOk) {
            sinceOk.add(next);
            if (!lasts) {
                if (inDoubt) {
                    whole.breakOff();
                }
                whole.add(sinceOk);
                sinceOk = new Gap(0, 0, null);
                toNanos = okNanos;
                ok = nextOk;
                lasts = true;
                wasFollowed = false;
                inDoubt = false;
            }
        }

        void close(boolean censored) {
            Outage outage = outage(censored);
            outages.add(outage);
            laneOutages.add(outage.of(log.lane(), whole.ok(), censored ? null : ok, whole.lastFailedNanos()));
        }

        private Outage outage(boolean censored) {
            boolean stall = !whole.hasFailures();
            return new Outage(
                    step,
                    whole.fromNanos(),
                    toNanos,
                    Duration.ofNanos(toNanos - whole.fromNanos()),
                    Duration.ofNanos(whole.atLeast()),
                    stall,
                    censored,
                    whole.lateNanos() <= log.periodNanos(),
                    Duration.ofNanos(firstOkNanos - whole.fromNanos()),
                    Duration.ofNanos(whole.lateNanos()),
                    Duration.ofNanos(Math.max(log.periodNanos(), whole.pauseNanos())),
                    Duration.ofNanos(awaited),
                    Duration.ofNanos(whole.unsentNanos()),
                    Optional.empty());
        }
    }
}

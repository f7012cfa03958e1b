package dev.lapse.check;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What one lane saw from one OK completion on, up to the next or to the end. Nanoseconds of the run's clock; terms:
 * {@link Outages}.
 */
final class Gap {
    private final long fromNanos;
    private final long inFlight;
    private final @Nullable Sample ok;
    private long firstBegun = Long.MAX_VALUE;
    private long notOk;
    private long ended;
    private long late;
    private long pause;
    private long unsent;
    private long visible = Long.MAX_VALUE;
    private long gone = Long.MAX_VALUE;
    private long stillOut = Long.MIN_VALUE;
    private long lastFailed = Long.MIN_VALUE;
    private long sure;

    /**
     * @param inFlight attempts that were on their way when it began
     * @param ok which it follows
     */
    Gap(long fromNanos, long inFlight, @Nullable Sample ok) {
        this.fromNanos = fromNanos;
        this.ok = ok;
        this.inFlight = inFlight;
    }

    long fromNanos() {
        return fromNanos;
    }

    /** The OK that it follows; null before the first one. */
    @Nullable
    Sample ok() {
        return ok;
    }

    boolean hasFailures() {
        return notOk > 0;
    }

    /** How late the harness was at most. */
    long lateNanos() {
        return late;
    }

    /** The longest time in which nothing was sent. */
    long pauseNanos() {
        return pause;
    }

    /** For how long in all nothing was sent though attempts were due. */
    long unsentNanos() {
        return unsent;
    }

    /** When the first answer came that was not OK; the greatest long when none did. */
    long firstFailureNanos() {
        return visible;
    }

    void lateBy(long nanos) {
        late = Math.max(late, nanos);
    }

    void pausedFor(long nanos) {
        pause = Math.max(pause, nanos);
    }

    void unsentFor(long nanos) {
        unsent += nanos;
    }

    void endWithoutOk() {
        ended++;
    }

    /** @param holds whether nothing else can be sent until the attempt has ended */
    void begin(Sample sample, long longestLatency, boolean holds) {
        firstBegun = Math.min(firstBegun, sample.invokedNanos());
        if (sample.isNotOk()) {
            notOk++;
            visible = Math.min(visible, sample.completedNanos());
            gone = Math.min(gone, Math.min(sample.completedNanos(), sample.invokedNanos() + longestLatency));
            stillOut = Math.max(stillOut, holds ? sample.completedNanos() : sample.invokedNanos());
            lastFailed = Math.max(lastFailed, sample.invokedNanos());
        }
    }

    OptionalLong lastFailedNanos() {
        return notOk == 0 ? OptionalLong.empty() : OptionalLong.of(lastFailed);
    }

    /** How long the oldest attempt had waited that was waiting at the end. */
    long awaited(long toNanos) {
        return inFlight > ended ? toNanos - fromNanos : Math.max(0, toNanos - firstBegun);
    }

    long atLeast() {
        return notOk == 0 ? 0 : Math.max(sure, stillOut - gone);
    }

    /** Nothing proves that the service had gone before this instant. */
    void goneNotBefore(long atNanos) {
        gone = Math.max(gone, atNanos);
    }

    /** What comes next may be an outage of its own. */
    void breakOff() {
        sure = atLeast();
        gone = Long.MAX_VALUE;
        stillOut = Long.MIN_VALUE;
    }

    void add(Gap next) {
        notOk += next.notOk;
        lateBy(next.late);
        pausedFor(next.pause);
        unsentFor(next.unsent);
        visible = Math.min(visible, next.visible);
        gone = Math.min(gone, next.gone);
        stillOut = Math.max(stillOut, next.stillOut);
        lastFailed = Math.max(lastFailed, next.lastFailed);
    }
}

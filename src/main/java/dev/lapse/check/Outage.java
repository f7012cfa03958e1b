package dev.lapse.check;

import dev.lapse.explain.LaneOutage;
import dev.lapse.history.Lane;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * No lasting OK of a lane for longer than its floor; terms: {@link Outages}. {@code duration}: from the completion of
 * the last OK before to the completion of the first OK after that lasts (when censored: to the last invocation).
 * {@code atLeast}: what the not-OK attempts inside prove. {@code stall}: no attempt failed. {@code censored}: still
 * open at the end. {@code trusted}: the probe itself was on time. {@code firstOk}: from the last OK before to the first
 * OK of all. {@code late}: how late the probe was at most. {@code resolution}: the longest time between two attempts.
 * {@code awaited}: of a stall, how long before the first OK the oldest attempt was sent that was waiting then.
 * {@code unsent}: for how long in all nothing was sent though attempts were due, which are NOT_SENT. {@code data}: what
 * the rows' own times say of it; empty: they were not observed.
 */
public record Outage(
        String step,
        long fromNanos,
        long toNanos,
        Duration duration,
        Duration atLeast,
        boolean stall,
        boolean censored,
        boolean trusted,
        Duration firstOk,
        Duration late,
        Duration resolution,
        Duration awaited,
        Duration unsent,
        Optional<DataEstimate> data) {
    /** The same outage, with what the data say of it. */
    Outage with(DataEstimate estimate) {
        return new Outage(
                step,
                fromNanos,
                toNanos,
                duration,
                atLeast,
                stall,
                censored,
                trusted,
                firstOk,
                late,
                resolution,
                awaited,
                unsent,
                Optional.of(estimate));
    }

    /**
     * The same with who answered before and after it.
     *
     * @param lastFailedNanos when the last attempt in it was invoked that was not OK
     */
    LaneOutage of(Lane lane, @Nullable Sample before, @Nullable Sample after, OptionalLong lastFailedNanos) {
        return new LaneOutage(
                lane,
                step,
                fromNanos,
                toNanos,
                open().toNanos(),
                censored,
                Optional.ofNullable(before).map(Outage::answer),
                Optional.ofNullable(after).map(Outage::answer),
                lastFailedNanos);
    }

    /** By how much it may have been shorter than a client felt it. */
    Duration open() {
        return stall ? resolution.multipliedBy(2) : duration.minus(atLeast);
    }

    private static LaneOutage.LaneOk answer(Sample ok) {
        return new LaneOutage.LaneOk(ok.invokedNanos(), Optional.ofNullable(ok.node()));
    }
}

package dev.lapse.check;

import java.time.Duration;

/**
 * Where attempts of a lane were not OK in a step; terms: {@link Degradations}. Instants count from the start of the
 * run. {@code share}: of not-OK attempts among those made, 0 to 1. {@code trusted}: the probe itself was on time.
 * {@code late}: how late it was at most. {@code usualPause}: the median time between two not-OK
 * attempts.
 */
public record Degraded(
        String step,
        long fromNanos,
        long toNanos,
        long notOk,
        double share,
        boolean trusted,
        Duration late,
        Duration usualPause) {
    /** Whether it is more than one attempt, whose share would be all of them. */
    public boolean isStretch() {
        return notOk > 1;
    }
}

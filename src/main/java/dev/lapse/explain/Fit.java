package dev.lapse.explain;

import dev.lapse.oracle.Interval;
import java.util.Optional;

/** How something measured compares with what the configuration predicts. */
public enum Fit {
    WITHIN,
    /** Longer than predicted, also with all that its resolution leaves open. */
    ABOVE,
    /**
     * Shorter than predicted, also with all that its resolution leaves open: the fault probably did not bite, or the
     * formula does not hold.
     */
    BELOW,
    /** Nothing predicts it. */
    NO_FORMULA;

    /**
     * Holds a length against what is predicted.
     *
     * @param lengthNanos as it was seen
     * @param resolutionNanos by how much it may have been shorter than that
     */
    public static Fit of(Optional<Interval> predicted, long lengthNanos, long resolutionNanos) {
        if (predicted.isEmpty()) {
            return NO_FORMULA;
        }
        if (lengthNanos < predicted.get().from().toNanos()) {
            return BELOW;
        }
        return lengthNanos - resolutionNanos > predicted.get().to().toNanos() ? ABOVE : WITHIN;
    }

    /** By how much a length lies outside of what is predicted; 0 where it lies inside, or nothing is predicted. */
    static long beyondNanos(Optional<Interval> predicted, long lengthNanos) {
        return predicted
                .map(span -> Math.max(
                        0,
                        Math.max(lengthNanos - span.to().toNanos(), span.from().toNanos() - lengthNanos)))
                .orElse(0L);
    }
}

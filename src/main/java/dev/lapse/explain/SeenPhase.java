package dev.lapse.explain;

import dev.lapse.oracle.Interval;
import dev.lapse.oracle.Phase;
import java.util.List;
import java.util.Optional;

/**
 * A phase of an outage, clipped to it. Each phase begins where the one before it ends.
 *
 * @param toNanos when it ended, at the latest
 * @param resolutionNanos by how much earlier it may have ended
 * @param endedBy the event that ended it, such as {@code leader key deleted}
 * @param source where that event is known from, such as {@code etcd watch}
 * @param untold the phases before it that lie in it, since what ended them was not seen
 * @param predicted how long the configuration lets it last; empty: nothing predicts it
 */
public record SeenPhase(
        Phase phase,
        long fromNanos,
        long toNanos,
        long resolutionNanos,
        String endedBy,
        String source,
        List<Phase> untold,
        Optional<Interval> predicted,
        Fit fit) {
    public SeenPhase {
        untold = List.copyOf(untold);
    }

    /** One that stands for itself alone. */
    public SeenPhase(
            Phase phase,
            long fromNanos,
            long toNanos,
            long resolutionNanos,
            String endedBy,
            String source,
            Optional<Interval> predicted,
            Fit fit) {
        this(phase, fromNanos, toNanos, resolutionNanos, endedBy, source, List.of(), predicted, fit);
    }

    public long lengthNanos() {
        return toNanos - fromNanos;
    }

    /** By how much it lies outside of what is predicted; 0 where it lies inside, or nothing is predicted. */
    public long beyondNanos() {
        return Fit.beyondNanos(predicted, lengthNanos());
    }
}

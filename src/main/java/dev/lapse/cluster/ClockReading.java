package dev.lapse.cluster;

/**
 * What a host's wall clock showed at some time between a question and its answer.
 *
 * @param askedNanos by the clock of who asked
 * @param toldMicros since 1970, by the host's clock
 * @param answeredNanos by the clock of who asked
 */
public record ClockReading(long askedNanos, long toldMicros, long answeredNanos) {
    public ClockReading {
        if (answeredNanos < askedNanos) {
            throw new IllegalArgumentException("expected an answer after " + askedNanos + ", saw " + answeredNanos);
        }
    }

    /** The one whose answer came sooner. */
    public ClockReading quicker(ClockReading other) {
        return other.answeredNanos - other.askedNanos < answeredNanos - askedNanos ? other : this;
    }
}

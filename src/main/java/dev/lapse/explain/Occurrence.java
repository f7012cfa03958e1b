package dev.lapse.explain;

/**
 * Something that happened, and when, as closely as it was seen: not before one instant, and not after another.
 *
 * @param event such as {@code leader key deleted}
 * @param source where it is known from, such as {@code etcd watch}
 */
record Occurrence(long earliestNanos, long latestNanos, String event, String source) {
    /** An occurrence whose instant is known. */
    static Occurrence at(long nanos, String event, String source) {
        return new Occurrence(nanos, nanos, event, source);
    }

    long resolutionNanos() {
        return latestNanos - earliestNanos;
    }

    /**
     * The same thing as two sources saw it: what both allow, or, where they contradict each other, what the one says
     * that sees more sharply.
     */
    Occurrence and(Occurrence other) {
        Occurrence sharper = resolutionNanos() <= other.resolutionNanos() ? this : other;
        long earliest = Math.max(earliestNanos, other.earliestNanos);
        long latest = Math.min(latestNanos, other.latestNanos);
        return earliest <= latest ? new Occurrence(earliest, latest, sharper.event, sharper.source) : sharper;
    }

    /** Of two things that both have to happen: the later one. */
    Occurrence orLater(Occurrence other) {
        return other.latestNanos > latestNanos ? other : this;
    }
}

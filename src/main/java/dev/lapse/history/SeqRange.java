package dev.lapse.history;

/** The sequence numbers from first to last, both included. */
public record SeqRange(long first, long last) {
    public SeqRange {
        if (last < first) {
            throw new IllegalArgumentException("last must be >= first, was " + first + ".." + last);
        }
    }
}

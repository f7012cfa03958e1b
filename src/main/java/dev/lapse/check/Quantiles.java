package dev.lapse.check;

import java.time.Duration;
import java.util.stream.LongStream;

/**
 * Exact quantiles of durations: the smallest value that at least that share of all does not exceed. A histogram with
 * buckets would round, and a verdict could hang on what it rounds.
 */
public final class Quantiles {
    private final long[] sorted;

    private Quantiles(long[] sorted) {
        this.sorted = sorted;
    }

    public static Quantiles of(LongStream nanos) {
        return new Quantiles(nanos.sorted().toArray());
    }

    public boolean isEmpty() {
        return sorted.length == 0;
    }

    /** Zero when there are none. */
    public long nanos(int percent) {
        if (isEmpty()) {
            return 0;
        }
        int rank = (int) Math.ceil(sorted.length * (percent / 100.0));
        return sorted[Math.max(1, rank) - 1];
    }

    /** Zero when there are none. */
    public Duration duration(int percent) {
        return Duration.ofNanos(nanos(percent));
    }
}

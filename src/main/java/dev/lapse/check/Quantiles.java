package dev.lapse.check;

import java.time.Duration;
import java.util.stream.LongStream;
import org.HdrHistogram.Histogram;

/**
 * Quantiles of durations in nanoseconds: the smallest value that at least that share of all does not exceed, to 0.1 %;
 * the largest one is exact. Memory does not grow with how many there are.
 */
public final class Quantiles {
    private static final int DIGITS = 3;

    private final Histogram histogram = new Histogram(DIGITS);
    private long largest;

    public static Quantiles of(LongStream nanos) {
        Quantiles quantiles = new Quantiles();
        nanos.forEach(quantiles::add);
        return quantiles;
    }

    void add(long nanos) {
        histogram.recordValue(nanos);
        largest = Math.max(largest, nanos);
    }

    public boolean isEmpty() {
        return histogram.getTotalCount() == 0;
    }

    /** Zero when there are none. */
    public long nanos(int percent) {
        return percent == 100 || isEmpty() ? largest : Math.min(largest, histogram.getValueAtPercentile(percent));
    }

    /** Zero when there are none. */
    public Duration duration(int percent) {
        return Duration.ofNanos(nanos(percent));
    }
}

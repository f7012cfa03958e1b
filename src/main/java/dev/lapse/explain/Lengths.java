package dev.lapse.explain;

import dev.lapse.oracle.Interval;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** The unit of lengths in a sentence: whole milliseconds below a second, else seconds with up to one decimal. */
enum Lengths {
    MILLIS(" ms", 1_000_000L, 6, 0),
    SECONDS(" s", 100_000_000L, 9, 1);

    /** Seconds of what {@link Interval#written} leaves: that may be milliseconds. */
    private static final int MOST_DECIMALS = 3;

    /** The least length that is written as more than nothing. */
    final long stepNanos;

    private final String unit;
    private final int scale;
    private final int decimals;

    Lengths(String unit, long stepNanos, int scale, int decimals) {
        this.unit = unit;
        this.stepNanos = stepNanos;
        this.scale = scale;
        this.decimals = decimals;
    }

    static Lengths unitOf(long nanos) {
        return nanos < 1_000_000_000L ? MILLIS : SECONDS;
    }

    /** {@code 25 to 38.8 s}, in the unit of its end, to the digit that tables have as well. */
    static String text(Interval interval) {
        return unitOf(interval.to().toNanos()).of(interval);
    }

    /** {@code 35.4 s} or {@code 64 ms}. */
    String of(long nanos) {
        return number(nanos, RoundingMode.HALF_UP, decimals) + unit;
    }

    String of(Interval interval) {
        Interval written = interval.written();
        return between(
                number(written.from().toNanos(), RoundingMode.UNNECESSARY, MOST_DECIMALS),
                number(written.to().toNanos(), RoundingMode.UNNECESSARY, MOST_DECIMALS));
    }

    /**
     * {@code 19.5 to 20 s}, or one length where both ends read the same. The ends are rounded apart, so that what is
     * written holds all that is meant.
     */
    String of(long fromNanos, long toNanos) {
        return between(
                number(fromNanos, RoundingMode.FLOOR, decimals), number(toNanos, RoundingMode.CEILING, decimals));
    }

    private String between(String least, String most) {
        return (least.equals(most) ? most : least + " to " + most) + unit;
    }

    private String number(long nanos, RoundingMode rounding, int decimals) {
        BigDecimal value = BigDecimal.valueOf(nanos, scale).setScale(decimals, rounding);
        return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
    }
}

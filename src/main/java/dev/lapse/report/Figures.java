package dev.lapse.report;

import dev.lapse.oracle.Interval;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Locale;

/** How numbers are written: milliseconds with up to three decimals for programs, seconds with two for people. */
final class Figures {
    private static final long MILLI = 1_000_000;

    private Figures() {}

    /** Milliseconds with up to three decimals and no trailing zeros: 22041, 1.25. */
    static BigDecimal millis(long nanos) {
        return plain(BigDecimal.valueOf(nanos, 6), 3);
    }

    /** A number with up to four decimals and no trailing zeros. */
    static BigDecimal number(double value) {
        return plain(BigDecimal.valueOf(value), 4);
    }

    private static BigDecimal plain(BigDecimal exact, int decimals) {
        BigDecimal stripped = exact.setScale(decimals, RoundingMode.HALF_UP).stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }

    static BigDecimal millis(Duration duration) {
        return millis(duration.toNanos());
    }

    /** A length for people: 0.42ms, 20ms, 640ms, 22.04s. */
    static String length(Duration duration) {
        return length(duration.toNanos());
    }

    static String length(long nanos) {
        if (nanos % MILLI != 0 && Math.abs(nanos) < 10 * MILLI) {
            return String.format(Locale.ROOT, "%.2fms", nanos / (double) MILLI);
        }
        if (Math.abs(nanos) < 999_500_000) {
            return Math.round(nanos / (double) MILLI) + "ms";
        }
        return String.format(Locale.ROOT, "%.2fs", nanos / (1000.0 * MILLI));
    }

    /** What lies between two: {@code 25.00s to 38.80s}, or one length where both are the same. */
    static String interval(Interval interval) {
        Interval written = interval.written();
        String from = written.from().isZero() ? "0" : length(written.from());
        String to = length(written.to());
        return from.equals(to) ? to : from + " to " + to;
    }

    /** An instant of the run for people, in seconds since it began: 31.20s. */
    static String instant(long nanos) {
        return String.format(Locale.ROOT, "%.2fs", nanos / (1000.0 * MILLI));
    }

    /** A share as a percentage: 0%, 6.1%, 50%; never 0% for something and never 100% for less than all. */
    static String percent(double share) {
        double percent = share * 100;
        if (percent <= 0 || percent >= 100) {
            return percent <= 0 ? "0%" : "100%";
        }
        if (percent < 0.1) {
            return "<0.1%";
        }
        if (percent > 99.9) {
            return ">99.9%";
        }
        return String.format(Locale.ROOT, percent < 10 ? "%.1f%%" : "%.0f%%", percent);
    }

    static BigDecimal share(double share) {
        return BigDecimal.valueOf(share).setScale(4, RoundingMode.HALF_UP).stripTrailingZeros();
    }
}

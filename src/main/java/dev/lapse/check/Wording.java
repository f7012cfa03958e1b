package dev.lapse.check;

import java.time.Duration;
import java.util.Locale;

/** How figures read in findings. */
final class Wording {
    private Wording() {}

    /** Seconds from one second on, milliseconds below; {@code 31.42s}, {@code 1.250s}, {@code 120ms}, {@code 1.7ms}. */
    static String of(Duration duration) {
        double seconds = duration.toNanos() / 1e9;
        if (seconds >= 10) {
            return String.format(Locale.ROOT, "%.2fs", seconds);
        }
        if (seconds >= 1) {
            return String.format(Locale.ROOT, "%.3fs", seconds);
        }
        double millis = seconds * 1000;
        return millis == Math.rint(millis) || millis >= 100
                ? String.format(Locale.ROOT, "%.0fms", millis)
                : String.format(Locale.ROOT, "%.1fms", millis);
    }

    /** An instant of the run, as the time since it began. */
    static String at(long nanos) {
        return of(Duration.ofNanos(nanos));
    }

    static String count(long count, String singular, String plural) {
        return count + " " + (count == 1 ? singular : plural);
    }
}

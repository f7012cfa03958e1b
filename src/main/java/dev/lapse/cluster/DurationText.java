package dev.lapse.cluster;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations as people write them: a number and a unit, {@code 500us}, {@code 20ms}, {@code 1.5s}, {@code 2m},
 * {@code 2min}, {@code 1h}.
 */
public final class DurationText {
    /** The units, the shortest first; a minute has two. */
    public static final List<String> UNITS = List.of("us", "ms", "s", "m", "min", "h");

    private static final Pattern FORM = Pattern.compile("(\\d+(?:\\.\\d+)?)(" + String.join("|", UNITS) + ")?");
    private static final Map<String, Long> UNIT_NANOS = Map.of(
            "us", 1_000L,
            "ms", 1_000_000L,
            "s", 1_000_000_000L,
            "m", 60_000_000_000L,
            "min", 60_000_000_000L,
            "h", 3_600_000_000_000L);

    private DurationText() {}

    /**
     * @throws IllegalArgumentException when it has no unit, is no duration, or is finer than a nanosecond; the message
     *     quotes it
     */
    public static Duration parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException("\"" + text + "\" is not a duration; write a number and one of "
                    + String.join(", ", UNITS) + ", such as 60s");
        }
        String unit = form.group(2);
        if (unit == null) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" needs a unit, such as " + text + "ms or " + text + "s");
        }
        try {
            return Duration.ofNanos(new BigDecimal(form.group(1))
                    .multiply(BigDecimal.valueOf(UNIT_NANOS.get(unit)))
                    .longValueExact());
        } catch (ArithmeticException outOfRange) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is finer than a nanosecond or longer than 292 years", outOfRange);
        }
    }

    /** The shortest exact text in us, ms or s; {@link #parse} reads it back to an equal duration. */
    public static String of(Duration duration) {
        long nanos = duration.toNanos();
        if (nanos == 0) {
            return "0s";
        }
        long magnitude = Math.abs(nanos);
        if (magnitude >= 1_000_000_000L) {
            return decimal(nanos, 9) + "s";
        }
        return magnitude >= 1_000_000L ? decimal(nanos, 6) + "ms" : decimal(nanos, 3) + "us";
    }

    private static String decimal(long nanos, int places) {
        return BigDecimal.valueOf(nanos, places).stripTrailingZeros().toPlainString();
    }
}

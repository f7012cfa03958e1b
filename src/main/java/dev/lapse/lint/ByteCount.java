package dev.lapse.lint;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes as PostgreSQL writes them: {@code 16MB} is 16 times 1024 times 1024 bytes. */
public final class ByteCount {
    static final long MEGA = 1L << 20;

    private static final Pattern FORM = Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*(B|kB|MB|GB|TB)");
    private static final Map<String, Long> UNITS =
            Map.of("B", 1L, "kB", 1L << 10, "MB", MEGA, "GB", 1L << 30, "TB", 1L << 40);

    private ByteCount() {}

    /** @throws IllegalArgumentException when it is no number with a unit; the message quotes it */
    public static long parse(String text) {
        Matcher form = FORM.matcher(text.strip());
        if (!form.matches()) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is no size; write a number and one of B, kB, MB, GB, TB, such as 16MB");
        }
        return new BigDecimal(form.group(1))
                .multiply(BigDecimal.valueOf(UNITS.get(form.group(2))))
                .longValue();
    }

    /** Of a setting whose plain number is megabytes. */
    static long ofMegabytes(String text) {
        return text.matches("\\d+") ? Long.parseLong(text) * MEGA : parse(text);
    }

    /** {@code 1.5 GB}, for people. */
    static String text(long bytes) {
        for (String unit : new String[] {"TB", "GB", "MB", "kB"}) {
            if (bytes >= UNITS.get(unit)) {
                double number = bytes / (double) UNITS.get(unit);
                return String.format(Locale.ROOT, number == Math.rint(number) ? "%.0f" : "%.1f", number) + unit;
            }
        }
        return bytes + "B";
    }
}

package dev.lapse.cli;

import dev.lapse.cluster.DurationText;
import dev.lapse.cluster.LapseException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Values of a setting, one after another.
 *
 * @param name with its section: {@code patroni.ttl}
 * @param values as a file writes them, the first and the last among them
 */
record Sweep(String name, List<String> values) {
    private static final Pattern FORM = Pattern.compile("([^=]+)=([^./]+(?:\\.\\d[^./]*)?)\\.\\.([^/]+)(?:/(.+))?");
    private static final Pattern VALUE = Pattern.compile("(\\d+(?:\\.\\d+)?)([A-Za-z]*)");
    private static final int USUAL_VALUES = 10;
    private static final int MOST_VALUES = 100;
    private static final long[] STEPS = {1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000};

    /** @throws LapseException of kind BAD_INPUT when it is none */
    static Sweep parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches() || !form.group(1).contains(".")) {
            throw bad(text, "expected NAME=FROM..TO, such as patroni.ttl=20s..40s, or NAME=FROM..TO/STEP");
        }
        Matcher from = value(text, form.group(2));
        Matcher to = value(text, form.group(3));
        if (!from.group(2).equals(to.group(2))) {
            return ofDurations(text, form);
        }
        BigDecimal first = new BigDecimal(from.group(1));
        BigDecimal last = new BigDecimal(to.group(1));
        BigDecimal step;
        if (form.group(4) == null) {
            step = usual(first, last);
        } else {
            Matcher given = value(text, form.group(4));
            if (!given.group(2).equals(from.group(2)) && !given.group(2).isEmpty()) {
                return ofDurations(text, form);
            }
            step = new BigDecimal(given.group(1));
        }
        return new Sweep(form.group(1).strip(), values(text, first, last, step, from.group(2)));
    }

    /** The ends have units of their own: all in milliseconds then. */
    private static Sweep ofDurations(String text, Matcher form) {
        BigDecimal first = millis(text, form.group(2));
        BigDecimal last = millis(text, form.group(3));
        BigDecimal step = form.group(4) == null ? usual(first, last) : millis(text, form.group(4));
        return new Sweep(form.group(1).strip(), values(text, first, last, step, "ms"));
    }

    private static BigDecimal millis(String text, String value) {
        try {
            Duration length = DurationText.parse(value.strip());
            return BigDecimal.valueOf(length.toNanos(), 6);
        } catch (IllegalArgumentException notOne) {
            throw bad(text, notOne.getMessage());
        }
    }

    private static Matcher value(String text, String value) {
        Matcher matcher = VALUE.matcher(value.strip());
        if (!matcher.matches()) {
            throw bad(text, "expected numbers from 0 up, with a unit or without, was \"" + value.strip() + "\"");
        }
        return matcher;
    }

    /** Of 1, 2, 5, 10 and so on the least that makes about ten values. */
    private static BigDecimal usual(BigDecimal first, BigDecimal last) {
        BigDecimal width = last.subtract(first).abs();
        for (long step : STEPS) {
            if (width.compareTo(BigDecimal.valueOf(step * USUAL_VALUES)) <= 0) {
                return BigDecimal.valueOf(step);
            }
        }
        return width.divide(BigDecimal.valueOf(USUAL_VALUES), 0, RoundingMode.CEILING);
    }

    private static List<String> values(String text, BigDecimal first, BigDecimal last, BigDecimal step, String unit) {
        if (step.signum() <= 0) {
            throw bad(text, "expected a step > 0" + unit + ", was " + plain(step) + unit);
        }
        if (first.compareTo(last) >= 0) {
            throw bad(text, "expected FROM < TO, was " + plain(first) + unit + " and " + plain(last) + unit);
        }
        List<String> values = new ArrayList<>();
        for (BigDecimal value = first; value.compareTo(last) < 0; value = value.add(step)) {
            if (values.size() == MOST_VALUES) {
                throw bad(text, "expected at most " + MOST_VALUES + " values; write a longer step behind a slash");
            }
            values.add(plain(value) + unit);
        }
        values.add(plain(last) + unit);
        return values;
    }

    private static String plain(BigDecimal value) {
        return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
    }

    private static LapseException bad(String text, String why) {
        return new LapseException(LapseException.Kind.BAD_INPUT, "--sweep " + text + ": " + why);
    }
}

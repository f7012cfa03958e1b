package dev.lapse.component;

import dev.lapse.cluster.SettingForm;
import dev.lapse.cluster.Switch;
import dev.lapse.component.PostgresParameters.Parameter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What PostgreSQL takes as the value of a parameter ({@code guc.c}, {@code parse_int} and its neighbours): numbers with
 * a unit of the parameter's kind, words without regard to case. A number is compared with the bounds in the parameter's
 * own unit.
 */
final class PostgresForm {
    /** In base 16, in base 8 with a zero before it, or in base 10. */
    private static final String SIGNED =
            "[+-]?(0[xX][0-9a-fA-F]{1,15}|([0-9]{1,18}\\.?[0-9]{0,18}|\\.[0-9]{1,18})([eE][+-]?[0-9]{1,3})?)";

    /** What {@code wal_level} had before. */
    private static final String OLD_REPLICA = "hot_standby|archive";

    private static final Pattern NUMBER = Pattern.compile("(?<number>" + SIGNED + ") *(?<unit>[A-Za-z]*) *");

    /** Units of memory in bytes. */
    private static final Map<String, BigDecimal> MEMORY =
            units("B", "1", "kB", "1024", "MB", "1048576", "GB", "1073741824", "TB", "1099511627776");

    /** Units of time in microseconds. */
    private static final Map<String, BigDecimal> TIME =
            units("us", "1", "ms", "1000", "s", "1000000", "min", "60000000", "h", "3600000000", "d", "86400000000");

    private PostgresForm() {}

    static SettingForm of(Parameter parameter) {
        return switch (parameter.type()) {
            case "bool" -> SettingForm.SWITCH.converting(text -> text);
            case "enum" -> words(parameter);
            case "integer", "real" -> number(parameter);
            default -> SettingForm.AS_WRITTEN.saying("text");
        };
    }

    /** In lower case, capitalized or in upper case, as people write them. */
    private static SettingForm words(Parameter parameter) {
        List<String> words = parameter.words();
        boolean switches = words.contains("on") && words.contains("off");
        String pattern = words.stream()
                .filter(word -> !switches || !Switch.isOn(word) && !Switch.isOff(word))
                .flatMap(word -> Stream.of(word, capitalized(word), word.toUpperCase(Locale.ROOT)))
                .map(word -> word.replace(".", "\\."))
                .distinct()
                .collect(Collectors.joining("|"));
        if (parameter.name().equals("wal_level")) {
            return SettingForm.words(words)
                    .matching(pattern + "|" + OLD_REPLICA, words)
                    .converting(PostgresForm::walLevel);
        }
        return SettingForm.words(words)
                .matching(switches ? pattern + (pattern.isEmpty() ? "" : "|") + Switch.PATTERN : pattern, words);
    }

    private static String walLevel(String text) {
        if (text.matches(OLD_REPLICA)) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is called replica since PostgreSQL 9.6; write wal_level: replica");
        }
        return text;
    }

    private static String capitalized(String word) {
        return word.isEmpty() ? word : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
    }

    private static SettingForm number(Parameter parameter) {
        Map<String, BigDecimal> units = unitsOf(parameter.unit());
        String expected = expected(parameter, units);
        return SettingForm.text(expected, SIGNED + " *(" + String.join("|", units.keySet()) + ")? *")
                .within(new SettingForm.Range(
                        PostgresParameters.bound(parameter.min()).orElseThrow(),
                        PostgresParameters.bound(parameter.max()).orElseThrow()))
                .converting(text -> {
                    check(parameter, units, expected, text);
                    return text;
                });
    }

    private static String expected(Parameter parameter, Map<String, BigDecimal> units) {
        String own = parameter.unit().isEmpty() || parameter.unit().matches("[0-9].*") ? "" : " " + parameter.unit();
        return (parameter.type().equals("real") ? "a number" : "a whole number")
                + " from " + parameter.min() + " to " + parameter.max() + own
                + (PostgresParameters.isBoundByPatroni(parameter.name())
                        ? " (Patroni takes no less than " + parameter.min() + ")"
                        : "")
                + (parameter.unit().matches("[0-9].*") ? ", in units of " + parameter.unit() : "")
                + (units.isEmpty() ? "" : ", or with a unit: " + String.join(", ", units.keySet()));
    }

    /**
     * The value of a number in the parameter's own unit, rounded as PostgreSQL does.
     *
     * @throws IllegalArgumentException when it is no number, or has a unit of another kind
     */
    static BigDecimal inOwnUnit(Parameter parameter, String text) {
        Map<String, BigDecimal> units = unitsOf(parameter.unit());
        return inOwnUnit(parameter, units, expected(parameter, units), text);
    }

    private static void check(Parameter parameter, Map<String, BigDecimal> units, String expected, String text) {
        BigDecimal compared = inOwnUnit(parameter, units, expected, text);
        boolean inside = PostgresParameters.bound(parameter.min())
                        .filter(min -> compared.compareTo(min) < 0)
                        .isEmpty()
                && PostgresParameters.bound(parameter.max())
                        .filter(max -> compared.compareTo(max) > 0)
                        .isEmpty();
        if (!inside) {
            throw new IllegalArgumentException("\"" + text + "\" is out of range: expected " + expected);
        }
    }

    private static BigDecimal inOwnUnit(
            Parameter parameter, Map<String, BigDecimal> units, String expected, String text) {
        Matcher number = NUMBER.matcher(text);
        if (!number.matches()) {
            throw new IllegalArgumentException("\"" + text + "\" must be " + expected);
        }
        String unit = number.group("unit");
        if (!unit.isEmpty() && !units.containsKey(unit)) {
            throw new IllegalArgumentException(
                    units.isEmpty()
                            ? "\"" + text + "\": " + parameter.name() + " has no unit; expected " + expected
                            : "\"" + text + "\": unknown unit \"" + unit + "\"; known: "
                                    + String.join(", ", units.keySet()));
        }
        BigDecimal value = number(parameter, number.group("number"), expected);
        if (!unit.isEmpty()) {
            value = value.multiply(units.get(unit)).divide(own(parameter.unit(), units), MathContext.DECIMAL64);
        }
        return parameter.type().equals("integer") ? value.setScale(0, RoundingMode.HALF_EVEN) : value;
    }

    private static BigDecimal number(Parameter parameter, String text, String expected) {
        String digits = text.replaceFirst("^[+-]", "");
        BigDecimal size;
        if (digits.matches("0[xX].*")) {
            size = new BigDecimal(new BigInteger(digits.substring(2), 16));
        } else if (parameter.type().equals("integer") && digits.matches("0[0-9]+")) {
            if (!digits.matches("[0-7]+")) {
                throw new IllegalArgumentException("\"" + text + "\" must be " + expected
                        + "; with a zero before it PostgreSQL reads it in base 8");
            }
            size = new BigDecimal(new BigInteger(digits, 8));
        } else {
            size = new BigDecimal(digits);
        }
        return text.startsWith("-") ? size.negate() : size;
    }

    /** What the parameter's own unit is in the smallest one: {@code 8kB} are 8192 bytes. */
    private static BigDecimal own(String unit, Map<String, BigDecimal> units) {
        Matcher parts = Pattern.compile("([0-9]*)([A-Za-z]+)").matcher(unit);
        if (!parts.matches()) {
            throw new IllegalStateException("unit \"" + unit + "\"");
        }
        BigDecimal times = parts.group(1).isEmpty() ? BigDecimal.ONE : new BigDecimal(parts.group(1));
        return times.multiply(units.get(parts.group(2)));
    }

    private static Map<String, BigDecimal> unitsOf(String unit) {
        if (unit.isEmpty()) {
            return Map.of();
        }
        return unit.endsWith("B") ? MEMORY : TIME;
    }

    private static Map<String, BigDecimal> units(String... namesAndSizes) {
        Map<String, BigDecimal> units = new LinkedHashMap<>();
        List<String> all = new ArrayList<>(List.of(namesAndSizes));
        for (int i = 0; i < all.size(); i += 2) {
            units.put(all.get(i), new BigDecimal(all.get(i + 1)));
        }
        return units;
    }
}

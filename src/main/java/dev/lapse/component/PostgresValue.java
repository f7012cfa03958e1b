package dev.lapse.component;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether a value as it is written in PostgreSQL's configuration is the one that {@code pg_settings} shows: by type and
 * unit of the parameter ({@code guc.c}: {@code parse_bool}, {@code parse_int}, {@code parse_real}, {@code
 * convert_to_base_unit}).
 */
final class PostgresValue {
    /** A unit, and how many of the smallest one it is. */
    private record PostgresUnit(String name, long size) {}

    /** The largest first. */
    private static final List<PostgresUnit> BYTES = List.of(
            new PostgresUnit("TB", 1L << 40),
            new PostgresUnit("GB", 1L << 30),
            new PostgresUnit("MB", 1L << 20),
            new PostgresUnit("kB", 1L << 10),
            new PostgresUnit("B", 1L));

    /** The largest first. */
    private static final List<PostgresUnit> MICROS = List.of(
            new PostgresUnit("d", 86_400_000_000L),
            new PostgresUnit("h", 3_600_000_000L),
            new PostgresUnit("min", 60_000_000L),
            new PostgresUnit("s", 1_000_000L),
            new PostgresUnit("ms", 1_000L),
            new PostgresUnit("us", 1L));

    private static final Pattern NUMBER =
            Pattern.compile("([+-]?)(0[xX][0-9a-fA-F]+|(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d+)?)\\s*([A-Za-z]*)");

    /** What else PostgreSQL takes for a word of an enumeration. */
    private static final Map<String, String> SYNONYMS = Map.of(
            "true",
            "on",
            "yes",
            "on",
            "1",
            "on",
            "false",
            "off",
            "no",
            "off",
            "0",
            "off",
            "hot_standby",
            "replica",
            "archive",
            "replica",
            "debug",
            "debug2");

    /** A value of these that PostgreSQL replaces by one that it works out itself. */
    private static final Map<String, String> WORKED_OUT = Map.of(
            "wal_buffers", "-1",
            "commit_timestamp_buffers", "0",
            "subtransaction_buffers", "0",
            "transaction_buffers", "0");

    /** Real numbers are shown in six digits. */
    private static final BigDecimal NEARLY = new BigDecimal("0.00001");

    private PostgresValue() {}

    /**
     * @param now the value that holds, as {@code pg_settings} has it, in the unit of the parameter, or as the file does
     * @param parameter a row of {@code pg_settings}
     */
    static boolean isSame(String asked, String now, JsonNode parameter) {
        String name = parameter.path("name").asText().toLowerCase(Locale.ROOT);
        if (asked.equals(now) || asked.equals(WORKED_OUT.get(name))) {
            return true;
        }
        String unit = parameter.path("unit").asText("");
        return switch (parameter.path("type").asText()) {
            case "bool" ->
                toggle(asked).filter(toggle(now).orElse(null)::equals).isPresent();
            case "integer" ->
                wholeNumber(asked, unit)
                        .filter(value -> wholeNumber(now, unit)
                                .filter(other -> value.compareTo(other) == 0)
                                .isPresent())
                        .isPresent();
            case "real" ->
                realNumber(asked, unit)
                        .filter(value -> realNumber(now, unit)
                                .filter(other -> isNearly(value, other))
                                .isPresent())
                        .isPresent();
            case "enum" -> word(name, asked).equals(word(name, now));
            default -> PostgresText.isSame(name, asked, now);
        };
    }

    /** Any beginning of true, false, yes, no, on and off that is not ambiguous. */
    private static Optional<Boolean> toggle(String text) {
        String word = text.strip().toLowerCase(Locale.ROOT);
        if (word.equals("1") || word.equals("on") || begins("true", word) || begins("yes", word)) {
            return Optional.of(true);
        }
        return word.equals("0")
                        || word.equals("of")
                        || word.equals("off")
                        || begins("false", word)
                        || begins("no", word)
                ? Optional.of(false)
                : Optional.empty();
    }

    private static boolean begins(String whole, String word) {
        return !word.isEmpty() && whole.startsWith(word);
    }

    private static boolean isNearly(BigDecimal one, BigDecimal other) {
        BigDecimal most = one.abs().max(other.abs());
        return one.subtract(other).abs().compareTo(most.multiply(NEARLY)) <= 0;
    }

    private static Optional<BigDecimal> wholeNumber(String text, String base) {
        return number(text, base, PostgresValue::octal).map(value -> value.setScale(0, RoundingMode.HALF_EVEN));
    }

    private static Optional<BigDecimal> realNumber(String text, String base) {
        return number(text, base, BigDecimal::new);
    }

    /** The number in the unit of the parameter; without a unit of its own it is in that one. */
    private static Optional<BigDecimal> number(String text, String base, Function<String, BigDecimal> digits) {
        Matcher parts = NUMBER.matcher(text.strip());
        if (!parts.matches()) {
            return Optional.empty();
        }
        String written = parts.group(2);
        BigDecimal size = written.startsWith("0x") || written.startsWith("0X")
                ? new BigDecimal(new BigInteger(written.substring(2), 16))
                : digits.apply(written);
        BigDecimal value = parts.group(1).equals("-") ? size.negate() : size;
        String unit = parts.group(3);
        return unit.isEmpty() ? Optional.of(value) : inBase(value, unit, base);
    }

    private static BigDecimal octal(String digits) {
        return digits.matches("0[0-7]+") ? new BigDecimal(new BigInteger(digits, 8)) : new BigDecimal(digits);
    }

    /** A fraction is first rounded to whole ones of the next smaller unit. */
    private static Optional<BigDecimal> inBase(BigDecimal value, String unit, String base) {
        for (List<PostgresUnit> units : List.of(BYTES, MICROS)) {
            Optional<Long> baseSize = base.equals("8kB") && units == BYTES ? Optional.of(8L << 10) : size(units, base);
            for (int i = 0; i < units.size() && baseSize.isPresent(); i++) {
                if (units.get(i).name().equals(unit)) {
                    BigDecimal smallest =
                            value.multiply(BigDecimal.valueOf(units.get(i).size()));
                    BigDecimal rounded = i + 1 < units.size()
                            ? rounded(
                                    smallest,
                                    BigDecimal.valueOf(units.get(i + 1).size()))
                            : smallest;
                    return Optional.of(rounded.divide(BigDecimal.valueOf(baseSize.get()), MathContext.DECIMAL64));
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<Long> size(List<PostgresUnit> units, String name) {
        return units.stream()
                .filter(unit -> unit.name().equals(name))
                .map(PostgresUnit::size)
                .findFirst();
    }

    private static BigDecimal rounded(BigDecimal value, BigDecimal step) {
        return value.divide(step, 0, RoundingMode.HALF_EVEN).multiply(step);
    }

    private static String word(String name, String text) {
        String word = text.strip().toLowerCase(Locale.ROOT);
        String plain = SYNONYMS.getOrDefault(word, word);
        return name.equals("wal_compression") && plain.equals("on") ? "pglz" : plain;
    }
}

package dev.lapse.component;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether a value as it is written in PostgreSQL's configuration is the one that {@code pg_settings} shows: by type and
 * unit of the parameter ({@code guc.c}: {@code parse_bool}, {@code parse_int}, {@code parse_real}, {@code
 * convert_to_base_unit}).
 */
final class PostgresValue {
    private static final Map<String, Long> BYTES =
            Map.of("B", 1L, "kB", 1L << 10, "8kB", 8L << 10, "MB", 1L << 20, "GB", 1L << 30, "TB", 1L << 40);

    private static final Map<String, Long> MICROS = Map.of(
            "us", 1L, "ms", 1_000L, "s", 1_000_000L, "min", 60_000_000L, "h", 3_600_000_000L, "d", 86_400_000_000L);

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

    /** Texts that PostgreSQL writes in its own case. */
    private static final Set<String> NAMES =
            Set.of("timezone", "log_timezone", "client_encoding", "timezone_abbreviations");

    /** A value of these that PostgreSQL replaces by one that it works out itself. */
    private static final Map<String, String> WORKED_OUT = Map.of(
            "wal_buffers", "-1",
            "commit_timestamp_buffers", "0",
            "subtransaction_buffers", "0",
            "transaction_buffers", "0");

    private static final BigDecimal NEARLY = new BigDecimal("0.00001");

    private PostgresValue() {}

    /**
     * @param now the value that holds, as {@code pg_settings} has it, in the unit of the parameter
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
                number(asked, unit)
                        .map(value -> value.setScale(0, RoundingMode.HALF_EVEN))
                        .filter(value -> isEqual(value, number(now, "").orElse(null)))
                        .isPresent();
            case "real" ->
                number(asked, unit)
                        .filter(value -> isEqual(value, number(now, "").orElse(null)))
                        .isPresent();
            case "enum" -> word(asked).equals(word(now));
            default -> isSameText(name, asked, now);
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

    private static boolean isEqual(BigDecimal one, @org.jspecify.annotations.Nullable BigDecimal other) {
        if (other == null) {
            return false;
        }
        BigDecimal most = one.abs().max(other.abs());
        return one.subtract(other).abs().compareTo(most.multiply(NEARLY)) <= 0;
    }

    /** The number in the unit of the parameter; without a unit of its own it is in that one. */
    private static Optional<BigDecimal> number(String text, String base) {
        Matcher parts = NUMBER.matcher(text.strip());
        if (!parts.matches()) {
            return Optional.empty();
        }
        BigDecimal size = size(parts.group(2));
        BigDecimal value = parts.group(1).equals("-") ? size.negate() : size;
        String unit = parts.group(3);
        if (unit.isEmpty()) {
            return Optional.of(value);
        }
        for (Map<String, Long> units : List.of(BYTES, MICROS)) {
            if (units.containsKey(unit) && units.containsKey(base)) {
                return Optional.of(value.multiply(BigDecimal.valueOf(units.get(unit)))
                        .divide(BigDecimal.valueOf(units.get(base)), MathContext.DECIMAL64));
            }
        }
        return Optional.empty();
    }

    private static BigDecimal size(String digits) {
        if (digits.startsWith("0x") || digits.startsWith("0X")) {
            return new BigDecimal(new BigInteger(digits.substring(2), 16));
        }
        return digits.matches("0[0-7]+") ? new BigDecimal(new BigInteger(digits, 8)) : new BigDecimal(digits);
    }

    private static String word(String text) {
        String word = text.strip().toLowerCase(Locale.ROOT);
        return SYNONYMS.getOrDefault(word, word);
    }

    private static boolean isSameText(String name, String asked, String now) {
        if (name.equals("datestyle")) { // PostgreSQL adds the half that was not written
            return words(now.toLowerCase(Locale.ROOT)).containsAll(words(asked.toLowerCase(Locale.ROOT)));
        }
        return NAMES.contains(name)
                ? asked.strip().equalsIgnoreCase(now)
                : words(asked).equals(words(now));
    }

    private static List<String> words(String list) {
        return Arrays.stream(list.split(","))
                .map(word -> word.strip().replaceFirst("^\"(.*)\"$", "$1"))
                .toList();
    }
}

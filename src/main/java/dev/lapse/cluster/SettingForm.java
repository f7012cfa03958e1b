package dev.lapse.cluster;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * How a setting is written in a scenario, and how its component wants it. Its texts are those that a regular expression
 * matches as a whole, so that the reader and the JSON Schema for editors know the same ones; the numbers among them may
 * have bounds. Immutable.
 */
public final class SettingForm {
    /** What stands in a value beside text of one line. */
    public enum Structure {
        /** Text, a number or a switch. */
        SCALAR,
        /** A list: of texts, or of maps. */
        LIST,
        /** A map, whose keys only its owner knows. */
        MAP
    }

    /** Bounds of a number, both among them. */
    public record Range(BigDecimal min, BigDecimal max) {
        public static Range of(long min, long max) {
            return new Range(BigDecimal.valueOf(min), BigDecimal.valueOf(max));
        }

        public boolean contains(BigDecimal number) {
            return number.compareTo(min) >= 0 && number.compareTo(max) <= 0;
        }

        @Override
        public String toString() {
            return min.toPlainString() + " to " + max.toPlainString();
        }
    }

    private static final String SECONDS_TEXT = "[0-9]{1,9}s?|[0-9]{1,7}(\\.[05])?(m|min|h)|[0-9]{1,9}000ms";
    private static final String UNITS = String.join("|", DurationText.UNITS);

    /** Passed on as it is. */
    public static final SettingForm AS_WRITTEN = new SettingForm("text as in the component's own file");

    /** Seconds, which the component takes as a whole number: with a unit or, as in its own file, without. */
    public static final SettingForm SECONDS = new SettingForm("whole seconds, such as 30 or 30s")
            .matching(SECONDS_TEXT)
            .converting(text -> isNumber(text)
                    ? text
                    : Long.toString(DurationText.parse(text).toSeconds()))
            .written(value -> value + "s");

    /** A number of seconds, as in the component's own file, or a duration with a unit. */
    public static final SettingForm SECONDS_OR_NUMBER = new SettingForm("seconds, such as 5, 0.5 or 500ms")
            .matching("[0-9]{1,9}(\\.[0-9]{1,9})?(" + UNITS + ")?")
            .converting(text -> isNumber(text) ? text : number(DurationText.parse(text), 9));

    /** A number of milliseconds, as in the component's own file, or a duration with a unit. */
    public static final SettingForm MILLIS_OR_NUMBER = new SettingForm("milliseconds, such as 500, 500ms or 5s")
            .matching("[0-9]{1,9}(ms)?|[0-9]{1,9}(\\.[0-9]{1,3})?(s|m|min|h)|[0-9]{1,9}000us")
            .converting(text -> isNumber(text) ? text : number(DurationText.parse(text), 6));

    /** A duration, which the component takes as a number of nanoseconds, as Go does. */
    public static final SettingForm NANOS = new SettingForm("a duration with a unit, such as 100ms or 5s")
            .matching("[0-9]{1,9}(\\.[0-9]{1,3})?(" + UNITS + ")")
            .converting(text -> number(DurationText.parse(text), 0))
            .written(value -> DurationText.of(Duration.ofNanos(Long.parseLong(value))));

    public static final SettingForm WHOLE_NUMBER = wholeNumber(0, 999_999_999_999L);

    public static final SettingForm SWITCH = new SettingForm("on or off").switching(List.of());

    /** A list of texts, or of maps. */
    public static final SettingForm LIST = new SettingForm("a list").structured(Structure.LIST);

    /** A map of names that only its owner knows to texts. */
    public static final SettingForm MAP = new SettingForm("a map").structured(Structure.MAP);

    private final String expected;
    private final Structure structure;
    private final String pattern;
    private final List<String> words;
    private final Range range;
    private final UnaryOperator<String> convert;
    private final UnaryOperator<String> write;

    private SettingForm(String expected) {
        this(expected, Structure.SCALAR, ".*", List.of(), null, text -> text, value -> value);
    }

    private SettingForm(
            String expected,
            Structure structure,
            String pattern,
            List<String> words,
            Range range,
            UnaryOperator<String> convert,
            UnaryOperator<String> write) {
        this.expected = expected;
        this.structure = structure;
        this.pattern = pattern;
        this.words = List.copyOf(words);
        this.range = range;
        this.convert = convert;
        this.write = write;
    }

    /** A whole number with bounds. */
    public static SettingForm wholeNumber(long min, long max) {
        return new SettingForm(
                        "a whole number" + (min == 0 && max > Integer.MAX_VALUE ? "" : " from " + min + " to " + max))
                .matching("-?(0|[1-9][0-9]{0,17})")
                .within(Range.of(min, max));
    }

    /** One of these words. */
    public static SettingForm words(String... words) {
        return words(List.of(words));
    }

    /** One of these words. */
    public static SettingForm words(List<String> words) {
        return new SettingForm("one of " + Nearest.list(words)).choosing(words);
    }

    /** Text that a regular expression matches as a whole. */
    public static SettingForm text(String expected, String pattern) {
        return new SettingForm(expected).matching(pattern);
    }

    /** The same texts, said otherwise. */
    public SettingForm saying(String newExpected) {
        return new SettingForm(newExpected, structure, pattern, words, range, convert, write);
    }

    public SettingForm matching(String newPattern) {
        return new SettingForm(expected, structure, newPattern, List.of(), range, convert, write);
    }

    /** Text that a regular expression matches, all of which are spellings of these words. */
    public SettingForm matching(String newPattern, List<String> newWords) {
        return new SettingForm(expected, structure, newPattern, newWords, range, convert, write);
    }

    /** With bounds for what is a plain number. */
    public SettingForm within(Range newRange) {
        return new SettingForm(expected, structure, pattern, words, newRange, convert, write);
    }

    /** With this way to the component. */
    public SettingForm converting(UnaryOperator<String> toComponent) {
        return new SettingForm(expected, structure, pattern, words, range, toComponent, write);
    }

    /** With this way back from the component. */
    public SettingForm written(UnaryOperator<String> toFile) {
        return new SettingForm(expected, structure, pattern, words, range, convert, toFile);
    }

    /** A switch, or one of these words. */
    public SettingForm switching(List<String> more) {
        return new SettingForm(
                expected,
                structure,
                Switch.PATTERN + (more.isEmpty() ? "" : "|" + String.join("|", quoted(more))),
                Switch.and(more),
                range,
                text -> more.contains(text) ? text : Switch.plain(text),
                write);
    }

    private SettingForm choosing(List<String> newWords) {
        return new SettingForm(
                expected, structure, String.join("|", quoted(newWords)), newWords, range, convert, write);
    }

    private SettingForm structured(Structure newStructure) {
        return new SettingForm(expected, newStructure, pattern, words, range, convert, write);
    }

    private static List<String> quoted(List<String> words) {
        return words.stream()
                .map(word -> word.replaceAll("[.+*?()\\[\\]{}|^$\\\\]", "\\\\$0"))
                .toList();
    }

    /** What messages and lists call a value of this form. */
    public String expected() {
        return expected;
    }

    public Structure structure() {
        return structure;
    }

    /** The regular expression that matches each of its texts as a whole, for Java and for JSON Schema alike. */
    public String pattern() {
        return pattern;
    }

    /** The only texts that this form has, without other spellings of on and off; empty: there are too many to list. */
    public List<String> words() {
        return words;
    }

    /** Bounds of a plain number. */
    public Optional<Range> range() {
        return Optional.ofNullable(range);
    }

    /**
     * Structured values come as JSON.
     *
     * @throws IllegalArgumentException when it is not in this form; the message says which form it has
     */
    public String toComponent(String text) {
        if (!Pattern.matches("(?s)" + pattern, text)) {
            throw new IllegalArgumentException(
                    words.isEmpty() ? "\"" + text + "\" must be " + expected : Nearest.unknown("value", text, words));
        }
        if (range != null && isDecimal(text) && !range.contains(new BigDecimal(text))) {
            throw new IllegalArgumentException("\"" + text + "\" is out of range: expected " + expected
                    + (expected.contains(range.toString()) || expected.contains("from") ? "" : ", " + range));
        }
        return convert.apply(text);
    }

    /** The way back: {@code toComponent(toFile(value))} is the value. */
    public String toFile(String value) {
        return write.apply(value);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SettingForm form
                && expected.equals(form.expected)
                && structure == form.structure
                && pattern.equals(form.pattern)
                && Objects.equals(range, form.range);
    }

    @Override
    public int hashCode() {
        return Objects.hash(expected, structure, pattern, range);
    }

    @Override
    public String toString() {
        return expected;
    }

    private static boolean isNumber(String text) {
        return text.matches("[0-9]+(\\.[0-9]+)?");
    }

    /** Digits after a zero may be in another base, which the conversion knows. */
    private static boolean isDecimal(String text) {
        return text.matches("[+-]?((0|[1-9][0-9]*)(\\.[0-9]*)?|\\.[0-9]+)(e[+-]?[0-9]{1,3})?");
    }

    private static String number(Duration duration, int places) {
        return BigDecimal.valueOf(duration.toNanos(), places)
                .stripTrailingZeros()
                .toPlainString();
    }
}

package dev.lapse.component;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.Comparison.Difference;
import dev.lapse.cluster.NotInEffect;
import dev.lapse.cluster.Section;
import dev.lapse.cluster.SettingForm;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What was asked of a section, and how it is held against what a component tells. */
final class AskedSettings {
    /** What Patroni puts before a line of its log. */
    private static final Pattern STAMP = Pattern.compile("^\\d{4}-\\S+ \\S+ (?=[A-Z]+: )");

    private AskedSettings() {}

    /** {@code section.name} to value. */
    static Map<String, String> of(ClusterSpec cluster, Section section) {
        Map<String, String> asked = new TreeMap<>();
        cluster.settings().of(section).forEach((name, value) -> asked.put(section.text() + "." + name, value));
        return asked;
    }

    /** The same by the form of the setting: a switch or another word in any case, a number, or the very same text. */
    static boolean same(SettingForm form, String one, String other) {
        List<String> words = form.words();
        if (words.contains("on") && toggle(one).isPresent()) {
            return toggle(one).equals(toggle(other));
        }
        return words.isEmpty()
                ? one.strip().equals(other.strip()) || sameNumber(one, other)
                : one.strip().equalsIgnoreCase(other.strip());
    }

    static boolean sameNumber(String one, String other) {
        Optional<BigDecimal> number = number(one);
        return number.isPresent()
                && number(other)
                        .filter(seen -> seen.compareTo(number.get()) == 0)
                        .isPresent();
    }

    /** On or off in the words that components have for it. */
    static Optional<Boolean> toggle(String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "on", "true", "yes", "1" -> Optional.of(true);
            case "off", "false", "no", "0" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    static Optional<BigDecimal> number(String text) {
        try {
            return Optional.of(new BigDecimal(text.strip()));
        } catch (NumberFormatException noNumber) {
            return Optional.empty();
        }
    }

    /** What an answer has to say that is empty or too short. */
    static Difference notKnown(String name, String why) {
        return Difference.of(name, NotInEffect.NOT_KNOWN, why);
    }

    /** The last line of a log that has this word, without its time. */
    static Optional<String> line(List<String> log, String word) {
        Pattern whole = Pattern.compile("(?<![A-Za-z0-9_])" + Pattern.quote(word) + "(?![A-Za-z0-9_])");
        return log.stream()
                .filter(line -> whole.matcher(line).find())
                .reduce((earlier, later) -> later)
                .map(line -> {
                    Matcher stamp = STAMP.matcher(line);
                    return stamp.find() ? line.substring(stamp.end()) : line;
                });
    }

    /**
     * A script that, where it fails, says what the component complains of in its log.
     *
     * @param complaint a regular expression of grep
     */
    static String orComplaint(String script, String component, String complaint) {
        return "{\n" + script + "\n} || { grep -aE '" + complaint + "' /var/log/lapse/" + component
                + ".log | tail -n 2 >&2; exit 1; }";
    }
}

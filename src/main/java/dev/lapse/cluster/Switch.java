package dev.lapse.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The words by which people turn things on and off in configuration files; YAML may take some for booleans. */
public final class Switch {
    private static final List<String> ON = List.of("on", "true", "yes", "1");
    private static final List<String> OFF = List.of("off", "false", "no", "0");

    /** Matches all of them: lower case, capitalized, and upper case. */
    public static final String PATTERN = Stream.concat(ON.stream(), OFF.stream())
            .flatMap(word -> Stream.of(
                    word,
                    word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1),
                    word.toUpperCase(Locale.ROOT)))
            .distinct()
            .collect(Collectors.joining("|"));

    private Switch() {}

    public static boolean isOn(String text) {
        return ON.contains(text.toLowerCase(Locale.ROOT));
    }

    public static boolean isOff(String text) {
        return OFF.contains(text.toLowerCase(Locale.ROOT));
    }

    /** {@code on}, {@code off}, {@code true} or {@code false}: those that every component takes. */
    static String plain(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.equals("true") || lower.equals("false")) {
            return lower;
        }
        return isOn(lower) ? "on" : "off";
    }

    /** These words; of a switch, whose words are among them, all that stand for on and off as well. */
    public static List<String> spellings(List<String> words) {
        if (words.stream().noneMatch(word -> isOn(word) || isOff(word))) {
            return words;
        }
        List<String> all = new ArrayList<>(words);
        Stream.concat(ON.stream(), OFF.stream())
                .filter(word -> word.matches("[a-z]+") && !all.contains(word))
                .forEach(all::add);
        return all;
    }

    /** The one of these words that this spelling stands for. */
    public static String among(List<String> words, String spelling) {
        return words.stream()
                .filter(word -> word.equals(spelling))
                .findFirst()
                .or(() -> words.stream()
                        .filter(word -> isOn(word) && isOn(spelling) || isOff(word) && isOff(spelling))
                        .findFirst())
                .orElse(spelling);
    }

    /** The words that messages list, with more beside them. */
    static List<String> and(List<String> more) {
        List<String> words = new ArrayList<>(List.of("on", "off"));
        words.addAll(more);
        words.addAll(List.of("true", "false"));
        return words;
    }
}

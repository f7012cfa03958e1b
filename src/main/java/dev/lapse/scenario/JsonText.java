package dev.lapse.scenario;

import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A JSON value as text. An object or a list stands on one line, or has a line for each of its parts: who makes it says
 * which, as a person would who writes the file.
 */
record JsonText(String text) {
    static final JsonText TRUE = new JsonText("true");
    static final JsonText FALSE = new JsonText("false");

    static JsonText of(String word) {
        return new JsonText(TextNode.valueOf(word).toString());
    }

    static JsonText of(long number) {
        return new JsonText(Long.toString(number));
    }

    /** A list of words on one line. */
    static JsonText words(Collection<String> words) {
        return list(words.stream().map(JsonText::of).toList());
    }

    /** A list on one line. */
    static JsonText list(JsonText... items) {
        return list(Arrays.asList(items));
    }

    /** A list on one line. */
    static JsonText list(List<JsonText> items) {
        return new JsonText(items.stream().map(JsonText::text).collect(Collectors.joining(", ", "[", "]")));
    }

    /** A list with a line for each item. */
    static JsonText lines(JsonText... items) {
        return onLines("[", Arrays.stream(items).map(JsonText::text).toList(), "]");
    }

    static JsonText onLines(String begin, List<String> parts, String end) {
        return new JsonText(parts.stream()
                .map(part -> "\n  " + part.replace("\n", "\n  "))
                .collect(Collectors.joining(",", begin, "\n" + end)));
    }
}

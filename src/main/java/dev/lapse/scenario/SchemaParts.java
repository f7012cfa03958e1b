package dev.lapse.scenario;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** The forms of JSON Schema that many parts of the schema of scenario files have. */
final class SchemaParts {
    /** The definition of a duration with its unit. */
    static final String DURATION = "duration";

    /** The definition of a duration, or of one per profile. */
    static final String DURATIONS = "durations";

    private SchemaParts() {}

    static JsonObject type(String type) {
        return new JsonObject().with("type", type);
    }

    /** What a definition says. */
    static JsonObject refer(String definition) {
        return new JsonObject().with("$ref", "#/$defs/" + definition);
    }

    static JsonText ref(String definition) {
        return refer(definition).line();
    }

    /** Text that a regular expression matches as a whole. */
    static JsonObject pattern(String form) {
        return type("string").with("pattern", "^" + form + "$");
    }

    /** One of these words. */
    static JsonObject oneOf(List<String> words) {
        return new JsonObject().with("enum", words);
    }

    /** One of these words; YAML may have read on, off, true and false as booleans. */
    static JsonText oneOfOrSwitch(List<String> words) {
        List<JsonText> values = new ArrayList<>();
        words.stream()
                .filter(word -> !word.equals("true") && !word.equals("false"))
                .map(JsonText::of)
                .forEach(values::add);
        if (words.contains("on") || words.contains("true")) {
            values.addAll(List.of(JsonText.TRUE, JsonText.FALSE));
        }
        return new JsonObject().with("enum", JsonText.list(values)).line();
    }

    /** A list with one item at least. */
    static JsonText listOf(JsonText item) {
        return type("array").with("minItems", 1).with("items", item).line();
    }

    /** One item, or a list of them. */
    static JsonText itemOrList(JsonText item) {
        return JsonText.list(item, listOf(item));
    }

    /** The names of constants as files have them. */
    static <T> List<String> texts(T[] constants, Function<T, String> text) {
        return Arrays.stream(constants).map(text).toList();
    }
}

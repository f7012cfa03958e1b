package dev.lapse.scenario;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** A JSON object in the making; its entries keep their order. One thread. */
final class JsonObject {
    private final List<String> entries = new ArrayList<>();

    JsonObject with(String key, JsonText value) {
        entries.add(JsonText.of(key).text() + ": " + value.text());
        return this;
    }

    JsonObject with(String key, String word) {
        return with(key, JsonText.of(word));
    }

    JsonObject with(String key, long number) {
        return with(key, JsonText.of(number));
    }

    JsonObject with(String key, Collection<String> words) {
        return with(key, JsonText.words(words));
    }

    /** The object on one line. */
    JsonText line() {
        return new JsonText("{" + String.join(", ", entries) + "}");
    }

    /** The object with a line for each entry. */
    JsonText lines() {
        return JsonText.onLines("{", entries, "}");
    }
}

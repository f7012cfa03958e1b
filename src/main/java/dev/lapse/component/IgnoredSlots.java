package dev.lapse.component;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lapse.cluster.Nearest;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What Patroni takes in {@code ignore_slots}: maps of what a slot must be to be left alone. */
final class IgnoredSlots {
    private static final List<String> KEYS = List.of("name", "type", "database", "plugin");
    private static final List<String> TYPES = List.of("physical", "logical");

    private IgnoredSlots() {}

    /** What is wrong with the first entry that has something wrong. */
    static Optional<String> problem(JsonNode list) {
        for (JsonNode entry : list) {
            if (!entry.isObject()) {
                return Optional.of("an entry is a map, such as {name: barman, type: physical}, was " + entry);
            }
            for (Map.Entry<String, JsonNode> property : entry.properties()) {
                String key = property.getKey();
                String value = property.getValue().asText();
                if (!KEYS.contains(key)) {
                    return Optional.of(Nearest.unknown("key", key, KEYS));
                }
                if (key.equals("type") && !TYPES.contains(value)) {
                    return Optional.of(Nearest.unknown("type", value, TYPES));
                }
            }
        }
        return Optional.empty();
    }
}

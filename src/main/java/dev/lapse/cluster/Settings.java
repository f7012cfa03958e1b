package dev.lapse.cluster;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Settings of the components under their own names and in their own units, as text. Immutable. */
public record Settings(Map<Section, Map<String, String>> values) {
    public static final Settings NONE = new Settings(Map.of());

    public Settings {
        Map<Section, Map<String, String>> copy = new TreeMap<>();
        values.forEach((section, entries) -> copy.put(section, Collections.unmodifiableMap(new TreeMap<>(entries))));
        values = Collections.unmodifiableMap(copy);
    }

    public Map<String, String> of(Section section) {
        return values.getOrDefault(section, Map.of());
    }

    public Optional<String> get(Section section, String name) {
        return Optional.ofNullable(of(section).get(name));
    }

    public Settings with(Section section, String name, String value) {
        return merge(new Settings(Map.of(section, Map.of(name, value))));
    }

    public Settings without(Section section, String name) {
        Map<Section, Map<String, String>> left = new TreeMap<>(values);
        Map<String, String> entries = new TreeMap<>(of(section));
        entries.remove(name);
        left.put(section, entries);
        return new Settings(left);
    }

    /** These settings, with those of {@code over} laid on top. */
    public Settings merge(Settings over) {
        Map<Section, Map<String, String>> merged = new TreeMap<>();
        values.forEach((section, entries) -> merged.put(section, new TreeMap<>(entries)));
        over.values.forEach((section, entries) ->
                merged.computeIfAbsent(section, s -> new TreeMap<>()).putAll(entries));
        return new Settings(merged);
    }
}

package dev.lapse.scenario;

import dev.lapse.cluster.Nearest;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The entries of a map in a YAML file, with the places of keys and values. */
final class Fields {
    /** A key's place and its value. */
    record Field(Value key, Value value) {}

    private final Value map;
    private final Problems problems;
    private final Map<String, Field> fields = new LinkedHashMap<>();

    Fields(Value map, Problems problems) {
        this.map = map;
        this.problems = problems;
    }

    void add(Value key, Value value) {
        key.text("a key").ifPresent(name -> {
            Field before = fields.putIfAbsent(name, new Field(key, value));
            if (before != null) {
                key.problem("key \"" + name + "\" is there twice, first at line "
                        + before.key().place().line());
            }
        });
    }

    void rejectUnknown(String what, Collection<String> known) {
        fields.forEach((name, field) -> {
            if (!known.contains(name)) {
                field.key().problem(Nearest.unknown(what, name, known));
            }
        });
    }

    /** The map itself. */
    Value self() {
        return map;
    }

    Set<String> names() {
        return fields.keySet();
    }

    boolean has(FileKey key) {
        return fields.containsKey(key.text());
    }

    Map<String, Field> all() {
        return fields;
    }

    Optional<Value> get(FileKey key) {
        return get(key.text());
    }

    Optional<Value> get(String name) {
        return Optional.ofNullable(fields.get(name)).map(Field::value);
    }

    Optional<Value> required(FileKey key) {
        return required(key.text());
    }

    Optional<Value> required(String name) {
        Optional<Value> value = get(name);
        if (value.isEmpty()) {
            problems.add(map.place(), "key \"" + name + "\" is missing");
        }
        return value;
    }

    /** The place of the key, or of the map where the key is not there. */
    Place placeOf(FileKey key) {
        return Optional.ofNullable(fields.get(key.text()))
                .map(Field::key)
                .orElse(map)
                .place();
    }
}

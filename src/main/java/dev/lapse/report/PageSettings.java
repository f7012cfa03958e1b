package dev.lapse.report;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.lapse.history.ClusterReady;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * The settings of a run as a reader wants them: what the scenario asks of components that ran, then what differs from
 * the default of its component though it was not asked for, then the rest. Of a component whose defaults were not
 * recorded it is not known what differs.
 */
record PageSettings(
        List<ShownSetting> asked,
        List<ShownSetting> differing,
        List<ShownSetting> atDefault,
        List<ShownSetting> unknown) {
    private static final List<String> SECTIONS =
            List.of("patroni", "postgresql", "pgbouncer", "haproxy", "keepalived", "vip-manager", "etcd");

    /**
     * One of them; null: not asked for, not in effect or not told, default not known.
     *
     * @param name with its section, such as {@code patroni.ttl}
     */
    record ShownSetting(
            String name,
            @Nullable String asked,
            @Nullable String effective,
            @Nullable String usual) {}

    static PageSettings of(String scenarioYaml, Optional<ClusterReady> ready) {
        Map<String, String> asked = asked(scenarioYaml);
        ready.map(ClusterReady::versions)
                .filter(running -> !running.isEmpty())
                .ifPresent(running ->
                        asked.keySet().removeIf(name -> !running.containsKey(name.substring(0, name.indexOf('.')))));
        Map<String, String> effective =
                new TreeMap<>(ready.map(ClusterReady::effective).orElse(Map.of()));
        Map<String, String> defaults = ready.map(ClusterReady::defaults).orElse(Map.of());
        PageSettings settings =
                new PageSettings(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        asked.forEach((name, value) ->
                settings.asked.add(new ShownSetting(name, value, effective.get(name), defaults.get(name))));
        effective.keySet().removeAll(asked.keySet());
        effective.forEach((name, value) -> {
            String usual = defaults.get(name);
            List<ShownSetting> list =
                    usual == null ? settings.unknown : usual.equals(value) ? settings.atDefault : settings.differing;
            list.add(new ShownSetting(name, null, value, usual));
        });
        return settings;
    }

    /** Of a scenario that cannot be read nothing is known; lists are left as they are written. */
    private static Map<String, String> asked(String scenarioYaml) {
        Map<String, String> asked = new LinkedHashMap<>();
        try {
            Object scenario = new Yaml(new SafeConstructor(new LoaderOptions())).load(scenarioYaml);
            if (scenario instanceof Map<?, ?> keys) {
                SECTIONS.forEach(section -> flatten(section, keys.get(section), asked));
            }
        } catch (YAMLException unreadable) {
            return new LinkedHashMap<>();
        }
        return asked;
    }

    private static void flatten(String name, @Nullable Object value, Map<String, String> asked) {
        if (value instanceof Map<?, ?> keys) {
            keys.forEach((key, below) -> flatten(name + "." + key, below, asked));
        } else if (value != null) {
            asked.put(name, value.toString());
        }
    }

    /** Each as a list of its name, what was asked, what is in effect and the default. */
    void writeTo(JsonGenerator json) throws IOException {
        json.writeStartObject();
        write(json, "asked", asked);
        write(json, "differing", differing);
        write(json, "at_default", atDefault);
        write(json, "unknown", unknown);
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, String key, List<ShownSetting> settings) throws IOException {
        json.writeArrayFieldStart(key);
        for (ShownSetting setting : settings) {
            json.writeStartArray();
            json.writeString(setting.name);
            json.writeString(setting.asked);
            json.writeString(setting.effective);
            json.writeString(setting.usual);
            json.writeEndArray();
        }
        json.writeEndArray();
    }
}

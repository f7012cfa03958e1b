package dev.lapse.component;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.Inquiry.Ask;
import dev.lapse.cluster.Inquiry.Means;
import dev.lapse.cluster.Section;
import dev.lapse.cluster.SectionReading;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Patroni's settings as a running node tells them: what {@code GET /config} shows of the DCS, before Patroni adjusts
 * it. Those of a node's own file are as they were asked for; no command tells them.
 */
final class PatroniReading {
    /** What the file that makes a cluster spells out, though nobody asked for it. */
    private static final Map<String, String> SPELLED_OUT = spelledOut();

    private PatroniReading() {}

    static SectionReading of(ClusterSpec cluster) {
        Map<String, String> asked = cluster.settings().of(Section.PATRONI);
        return new SectionReading(
                Section.PATRONI,
                List.of(new Ask(
                        Means.SHELL,
                        AskedSettings.orComplaint(
                                PatroniComparison.PAGE + Patroni.REST_PORT + "/config --fail",
                                "patroni",
                                "CRITICAL|ERROR|FATAL|Error"))),
                answers -> settings(asked, Patroni.localSettings(cluster), Json.read(answers.get(0))));
    }

    private static Map<String, String> spelledOut() {
        Map<String, String> settings = new TreeMap<>(PatroniTimings.DEFAULT.settings());
        settings.put("postgresql.use_pg_rewind", "true");
        settings.put("postgresql.use_slots", "true");
        return settings;
    }

    static Map<String, String> settings(Map<String, String> asked, JsonNode config) {
        return settings(asked, Set.of(), config);
    }

    /** @param local settings that a file of the user's own has for the node itself */
    static Map<String, String> settings(Map<String, String> asked, Set<String> local, JsonNode config) {
        if (!config.isObject() || config.isEmpty()) {
            throw new IllegalArgumentException("GET /config showed nothing");
        }
        Map<String, String> settings = new TreeMap<>();
        asked.forEach((name, value) -> {
            if (PatroniFile.isLocal(name) || local.contains(name)) {
                settings.put(name, value);
            }
        });
        Map<String, String> stored = new TreeMap<>();
        flatten("", config, asked, stored);
        stored.forEach((name, value) -> {
            if (!local.contains(name)) {
                settings.put(name, value);
            }
        });
        requireTimings(settings);
        return settings;
    }

    private static void flatten(String name, JsonNode value, Map<String, String> asked, Map<String, String> settings) {
        if (name.equals("postgresql.parameters") || PatroniFile.isLocal(name)) {
            return; // PostgreSQL itself tells what became of them; and a node's own file comes first
        }
        if (value.isObject() && !PatroniSettings.isStructured(name)) {
            value.properties()
                    .forEach(field -> flatten(
                            name.isEmpty() ? field.getKey() : name + "." + field.getKey(),
                            field.getValue(),
                            asked,
                            settings));
            return;
        }
        Optional<String> wanted = Optional.ofNullable(asked.get(name));
        if (wanted.filter(text -> isSame(name, text, value)).isPresent()) {
            settings.put(name, wanted.get());
        } else if (!value.isNull() && (wanted.isPresent() || !value.asText().equals(SPELLED_OUT.get(name)))) {
            settings.put(name, value.isValueNode() ? value.asText() : value.toString());
        }
    }

    private static boolean isSame(String name, String asked, JsonNode value) {
        return PatroniSettings.isStructured(name)
                ? Json.read(asked).equals(value)
                : PatroniComparison.isSame(asked, value) || value.isNull() && asked.equals("null");
    }

    /** With anything but whole numbers Patroni refuses the whole new configuration and keeps its last one. */
    private static void requireTimings(Map<String, String> settings) {
        PatroniTimings.names().stream()
                .filter(name -> !settings.getOrDefault(name, "0").matches("[0-9]{1,9}"))
                .findFirst()
                .ifPresent(name -> {
                    throw new IllegalArgumentException("GET /config shows " + name + " " + settings.get(name)
                            + ", which is no whole number, so Patroni keeps the configuration that it had before");
                });
    }
}

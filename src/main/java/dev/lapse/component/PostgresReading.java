package dev.lapse.component;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.Inquiry.Ask;
import dev.lapse.cluster.Inquiry.Means;
import dev.lapse.cluster.Section;
import dev.lapse.cluster.SectionReading;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * PostgreSQL's parameters as {@code pg_settings} of a node tells them: those that were asked for, those of the DCS that
 * Lapse does not put there itself, and those of {@code ALTER SYSTEM}. One that waits for a restart is told as it is
 * before.
 */
final class PostgresReading {
    private static final String SETTINGS = """
            select json_agg(json_build_object('name', name, 'setting', setting, 'unit', unit, 'type', vartype,
            'source', source, 'shown', current_setting(name), 'system', coalesce(sourcefile, '') like
            '%postgresql.auto.conf')) from pg_settings where context <> 'internal'""";

    private PostgresReading() {}

    static SectionReading of(ClusterSpec cluster) {
        Map<String, String> asked = cluster.settings().of(Section.POSTGRESQL);
        String psql = "timeout 5 s6-setuidgid postgres psql -h /run/postgresql -p " + Patroni.POSTGRES_PORT
                + " -d postgres -XAtq -v ON_ERROR_STOP=1 -f - <<'SQL'\n" + SETTINGS + ";\nSQL";
        return new SectionReading(
                Section.POSTGRESQL,
                List.of(
                        new Ask(Means.SHELL, AskedSettings.orComplaint(psql, "patroni", "FATAL|ERROR|CRITICAL")),
                        new Ask(Means.SHELL, PatroniComparison.PAGE + Patroni.REST_PORT + "/config --fail")),
                answers -> settings(
                        asked,
                        Json.read(answers.get(0)),
                        Json.read(answers.get(1)).path("postgresql").path("parameters"),
                        Patroni.in(cluster).own().isPresent() ? Map.of() : PatroniFile.ownParameters(cluster)));
    }

    /** @param own what Lapse puts into the DCS where nothing else is asked for */
    static Map<String, String> settings(
            Map<String, String> asked, JsonNode rows, JsonNode stored, Map<String, String> own) {
        if (rows.isEmpty()) {
            throw new IllegalArgumentException("pg_settings showed nothing");
        }
        Map<String, JsonNode> told = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        rows.forEach(row -> told.put(row.path("name").asText(), row));
        Map<String, String> settings = new TreeMap<>();
        asked.forEach((name, value) -> {
            JsonNode row = told.get(name);
            if (isNotShown(name, row)) {
                settings.put(name, value);
            } else if (row != null
                    && PostgresValue.isSame(value, row.path("setting").asText(), row)) {
                settings.put(name, value);
            } else if (row != null && !row.path("source").asText().equals("default")) {
                settings.put(name, value(row));
            }
        });
        for (String name : notAsked(told.values(), stored, own)) {
            JsonNode row = told.get(name);
            boolean isUsual = row == null
                    || own.containsKey(name)
                            && PostgresValue.isSame(
                                    own.get(name), row.path("setting").asText(), row);
            if (!asked.containsKey(name) && !isUsual) {
                settings.put(name, value(row));
            }
        }
        return settings;
    }

    private static Set<String> notAsked(Collection<JsonNode> rows, JsonNode stored, Map<String, String> own) {
        Set<String> names = new TreeSet<>();
        rows.stream()
                .filter(row -> row.path("system").asBoolean())
                .forEach(row -> names.add(row.path("name").asText()));
        stored.properties().forEach(field -> {
            if (!field.getValue().asText().equals(own.get(field.getKey()))) {
                names.add(field.getKey());
            }
        });
        return names;
    }

    /** Whether what a session over the socket is shown is not what others have. */
    private static boolean isNotShown(String name, JsonNode row) {
        return PatroniRemarks.RECOVERY.contains(name)
                || PostgresComparison.OF_A_TCP_CONNECTION.contains(name)
                || row != null && row.path("shown").asText().equals("(disabled)")
                || row != null && row.path("source").asText().matches("client|session");
    }

    /** A number with its unit: 60000ms; of a unit that is a multiple, as PostgreSQL shows it: 64MB. */
    private static String value(JsonNode row) {
        String unit = row.path("unit").asText("");
        return unit.matches("[0-9].*")
                ? row.path("shown").asText()
                : row.path("setting").asText() + (unit.equals("null") ? "" : unit);
    }
}

package dev.lapse.component;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.Inquiry;
import dev.lapse.cluster.Inquiry.Ask;
import dev.lapse.cluster.Inquiry.Means;
import dev.lapse.cluster.Inquiry.Told;
import dev.lapse.cluster.Section;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What Patroni and PostgreSQL tell of themselves.
 *
 * <p>{@code GET /config} tells what is stored, not what holds. Patroni adjusts three timings when it takes them over
 * and tells only its log; here the same is done ({@link PatroniTimings}). Settings that are not stored have Patroni's
 * defaults ({@code config.py}, {@code __DEFAULT_CONFIG}; {@code global_config.py}).
 */
final class PatroniInquiries {
    private static final Map<String, String> DEFAULTS = Map.of(
            "maximum_lag_on_failover", "1048576",
            "synchronous_mode", "false",
            "synchronous_mode_strict", "false",
            "synchronous_node_count", "1",
            "failsafe_mode", "false",
            "primary_start_timeout", "300",
            "primary_stop_timeout", "0");

    private static final String PARAMETERS = "patroni.postgresql.parameters.";

    /** Passwords travel in some of PostgreSQL's settings; the rest of its defaults would only be noise. */
    private static final String PG_SETTINGS =
            "select string_agg(name || '=' || current_setting(name), chr(10) order by name) ";

    private static final String PG_SHOWN =
            "from pg_settings where (source not in ('default', 'override', 'client') or name in (%s))"
                    + " and name !~ '(conninfo|command|ssl|file|lc_)'";

    /** Of the same settings what the server has where nobody sets them, in the units in which it shows values. */
    private static final String PG_DEFAULTS = """
            select string_agg(name || '=' || coalesce(case
                when setting = boot_val then current_setting(name)
                when boot_val !~ '^[1-9][0-9]*$' then boot_val
                when unit = 'ms' and boot_val::bigint % 1000 = 0 then boot_val::bigint / 1000 || 's'
                when unit in ('B', 'kB', '8kB', 'MB') then replace(pg_size_pretty(boot_val::bigint
                    * case unit when 'B' then 1 when 'kB' then 1024 when '8kB' then 8192 else 1048576 end), ' ', '')
                else boot_val || coalesce(unit, '')
                end, ''), chr(10) order by name) """;

    /** Shown though they have their defaults, beside those that were asked for. */
    private static final List<String> SHOWN =
            List.of("wal_sender_timeout", "wal_receiver_timeout", "synchronous_commit", "fsync");

    private PatroniInquiries() {}

    static List<Inquiry> of(ClusterSpec cluster) {
        String shown = Stream.concat(SHOWN.stream(), cluster.settings().of(Section.POSTGRESQL).keySet().stream())
                .distinct()
                .map(name -> "'" + name + "'")
                .collect(Collectors.joining(", "));
        return List.of(
                new Inquiry(
                        List.of(
                                new Ask(Means.HTTP_OK, Patroni.REST_PORT + "/config"),
                                new Ask(Means.HTTP_ANY, Patroni.REST_PORT + "/patroni")),
                        answers -> patroni(Json.read(answers.get(0)), Json.read(answers.get(1)))),
                new Inquiry(
                        Stream.of(PG_SETTINGS, PG_DEFAULTS)
                                .map(columns -> new Ask(Means.PRIMARY_SQL, columns + PG_SHOWN.formatted(shown)))
                                .toList(),
                        answers -> Told.settings(
                                Lines.of("postgresql", "=", answers.get(0)),
                                Lines.of("postgresql", "=", answers.get(1)))));
    }

    private static Told patroni(JsonNode config, JsonNode status) {
        Map<String, String> versions = new TreeMap<>();
        String version = status.path("patroni").path("version").asText("");
        if (!version.isEmpty()) {
            versions.put("patroni", version);
        }
        int server = status.path("server_version").asInt(0);
        if (server > 0) {
            versions.put("postgresql", server / 10_000 + "." + server % 10_000);
        }
        return new Told(versions, inEffect(config, version), defaults());
    }

    private static Map<String, String> defaults() {
        Map<String, String> settings = new TreeMap<>();
        PatroniTimings.DEFAULT.settings().forEach((name, value) -> settings.put("patroni." + name, value));
        DEFAULTS.forEach((name, value) -> settings.put("patroni." + name, value));
        return settings;
    }

    static Map<String, String> inEffect(JsonNode config, String version) {
        Map<String, String> settings = defaults();
        flatten("patroni", config, settings);
        settings.keySet().removeIf(name -> name.startsWith(PARAMETERS)); // PostgreSQL itself tells what became of them
        if (!version.isEmpty() && PatroniTimings.isAdjustedBy(version) && timingsAreNumbers(settings)) {
            PatroniTimings.from(name -> Optional.ofNullable(settings.get("patroni." + name)))
                    .adjusted()
                    .settings()
                    .forEach((name, value) -> settings.put("patroni." + name, value));
        }
        return settings;
    }

    private static void flatten(String name, JsonNode value, Map<String, String> settings) {
        if (value.isObject()) {
            value.properties().forEach(field -> flatten(name + "." + field.getKey(), field.getValue(), settings));
        } else if (!value.isNull()) {
            settings.put(name, value.isValueNode() ? value.asText() : value.toString());
        }
    }

    /** With anything but whole numbers Patroni refuses the whole new configuration and keeps its last one. */
    private static boolean timingsAreNumbers(Map<String, String> settings) {
        return PatroniTimings.names().stream()
                .allMatch(name -> settings.getOrDefault("patroni." + name, "").matches("[0-9]+"));
    }
}

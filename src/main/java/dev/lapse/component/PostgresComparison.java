package dev.lapse.component;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.Comparison;
import dev.lapse.cluster.Comparison.Difference;
import dev.lapse.cluster.Inquiry.Ask;
import dev.lapse.cluster.Inquiry.Means;
import dev.lapse.cluster.Nearest;
import dev.lapse.cluster.Section;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Holds PostgreSQL's parameters against {@code pg_settings} of each node, and says why one does not hold as far as
 * Patroni's log and rules tell.
 *
 * <p>It is asked as superuser over the socket of the node, for {@code pg_file_settings}: where the session itself has
 * set a parameter, the file tells what others get.
 */
final class PostgresComparison {
    private static final String PREFIX = Section.POSTGRESQL.text() + ".";

    private static final String SETTINGS = """
            select coalesce(json_agg(json_build_object('name', asked.name, 'setting', now.setting,
            'shown', current_setting(asked.name, true), 'unit', now.unit, 'type', now.vartype, 'source', now.source,
            'pending', now.pending_restart, 'file', written.setting, 'error', written.error, 'language', exists(
            select from pg_language where lanname = split_part(asked.name, '.', 1)),
            'libraries', case when now.name is null then (select json_agg(replace(file, '.so', ''))
            from pg_config, pg_ls_dir(setting) as file where name = 'PKGLIBDIR' and file like '%%.so') end,
            'version', current_setting('server_version'), 'replica', pg_is_in_recovery()))::text, '[]')
            from unnest(array[%s]) asked (name)
            left join pg_settings now on lower(now.name) = lower(asked.name)
            left join lateral (select setting, error from pg_file_settings where lower(name) = lower(asked.name)
            order by seqno desc limit 1) written on true""";

    /** Patroni passes them on the command line, from its own file. */
    private static final Set<String> OF_THE_NODE = Set.of("listen_addresses", "port", "cluster_name");

    /** Lapse writes them into each node's own file. */
    private static final Set<String> OF_LAPSE = Set.of("unix_socket_directories", "syslog_ident");

    /** What is shown of them is that of the session's own connection, and over a socket it is 0. */
    static final Set<String> OF_A_TCP_CONNECTION =
            Set.of("tcp_keepalives_idle", "tcp_keepalives_interval", "tcp_keepalives_count", "tcp_user_timeout");

    private PostgresComparison() {}

    static Comparison of(ClusterSpec cluster) {
        Map<String, String> asked = AskedSettings.of(cluster, Section.POSTGRESQL);
        String names = asked.keySet().stream()
                .map(name -> "'" + name.substring(PREFIX.length()) + "'")
                .collect(Collectors.joining(", "));
        String psql = "timeout 5 s6-setuidgid postgres psql -h /run/postgresql -p " + Patroni.POSTGRES_PORT
                + " -d postgres -XAtq -v ON_ERROR_STOP=1 -f - <<'SQL'\n" + SETTINGS.formatted(names) + ";\nSQL";
        return new Comparison(
                asked,
                List.of(
                        new Ask(Means.SHELL, AskedSettings.orComplaint(psql, "patroni", "FATAL|ERROR|CRITICAL")),
                        new Ask(
                                Means.SHELL,
                                "grep -aE '(WARNING|ERROR): .*(parameter|setting)' /var/log/lapse/patroni.log || true")),
                answers -> differences(
                        asked, Json.read(answers.get(0)), answers.get(1).lines().toList()));
    }

    static List<Difference> differences(Map<String, String> asked, JsonNode rows, List<String> log) {
        Map<String, JsonNode> told = new HashMap<>();
        rows.forEach(row -> told.put(PREFIX + row.path("name").asText(), row));
        return asked.entrySet().stream()
                .flatMap(setting -> Optional.ofNullable(told.get(setting.getKey()))
                        .map(row ->
                                one(setting.getKey(), setting.getValue(), row, word -> AskedSettings.line(log, word)))
                        .orElseGet(() -> Optional.of(
                                AskedSettings.notKnown(setting.getKey(), "PostgreSQL's answer has no row of it")))
                        .stream())
                .toList();
    }

    private static Optional<Difference> one(
            String full, String asked, JsonNode row, Function<String, Optional<String>> log) {
        String name = row.path("name").asText();
        String shown = row.path("shown").asText("");
        if (row.path("type").isNull() || row.path("type").isMissingNode()) {
            return unknown(full, name, asked, row, log);
        }
        String source = row.path("source").asText();
        boolean ofTheSession = source.equals("client") || source.equals("session");
        boolean inFile = ofTheSession || isHidden(row);
        String now = inFile ? row.path("file").asText("") : row.path("setting").asText("");
        String seen = inFile ? now : shown;
        if (row.path("pending").asBoolean()) {
            return Optional.of(Difference.of(
                    full,
                    seen,
                    "PostgreSQL takes it over with a restart only, and waits for one (pending_restart)"
                            + told(name, log)));
        }
        boolean idle = PatroniRemarks.RECOVERY.contains(name.toLowerCase(Locale.ROOT))
                && row.has("replica")
                && !row.path("replica").asBoolean(); // a primary has no use for it, and Patroni leaves it out there
        return idle || PostgresValue.isSame(asked, now, row)
                ? Optional.empty()
                : Optional.of(Difference.of(full, seen, why(name, row, log)));
    }

    /** Whether PostgreSQL shows something else than what it has taken from the file. */
    private static boolean isHidden(JsonNode row) {
        boolean shownOtherwise = OF_A_TCP_CONNECTION.contains(
                        row.path("name").asText().toLowerCase(Locale.ROOT))
                || row.path("shown").asText().equals("(disabled)"); // archive_command, while archive_mode is off
        return shownOtherwise
                && row.path("source").asText().equals("configuration file")
                && row.hasNonNull("file")
                && !row.hasNonNull("error");
    }

    private static Optional<Difference> unknown(
            String full, String name, String asked, JsonNode row, Function<String, Optional<String>> log) {
        if (!name.contains(".")) {
            return Optional.of(Difference.of(
                    full,
                    "nothing",
                    "PostgreSQL " + row.path("version").asText().split(" ")[0] + " has no such parameter; Patroni "
                            + "dropped it" + told(name, log)));
        }
        String shown = row.path("shown").asText("");
        String prefix = name.substring(0, name.indexOf('.')).toLowerCase(Locale.ROOT);
        List<String> libraries = new ArrayList<>();
        row.path("libraries").forEach(library -> libraries.add(library.asText()));
        Optional<String> meant = libraries.contains(prefix) ? Optional.empty() : Nearest.of(prefix, libraries);
        boolean ofALibrary = libraries.contains(prefix) && !row.path("language").asBoolean();
        if (shown.equals(asked) && !ofALibrary && meant.isEmpty()) {
            return Optional.empty(); // a parameter of the application's own, which PostgreSQL keeps as a text
        }
        return Optional.of(Difference.of(
                full,
                shown.isEmpty() ? "nothing" : "the text " + shown,
                meant.map(library -> "PostgreSQL has no library " + prefix + "; did you mean " + library + "?")
                        .orElse(
                                ofALibrary
                                        ? "no library that is loaded has this parameter, so PostgreSQL does nothing"
                                                + " with it; name its library in shared_preload_libraries"
                                        : "Patroni gave PostgreSQL another value" + told(name, log))));
    }

    private static String why(String name, JsonNode row, Function<String, Optional<String>> log) {
        String lower = name.toLowerCase(Locale.ROOT);
        String error = row.path("error").asText("");
        String why;
        if (OF_THE_NODE.contains(lower)) {
            why = "Patroni sets it itself, from the node's own file";
        } else if (OF_LAPSE.contains(lower)) {
            why = "Lapse sets it in the node's own file, which has the last word";
        } else if (PatroniRemarks.RECOVERY.contains(lower)) {
            why = "Patroni leaves it out; it takes it from patroni.postgresql.recovery_conf";
        } else if (lower.equals("synchronous_standby_names")) {
            why = "Patroni sets it itself";
        } else if (log.apply(name).isPresent()) {
            why = "Patroni changed or dropped it";
        } else {
            why = "its value comes from: " + row.path("source").asText();
        }
        return why + (error.isEmpty() || error.equals("null") ? "" : "; PostgreSQL says: " + error) + told(name, log);
    }

    private static String told(String name, Function<String, Optional<String>> log) {
        return log.apply(name).map(line -> "; Patroni's log: " + line).orElse("");
    }
}

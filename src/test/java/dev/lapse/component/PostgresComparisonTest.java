package dev.lapse.component;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lapse.cluster.Comparison.Difference;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Against the rows and the log of a replica with PostgreSQL 17.12 under Patroni 4.0.7. */
class PostgresComparisonTest {
    private static final JsonNode ROWS = Json.read(Recorded.answer("postgresql-rows.json"));

    /** Of a PostgreSQL 15.18 that was asked over its socket, archive_mode off. */
    private static final JsonNode ODD_ROWS = Json.read(Recorded.answer("postgresql-odd-rows.json"));

    private static final Map<String, String> ODD_ASKED = Map.of(
            "postgresql.wal_compression", "on",
            "postgresql.tcp_keepalives_idle", "60",
            "postgresql.tcp_user_timeout", "5s",
            "postgresql.archive_command", "/bin/true",
            "postgresql.archive_library", "",
            "postgresql.shared_buffers", "0.3GB",
            "postgresql.work_mem", "0.1GB",
            "postgresql.client_encoding", "utf-8",
            "postgresql.DateStyle", "iso, us",
            "postgresql.log_line_prefix", "%m [%p] ");

    private static final List<String> LOG =
            Recorded.answer("patroni-warnings.log").lines().toList();

    @Test
    void whatHoldsInTheServersOwnUnitsAndWordsIsNoDifference() {
        assertThat(differences(Map.ofEntries(
                        Map.entry("checkpoint_timeout", "300"),
                        Map.entry("shared_buffers", "65536kB"),
                        Map.entry("log_min_duration_statement", "250ms"),
                        Map.entry("vacuum_cost_delay", "1500us"),
                        Map.entry("recovery_min_apply_delay", "1s"),
                        Map.entry("datestyle", "iso, dmy"),
                        Map.entry("timezone", "utc"),
                        Map.entry("wal_buffers", "-1"),
                        Map.entry("random_page_cost", "1.10"),
                        Map.entry("log_destination", "stderr"),
                        Map.entry("log_line_prefix", "%m [%p] "),
                        Map.entry("archive_mode", "yes"),
                        Map.entry("wal_log_hints", "of"),
                        Map.entry("synchronous_commit", "true"))))
                .isEmpty();
    }

    @Test
    void whereTheSessionHasSetItTheFileTells() {
        assertThat(differences(Map.of("application_name", "foo"))).isEmpty();
        assertThat(Recorded.seen(differences(Map.of("application_name", "psql"))))
                .containsExactly("postgresql.application_name: foo");
    }

    @Test
    void aNameThatThisPostgresqlDoesNotHaveWasDroppedByPatroni() {
        Difference difference = differences(Map.of("wal_sender_timout", "5s")).get(0);

        assertThat(difference.seen()).isEqualTo("nothing");
        assertThat(difference.why())
                .isEqualTo(
                        "PostgreSQL 17.12 has no such parameter; Patroni dropped it; Patroni's log: WARNING: Removing"
                                + " unexpected parameter=wal_sender_timout value=5s from the config");
    }

    @Test
    void whatPatroniSetsItselfOrReplacesDiffers() {
        List<Difference> differences = differences(Map.of(
                "cluster_name", "x",
                "hot_standby", "off",
                "max_worker_processes", "1",
                "maintenance_work_mem", "64QB",
                "unix_socket_directories", "/tmp",
                "wal_keep_size", "1MB"));

        assertThat(Recorded.seen(differences))
                .containsExactlyInAnyOrder(
                        "postgresql.cluster_name: lapse",
                        "postgresql.hot_standby: on",
                        "postgresql.max_worker_processes: 8",
                        "postgresql.maintenance_work_mem: 64MB",
                        "postgresql.unix_socket_directories: /run/postgresql",
                        "postgresql.wal_keep_size: 128MB");
        assertThat(differences)
                .extracting(Difference::why)
                .anyMatch(why -> why.startsWith("Patroni sets it itself, from the node's own file"))
                .anyMatch(why -> why.startsWith("Lapse sets it in the node's own file"))
                .anyMatch(why -> why.contains("max_worker_processes=1 failed validation, defaulting to 8"))
                .anyMatch(why -> why.contains("due to the invalid value=64QB"));
    }

    @Test
    void aParameterOfALibraryThatIsNotLoadedDoesNothing() {
        List<Difference> differences = differences(Map.of("auto_explain.log_min_duration", "1s"));

        assertThat(Recorded.seen(differences)).containsExactly("postgresql.auto_explain.log_min_duration: the text 1s");
        assertThat(differences.get(0).why()).contains("shared_preload_libraries");
    }

    @Test
    void aParameterOfTheApplicationHoldsAsTheTextItIs() {
        assertThat(differences(Map.of("myapp.tenant", "x"))).isEmpty();
        assertThat(Recorded.seen(differences(Map.of("myapp.tenant", "y"))))
                .containsExactly("postgresql.myapp.tenant: the text x");
    }

    @Test
    void aMistypedNameOfALibraryIsNotTakenForAParameterOfTheApplication() {
        JsonNode mistyped = row("myapp.tenant").deepCopy();
        ((ObjectNode) mistyped).put("name", "auto_explian.log_min_duration").put("shown", "1s");

        assertThat(PostgresComparison.differences(
                        Map.of("postgresql.auto_explian.log_min_duration", "1s"), Json.read("[" + mistyped + "]"), LOG))
                .singleElement()
                .satisfies(difference -> assertThat(difference.why()).contains("did you mean auto_explain?"));
    }

    @Test
    void aParameterThatWaitsForARestartIsNotInEffect() {
        JsonNode waiting = row("shared_buffers").deepCopy();
        ((ObjectNode) waiting).put("pending", true);

        assertThat(PostgresComparison.differences(
                        Map.of("postgresql.shared_buffers", "128MB"), Json.read("[" + waiting + "]"), LOG))
                .singleElement()
                .satisfies(difference -> {
                    assertThat(difference.seen()).isEqualTo("64MB");
                    assertThat(difference.why()).contains("with a restart only", "pending_restart");
                });
    }

    @Test
    void whatASocketOrAnIdleArchiveHidesIsInTheFile() {
        assertThat(PostgresComparison.differences(ODD_ASKED, ODD_ROWS, List.of()))
                .isEmpty();
        assertThat(Recorded.seen(PostgresComparison.differences(
                        Map.of(
                                "postgresql.tcp_keepalives_idle", "61",
                                "postgresql.tcp_keepalives_count", "3",
                                "postgresql.tcp_user_timeout", "5min",
                                "postgresql.archive_command", "/bin/false",
                                "postgresql.log_line_prefix", "%m [%p]"),
                        ODD_ROWS,
                        List.of())))
                .containsExactlyInAnyOrder(
                        "postgresql.tcp_keepalives_idle: 60",
                        "postgresql.tcp_keepalives_count: 0",
                        "postgresql.tcp_user_timeout: 5s",
                        "postgresql.archive_command: /bin/true",
                        "postgresql.log_line_prefix: %m [%p] ");
    }

    @Test
    void aLineOfTheFileThatPostgresqlDidNotTakeTellsNothing() {
        ObjectNode row = row(ODD_ROWS, "tcp_keepalives_idle").deepCopy();
        row.put("error", "setting could not be applied");

        assertThat(Recorded.seen(PostgresComparison.differences(
                        Map.of("postgresql.tcp_keepalives_idle", "60"), Json.read("[" + row + "]"), List.of())))
                .containsExactly("postgresql.tcp_keepalives_idle: 0");
    }

    @Test
    void aNameWithoutARowIsNotKnown() {
        Map<String, String> asked = Map.of("postgresql.work_mem", "4MB", "postgresql.fsync", "on");
        for (String answer : List.of("", "[]", "null", "{}")) {
            assertThat(Recorded.seen(PostgresComparison.differences(asked, Json.read(answer), LOG)))
                    .as("answer '%s'", answer)
                    .containsExactlyInAnyOrder("postgresql.work_mem: not known", "postgresql.fsync: not known");
        }
        assertThat(Recorded.seen(PostgresComparison.differences(asked, ROWS, LOG)))
                .containsExactly("postgresql.fsync: not known");
    }

    private static List<Difference> differences(Map<String, String> asked) {
        Map<String, String> full = new TreeMap<>();
        StringBuilder rows = new StringBuilder();
        asked.forEach((name, value) -> {
            full.put("postgresql." + name, value);
            rows.append(rows.isEmpty() ? "" : ",").append(row(name));
        });
        return PostgresComparison.differences(full, Json.read("[" + rows + "]"), LOG);
    }

    private static JsonNode row(String name) {
        return row(ROWS, name);
    }

    private static JsonNode row(JsonNode rows, String name) {
        for (JsonNode row : rows) {
            if (row.path("name").asText().equals(name)) {
                return row;
            }
        }
        throw new AssertionError("no row was recorded of " + name);
    }
}

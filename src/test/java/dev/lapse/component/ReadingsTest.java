package dev.lapse.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** What components of the profile fast run with, from their own answers. */
class ReadingsTest {
    private static final String HAPROXY = Recorded.answer("haproxy-fast.cfg");
    private static final Map<String, String> FAST =
            Map.of("inter", "1s", "fall", "4", "rise", "1", "timeout connect", "300ms", "timeout check", "1s");

    @Test
    void haproxyRunsWithWhatWasAskedFor() {
        assertThat(HaproxyReading.settings(FAST, HAPROXY)).isEqualTo(FAST);
    }

    @Test
    void haproxyRunsWithWhatItsFileSaysNow() {
        String changed = HAPROXY.replace(
                        "default-server inter 1s fall 4", "default-server inter 9s fastinter 2s fall 4")
                .replace("on-marked-down shutdown-sessions", "")
                .replace("timeout check 1s", "")
                .replace("/replica", "/health");

        assertThat(HaproxyReading.settings(FAST, changed))
                .isEqualTo(Map.of(
                        "inter", "9s",
                        "fastinter", "2s",
                        "fall", "4",
                        "rise", "1",
                        "on-marked-down", "off",
                        "timeout connect", "300ms",
                        "timeout check", "off",
                        "check-read", "OPTIONS /health"));
    }

    @Test
    void haproxysListenersMayDiffer() {
        String changed = HAPROXY.replaceFirst("default-server inter 1s", "default-server inter 7s");

        assertThat(HaproxyReading.settings(FAST, changed))
                .containsEntry("write.inter", "7s")
                .containsEntry("read.inter", "1s")
                .doesNotContainKey("inter")
                .containsEntry("fall", "4");
    }

    @Test
    void haproxyThatChecksThePoolerIsSeenToDoSo() {
        String checks = HAPROXY.replace(
                "option httpchk OPTIONS /primary",
                "option httpchk\n    http-check connect port 8008\n    http-check send meth OPTIONS uri /primary\n"
                        + "    http-check connect port 6432");

        assertThat(HaproxyReading.settings(FAST, checks))
                .containsEntry("check-pooler", "on")
                .doesNotContainKey("check-write");
        assertThat(HaproxyReading.settings(Map.of("check-pooler", "on"), HAPROXY))
                .containsEntry("check-pooler", "off");
    }

    @Test
    void aFileThatIsYoungerThanTheProcessIsNoEvidence() {
        assertThatThrownBy(() -> HaproxyReading.settings(FAST, StartedWith.CHANGED + "\n"))
                .hasMessage("/etc/lapse/haproxy.cfg was changed after the process had started");
    }

    @Test
    void patroniRunsWithWhatTheDcsHas() {
        Map<String, String> asked =
                Map.of("ttl", "20", "failsafe_mode", "on", "tags.clonefrom", "on", "loop_wait", "5");

        assertThat(PatroniReading.settings(
                        asked,
                        Json.read("{\"ttl\": 20, \"loop_wait\": 40, \"retry_timeout\": 10, \"failsafe_mode\": true,"
                                + "\"synchronous_mode\": \"quorum\", \"postgresql\": {\"use_slots\": true,"
                                + "\"use_pg_rewind\": false, \"parameters\": {\"wal_log_hints\": \"on\"}}}")))
                .isEqualTo(Map.of(
                        "ttl", "20",
                        "failsafe_mode", "on",
                        "tags.clonefrom", "on",
                        "loop_wait", "40",
                        "synchronous_mode", "quorum",
                        "postgresql.use_pg_rewind", "false"));
    }

    @Test
    void whatTheDcsNoLongerHasPatroniDoesNotRunWith() {
        assertThat(PatroniReading.settings(Map.of("failsafe_mode", "on"), Json.read("{\"ttl\": 30}")))
                .isEmpty();
    }

    @Test
    void whatANodesOwnFileSaysComesBeforeTheDcs() {
        assertThat(PatroniReading.settings(
                        Map.of(), Json.read("{\"tags\": {\"nosync\": true}, \"postgresql\": {\"pg_hba\": [\"x\"]}}")))
                .isEmpty();
    }

    @Test
    void aParameterThatWaitsForARestartIsAsItWas() {
        assertThat(PostgresReading.settings(
                        Map.of(),
                        Json.read("[" + row("max_connections", "200", "", "integer", "command line") + "]"),
                        Json.read("{\"max_connections\": \"300\"}"),
                        Map.of("max_connections", "200")))
                .isEmpty();
    }

    @Test
    void timingsThatPatroniRefusesAreNoEvidence() {
        assertThatThrownBy(() -> PatroniReading.settings(Map.of(), Json.read("{\"ttl\": \"30s\"}")))
                .hasMessageContaining("ttl 30s, which is no whole number");
        assertThatThrownBy(() -> PatroniReading.settings(Map.of(), Json.read("{}")))
                .hasMessage("GET /config showed nothing");
    }

    @Test
    void postgresqlRunsWithWhatItShows() {
        Map<String, String> asked = Map.of("wal_sender_timeout", "5s", "full_page_writes", "off", "work_mem", "8MB");

        assertThat(PostgresReading.settings(
                        asked,
                        Json.read("[" + row("wal_sender_timeout", "5000", "ms", "integer", "configuration file") + ","
                                + row("full_page_writes", "on", "", "bool", "configuration file") + ","
                                + row("work_mem", "4096", "kB", "integer", "default") + ","
                                + row("wal_keep_size", "128", "MB", "integer", "configuration file") + ","
                                + row("max_slot_wal_keep_size", "1024", "MB", "integer", "configuration file") + ","
                                + row("wal_receiver_timeout", "90000", "ms", "integer", "configuration file")
                                        .replace("false", "true")
                                + "]"),
                        Json.read("{\"wal_keep_size\": \"128MB\", \"max_slot_wal_keep_size\": \"1GB\"}"),
                        Map.of("wal_keep_size", "128MB")))
                .isEqualTo(Map.of(
                        "wal_sender_timeout", "5s",
                        "full_page_writes", "on",
                        "max_slot_wal_keep_size", "1024MB",
                        "wal_receiver_timeout", "90000ms"));
    }

    private static String row(String name, String setting, String unit, String type, String source) {
        return "{\"name\": \"%s\", \"setting\": \"%s\", \"unit\": %s, \"type\": \"%s\", \"source\": \"%s\", \"shown\": \"\","
                        .formatted(name, setting, unit.isEmpty() ? "null" : "\"" + unit + "\"", type, source)
                + " \"system\": false}";
    }

    @Test
    void pgbouncerRunsWithWhatItShows() {
        assertThat(PgBouncerReading.settings(
                        Map.of("server_login_retry", "1", "pool_mode", "session"),
                        "server_login_retry|1|15|yes\npool_mode|transaction|session|yes\nquery_timeout|7|0|yes\n"
                                + "max_client_conn|1000|100|yes\nunix_socket_mode|511|0777|no\nverbose|0||yes\n"))
                .isEqualTo(Map.of("server_login_retry", "1", "pool_mode", "transaction", "query_timeout", "7"));
        assertThat(PgBouncerReading.settings(
                        Map.of("server_login_retry", "1", "server_connect_timeout", "2"),
                        Recorded.answer("pgbouncer-show-config.txt")))
                .isEqualTo(Map.of(
                        "server_login_retry", "1",
                        "server_connect_timeout", "2",
                        "query_wait_timeout", "5"));
        assertThatThrownBy(() -> PgBouncerReading.settings(Map.of(), "")).hasMessage("SHOW CONFIG showed nothing");
    }

    @Test
    void keepalivedRunsWithWhatItsDataSay() {
        String data = Recorded.answer("keepalived-data.txt");

        assertThat(KeepalivedReading.settings(Map.of("advert_int", "0.3", "priority", "102"), data))
                .isEqualTo(Map.of("advert_int", "0.3", "priority", "102"));
        assertThat(KeepalivedReading.settings(Map.of("nopreempt", "off"), data))
                .isEqualTo(Map.of("advert_int", "0.3", "nopreempt", ""));
        assertThat(KeepalivedReading.settings(
                        Map.of("advert_int", "0.3"), data.replace("Preempt = disabled", "Preempt = enabled")))
                .containsEntry("nopreempt", "off");
        assertThat(KeepalivedReading.settings(Map.of("advert_int", "0.3", "preempt", ""), data))
                .containsEntry("preempt", "off")
                .doesNotContainKey("nopreempt");
        assertThatThrownBy(() -> KeepalivedReading.settings(Map.of(), "nothing"))
                .hasMessageContaining("no instance");
    }

    @Test
    void etcdRunsWithWhatItsLogTells() {
        String started = Recorded.answer("etcd-started.json");

        assertThat(EtcdReading.settings(
                        Map.of("election-timeout", "1000", "quota-backend-bytes", "5"), Json.read(started)))
                .isEqualTo(Map.of("election-timeout", "1000", "quota-backend-bytes", "5"));
        assertThat(EtcdReading.settings(Map.of("election-timeout", "5000"), Json.read(started)))
                .isEqualTo(Map.of("election-timeout", "1000"));
    }
}

package dev.lapse.scenario;

import static dev.lapse.scenario.ScenarioFolder.HEAD;
import static dev.lapse.scenario.ScenarioFolder.STEPS;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each component would refuse at its start, or take otherwise than it was meant: told by the reader, with its place. */
class SettingRulesTest {
    @TempDir
    private Path folder;

    private void isRefused(String lines, String message) {
        assertThat(new ScenarioFolder(folder).problems(HEAD + "timings: fixed\n" + lines + "\n" + STEPS))
                .startsWith("BAD_INPUT a.yaml:3:")
                .contains(message);
    }

    private void isTaken(String lines, String name, String value) {
        Optional<String> seen = new ScenarioFolder(folder)
                .read(HEAD + "timings: fixed\n" + lines + "\n" + STEPS).cluster().settings().values().values().stream()
                        .map(section -> Optional.ofNullable(((Map<String, String>) section).get(name)))
                        .flatMap(Optional::stream)
                        .findFirst();
        assertThat(seen).contains(value);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "postgresql: {parameters.max_connections: 50} | the parameters stand in the section itself; write postgresql: {max_connections: ...}",
                "postgresql: {parametres.max_connections: 50} | write postgresql: {max_connections: ...}",
                "postgresql: {parameters: {max_connections: 50}} | write postgresql: {max_connections: ...}",
                "postgresql: {wal_level: hot_standby} | \"hot_standby\" is called replica since PostgreSQL 9.6; write wal_level: replica",
                "postgresql: {wal_keep_segments: 8} | postgresql.wal_keep_segments is wal_keep_size since PostgreSQL 13; write wal_keep_size: 128MB",
                "postgresql: {unix_socket_permissions: 01000} | \"01000\" is out of range",
                "postgresql: {max_connections: 099} | with a zero before it PostgreSQL reads it in base 8",
                "postgresql: {max_connections: '0x5'} | \"0x5\" is out of range"
            })
    void whatPostgresqlWouldNotTake(String lines, String message) {
        isRefused(lines, message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "postgresql: {unix_socket_permissions: 0777} | unix_socket_permissions | 0777",
                "postgresql: {log_file_mode: \"0600\"} | log_file_mode | 0600",
                "postgresql: {max_connections: '0x64'} | max_connections | 0x64",
                "postgresql: {myapp.user: 5} | myapp.user | 5"
            })
    void whatPostgresqlTakes(String lines, String name, String value) {
        isTaken(lines, name, value);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "etcd: {heartbeat-interval: 500ms} | a.yaml:3:8: etcd.election-timeout must be >= 5 * heartbeat-interval, was 1000ms (etcd's default) < 5 * 500ms",
                "etcd: {election-timeout: 400} | a.yaml:3:8: etcd.election-timeout must be >= 5 * heartbeat-interval, was 400ms < 5 * 100ms (etcd's default)",
                "etcd: {election-timeout: 60s} | a.yaml:3:26: etcd.election-timeout must be <= 50000ms, was 60000ms",
                "etcd: {heartbeat-interval: 0} | etcd.heartbeat-interval must be > 0ms, was 0ms",
                "etcd: {experimental-enable-lease-checkpoint-persist: true} | needs experimental-enable-lease-checkpoint: true beside it"
            })
    void whatEtcdWouldNotStartWith(String lines, String message) {
        isRefused(lines, message);
    }
}

package dev.lapse.component;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.Entrance;
import dev.lapse.cluster.Remark;
import dev.lapse.scenario.Profile;
import dev.lapse.scenario.ScenarioFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How many connections HAProxy forgets, as it was measured, and what they fill. */
class ForgottenConnectionsTest {
    private static final Duration USUAL = Duration.ofMillis(20);

    @TempDir
    private Path folder;

    private static ClusterSpec byHand(String topology, String... set) {
        return ScenarioFile.byHand(topology, Profile.DEFAULT, List.of(set)).cluster();
    }

    /** With files of the user's own, as in the runs that were measured. */
    private ClusterSpec own(String server, String pooler, String... set) throws IOException {
        return own("check port 8008 inter 2s fall 3 " + server, "timeout connect 4s", pooler, set);
    }

    private ClusterSpec own(String server, String defaults, String pooler, String[] set) throws IOException {
        Files.writeString(
                folder.resolve("haproxy.cfg"), """
                defaults
                    mode tcp
                    DEFAULTS
                listen writes
                    bind *:5432
                    option httpchk OPTIONS /primary
                    server pg1 10.0.0.1:6432 SERVER
                    server pg2 10.0.0.2:6432 SERVER
                """.replace("DEFAULTS", defaults).replace("SERVER", server));
        Files.writeString(folder.resolve("pgbouncer.ini"), "[databases]\n* =\n[pgbouncer]\n" + pooler);
        Files.writeString(folder.resolve("a.yaml"), """
                name: a
                topology:
                  vip: false
                  hosts: {etcd1: [etcd], pg1: [patroni, pgbouncer], pg2: [patroni, pgbouncer], lb1: [haproxy]}
                  files: {haproxy: haproxy.cfg, pgbouncer: pgbouncer.ini}
                steps:
                  - steady: 10s
                """);
        return ScenarioFile.read(folder.resolve("a.yaml"), Profile.DEFAULT, List.of(set))
                .cluster();
    }

    private static ForgottenConnections of(ClusterSpec cluster) {
        return ForgottenConnections.of(cluster, Entrance.WRITE).orElseThrow();
    }

    /** 2 s to the first check, three that meet 2 s of silence, 2 s between them: 12 s, where 10.4 to 11.7 passed. */
    @Test
    void whatBeganBeforeTheServerIsMarkedDownIsForgotten() throws IOException {
        ForgottenConnections behind = of(own("on-marked-down shutdown-sessions", ""));

        assertThat(behind.window()).isEqualTo(Duration.ofSeconds(12));
        assertThat(behind.forgotten(USUAL)).isEqualTo(600); // measured: 505 to 583
        assertThat(behind.connections()).isEqualTo(100);
        assertThat(behind.leastPeriod()).isEqualTo(Duration.ofMillis(370));
        assertThat(behind.isNarrow()).isTrue();
        assertThat(behind.filledBy(USUAL).orElseThrow())
                .startsWith("pgbouncer.ini: max_client_conn 100 (where the file says nothing) may be full")
                .contains("client_login_timeout 60s", "every 20ms leaves up to 600 connections");
        assertThat(behind.filledBy(behind.leastPeriod())).isEmpty();
        assertThat(behind.filledBy(Duration.ofMillis(120))).isPresent(); // 100 of 100
        assertThat(behind.filledBy(Duration.ofMillis(122))).isEmpty();
    }

    @Test
    void haproxyForgetsNoLongerThanItConnects() throws IOException {
        String keywords = "check port 8008 inter 2s fall 3 on-marked-down shutdown-sessions";
        ForgottenConnections behind = of(own(keywords, "timeout connect 300ms", "", new String[0]));

        assertThat(behind.forgotten(USUAL)).isEqualTo(60); // measured: 61
        assertThat(behind.isNarrow()).isFalse();
        assertThat(of(own(keywords, "option tcplog", "", new String[0])).forgotten(USUAL))
                .isEqualTo(600); // HAProxy connects for ever
    }

    @Test
    void theLimitStandsInTheFileOrIsASetting() throws IOException {
        String shuts = "on-marked-down shutdown-sessions";

        assertThat(of(own(shuts, "max_client_conn = 150\nclient_login_timeout = 5\n")))
                .extracting(ForgottenConnections::place, ForgottenConnections::timeout)
                .containsExactly("pgbouncer.ini:4: max_client_conn 150", "client_login_timeout 5s");
        assertThat(of(own(shuts, "max_client_conn = 150\n", "pgbouncer.max_client_conn=300"))
                        .place())
                .isEqualTo("pgbouncer.max_client_conn 300");
        assertThat(of(own(shuts, "max_client_conn = 700\n")).isNarrow()).isFalse();
    }

    @Test
    void aServersOwnLimitKeepsTheOthersWaiting() throws IOException {
        ForgottenConnections behind = of(own("on-marked-down shutdown-sessions maxconn 50", ""));

        assertThat(behind.forgotten(USUAL)).isEqualTo(50); // measured: 50
        assertThat(behind.filledBy(USUAL)).isEmpty();
        assertThat(of(own("on-marked-down shutdown-sessions maxconn 0", "")).forgotten(USUAL))
                .isEqualTo(600);
        assertThat(of(byHand("no-pooler")).forgotten(USUAL)).isEqualTo(100);
    }

    @Test
    void withoutShutdownSessionsNothingIsForgotten() throws IOException {
        assertThat(ForgottenConnections.of(own("", ""), Entrance.WRITE)).isEmpty();
        assertThat(ForgottenConnections.of(byHand("reference", "haproxy.on-marked-down=off"), Entrance.WRITE))
                .isEmpty();
        assertThat(ForgottenConnections.of(byHand("reference", "haproxy.read.on-marked-down=off"), Entrance.READ))
                .isEmpty();
    }

    /** PostgreSQL 17 with 100 was full of 505, and with 300 it was not of 519. */
    @ParameterizedTest
    @CsvSource({"100, 200, true", "300, 600, false"})
    void postgresLetsTwiceAsManyBeginToLogIn(int most, long room, boolean narrow) {
        ForgottenConnections behind =
                of(byHand("no-pooler", "haproxy.maxconn=off", "postgresql.max_connections=" + most));

        assertThat(behind.connections()).isEqualTo(room);
        assertThat(behind.forgotten(Duration.ofMillis(24))).isEqualTo(500);
        assertThat(behind.filledBy(Duration.ofMillis(24)).isPresent()).isEqualTo(narrow);
        assertThat(behind.place())
                .isEqualTo("postgresql.max_connections " + most + " (PostgreSQL lets twice as many begin to log in)");
        assertThat(behind.timeout()).isEqualTo("authentication_timeout 60s");
    }

    @Test
    void lapsesOwnPoolerHasRoomForAllThatItsBalancerLetsIn() {
        ForgottenConnections behind = of(byHand("reference"));

        assertThat(behind.connections()).isEqualTo(5000);
        assertThat(behind.forgotten(USUAL)).isEqualTo(600);
        assertThat(LanePace.least(byHand("reference"), Entrance.WRITE)).isEmpty();
    }

    @Test
    void readersAreSpreadOverTheReplicas() {
        ForgottenConnections behind =
                ForgottenConnections.of(byHand("reference"), Entrance.READ).orElseThrow();

        assertThat(behind.servers()).isEqualTo(2);
        assertThat(behind.forgotten(USUAL)).isEqualTo(300);
    }

    @Test
    void aLaneThatGivesWayIsTold() {
        ClusterSpec cluster = byHand("reference", "pgbouncer.max_client_conn=100");

        assertThat(LanePace.least(cluster, Entrance.WRITE)).isEqualTo(Optional.of(Duration.ofMillis(370)));
        assertThat(notes(cluster))
                .containsExactly(
                        "pgbouncer.max_client_conn 100 may be full for a minute or so (client_login_timeout 60s)"
                                + " once a silent primary is back, with connections that HAProxy forgets of clients that connect"
                                + " more often; a lane without every connects every 370ms");
        assertThat(notes(byHand("reference"))).isEmpty();
    }

    private static Stream<String> notes(ClusterSpec cluster) {
        return Components.SHIPPED.remarks(cluster).stream()
                .map(Remark::message)
                .filter(message -> message.contains("a lane without every"));
    }
}

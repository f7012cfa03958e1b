package dev.lapse.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.scenario.Profile;
import dev.lapse.scenario.Scenario;
import dev.lapse.scenario.ScenarioFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BalancerRulesTest {
    @Test
    void aPoolerThatNoCheckAsksIsAnError() {
        Design design = Designs.topology("reference");
        Concern concern = Designs.of(design, UnseenPooler.NAME).orElseThrow();

        assertThat(concern.severity()).isEqualTo(Severity.ERROR);
        Designs.assertCures(design, concern);
    }

    @Test
    void withoutAPoolerThereIsNoneToAsk() {
        assertThat(Designs.of(Designs.topology("no-pooler"), UnseenPooler.NAME)).isEmpty();
    }

    @Test
    void sessionsThatAreNotEndedAreAnError() {
        Design design = Designs.topology("reference", "haproxy.on-marked-down=off", "haproxy.timeout server=7m");
        Concern concern = Designs.of(design, KeptSessions.NAME).orElseThrow();

        assertThat(concern.severity()).isEqualTo(Severity.ERROR);
        assertThat(concern.arithmetic().get(0)).contains("timeout server 7m");
        Designs.assertCures(design, concern);
        assertThat(Designs.of(Designs.topology("reference"), KeptSessions.NAME)).isEmpty();
    }

    @Test
    void sessionsOfReadersThatAreNotEndedAreAWarning() {
        Design design = Designs.topology("reference", "haproxy.read.on-marked-down=off");
        Concern concern = Designs.of(design, KeptSessions.NAME).orElseThrow();

        assertThat(concern.severity()).isEqualTo(Severity.WARNING);
        assertThat(concern.what()).endsWith("in the listener for reads");
        Designs.assertCures(design, concern);
    }

    @Test
    void anAddressThatMovesBackIsTold() {
        for (String setting : List.of("keepalived.nopreempt=off", "keepalived.preempt=on")) {
            Design design = Designs.topology("reference", setting);
            Concern concern = Designs.of(design, Preemption.NAME).orElseThrow();

            assertThat(concern.severity()).isEqualTo(Severity.WARNING);
            Designs.assertCures(design, concern);
        }
        assertThat(Designs.of(Designs.topology("reference", "keepalived.preempt=off"), Preemption.NAME))
                .isEmpty();
    }

    @Test
    void aPoolerThatForgottenConnectionsFillIsAWarning() {
        Design design = Designs.topology("reference", "pgbouncer.max_client_conn=100");
        Concern concern = Designs.of(design, ForgottenClients.NAME).orElseThrow();

        assertThat(concern.severity()).isEqualTo(Severity.WARNING);
        assertThat(concern.what()).startsWith("pgbouncer.max_client_conn 100 ");
        assertThat(concern.arithmetic().get(0)).contains("up to 600 forgotten, where 100 have room");
        assertThat(concern.cures())
                .extracting(Cure::settings)
                .containsExactly(Map.of("pgbouncer.max_client_conn", "1000"), Map.of("haproxy.maxconn", "50"));
        Designs.assertCures(design, concern);
        Designs.assertNotCured(design, ForgottenClients.NAME, Map.of("pgbouncer.max_client_conn", "600"));
        assertThat(Designs.of(Designs.topology("reference"), ForgottenClients.NAME))
                .isEmpty();
    }

    @Test
    void aBalancerThatTheyFillForGoodIsAnError(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("haproxy.cfg"), """
                global
                    maxconn 100
                defaults
                    mode tcp
                    timeout connect 4s
                    retries 2
                listen writes
                    bind *:5432
                    option httpchk OPTIONS /primary
                    default-server on-marked-down shutdown-sessions maxconn 60
                    server pg1 10.0.0.1:5432 check port 8008
                    server pg2 10.0.0.2:5432 check port 8008
                """);
        Files.writeString(folder.resolve("a.yaml"), """
                name: a
                topology:
                  vip: false
                  hosts: {etcd1: [etcd], pg1: [patroni], pg2: [patroni], lb1: [haproxy]}
                  files: {haproxy: haproxy.cfg}
                steps:
                  - steady: 10s
                """);
        Scenario scenario = ScenarioFile.read(folder.resolve("a.yaml"), Profile.DEFAULT, List.of());
        Concern concern = Designs.of(
                        new Design(scenario.cluster(), scenario.lanes(), Circumstances.UNKNOWN), ForgottenClients.NAME)
                .orElseThrow();

        assertThat(concern.severity()).isEqualTo(Severity.ERROR);
        assertThat(concern.what()).isEqualTo("haproxy.cfg:2: maxconn 100 fills for good while a primary is silent");
        assertThat(concern.arithmetic().get(0)).contains("600 that HAProxy connects for at once");
    }

    @Test
    void withoutAPoolerItIsPostgresThatTheyFill() {
        Design design = Designs.topology("no-pooler", "haproxy.maxconn=off", "postgresql.max_connections=200");
        Concern concern = Designs.of(design, ForgottenClients.NAME).orElseThrow();

        assertThat(concern.cures()).extracting(Cure::settings).containsExactly(Map.of("haproxy.maxconn", "200"));
        Designs.assertCures(design, concern);
    }

    @Test
    void withoutItsKeywordsHaproxyChecksByItsOwn() {
        Design design = Designs.topology("reference", "haproxy.inter=off", "haproxy.fall=off", "haproxy.rise=off");

        assertThat(Designs.of(design, "two-servers-up.switchover")
                        .orElseThrow()
                        .arithmetic()
                        .get(0))
                .contains("inter 2s + (fall 3 - 1) * fastinter 2s");
    }
}

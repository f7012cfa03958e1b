package dev.lapse.lint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

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

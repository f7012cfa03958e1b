package dev.lapse.lint;

import static org.assertj.core.api.Assertions.assertThat;

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
}

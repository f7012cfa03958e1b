package dev.lapse.lint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
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
    void withoutItsKeywordsHaproxyChecksByItsOwn() {
        Design design = Designs.topology("reference", "haproxy.inter=off", "haproxy.fall=off", "haproxy.rise=off");

        assertThat(Designs.of(design, "two-servers-up.switchover")
                        .orElseThrow()
                        .arithmetic()
                        .get(0))
                .contains("inter 2s + (fall 3 - 1) * fastinter 2s");
    }
}

package dev.lapse.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LeasePhaseTest {
    private static final Duration LOOP = Duration.ofSeconds(10);

    @Test
    void shareIsOfLoopWait() {
        assertThat(new LeasePhase("0.5").sinceRenewal(LOOP)).isEqualTo(Duration.ofSeconds(5));
        assertThat(LeasePhase.at(0).sinceRenewal(LOOP)).isZero();
    }

    @Test
    void wordsKeepClearOfTheRenewal() {
        assertThat(LeasePhase.AFTER_RENEWAL.sinceRenewal(LOOP)).isPositive().isLessThan(Duration.ofMillis(200));
        assertThat(LeasePhase.BEFORE_RENEWAL.sinceRenewal(LOOP))
                .isLessThan(LOOP)
                .isGreaterThan(Duration.ofMillis(9_800));
    }

    @Test
    void sameShareIsTheSamePhase() {
        assertThat(new LeasePhase("0.50")).isEqualTo(LeasePhase.at(0.5));
        assertThat(LeasePhase.at(0.5)).hasToString("0.5");
    }

    @Test
    void wholeLoopIsTheNextRenewal() {
        assertThatThrownBy(() -> new LeasePhase("1")).hasMessage("phase must be >= 0 and < 1, was 1");
        assertThatThrownBy(() -> new LeasePhase("-0.1")).hasMessage("phase must be >= 0 and < 1, was -0.1");
    }
}

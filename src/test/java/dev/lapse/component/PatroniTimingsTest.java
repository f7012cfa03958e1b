package dev.lapse.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PatroniTimingsTest {
    @Test
    void whatIsNotSetHasPatronisDefault() {
        assertThat(from(Map.of())).isEqualTo(new PatroniTimings(30, 10, 10)).isEqualTo(PatroniTimings.DEFAULT);
        assertThat(from(Map.of("loop_wait", "2"))).isEqualTo(new PatroniTimings(30, 2, 10));
    }

    @Test
    void whatIsSetMustBeAWholeNumber() {
        assertThatThrownBy(() -> from(Map.of("ttl", "30s"))).isInstanceOf(NumberFormatException.class);
    }

    @Test
    void defaultsFitAndStayAsTheyAre() {
        assertThat(PatroniTimings.DEFAULT.fitsTtl()).isTrue();
        assertThat(PatroniTimings.DEFAULT.adjusted()).isEqualTo(PatroniTimings.DEFAULT);
        assertThat(PatroniTimings.FLOOR.adjusted()).isEqualTo(PatroniTimings.FLOOR);
    }

    @Test
    void valuesBelowTheFloorsAreRaised() {
        assertThat(new PatroniTimings(5, 0, 1).adjusted()).isEqualTo(new PatroniTimings(20, 1, 3));
    }

    @Test
    void loopWaitGivesWayFirst() {
        PatroniTimings asked = new PatroniTimings(20, 10, 9);
        assertThat(asked.neededSeconds()).isEqualTo(28);
        assertThat(asked.fitsTtl()).isFalse();
        assertThat(asked.adjusted()).isEqualTo(new PatroniTimings(20, 2, 9));
    }

    @Test
    void retryTimeoutGivesWayWhenLoopWaitCannot() {
        assertThat(new PatroniTimings(20, 10, 10).adjusted()).isEqualTo(new PatroniTimings(20, 1, 9));
    }

    @Test
    void patroniAdjustsFromVersion32On() {
        assertThat(PatroniTimings.isAdjustedBy("3.0.2")).isFalse();
        assertThat(PatroniTimings.isAdjustedBy("3.2.0")).isTrue();
        assertThat(PatroniTimings.isAdjustedBy("4")).isTrue();
    }

    @Test
    void settingsHavePatronisNames() {
        assertThat(new PatroniTimings(20, 2, 3).settings())
                .containsExactly(Map.entry("ttl", "20"), Map.entry("loop_wait", "2"), Map.entry("retry_timeout", "3"));
        assertThat(PatroniTimings.names()).containsExactly("ttl", "loop_wait", "retry_timeout");
    }

    private static PatroniTimings from(Map<String, String> settings) {
        return PatroniTimings.from(name -> Optional.ofNullable(settings.get(name)));
    }
}

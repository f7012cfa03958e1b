package dev.lapse.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lapse.cluster.LapseException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SweepTest {
    @Test
    void bothEndsAreAmongTheValuesWhateverTheStep() {
        assertThat(Sweep.parse("patroni.ttl=20s..30s/4s").values()).containsExactly("20s", "24s", "28s", "30s");
    }

    @Test
    void withoutAStepThereAreAboutTen() {
        assertThat(Sweep.parse("patroni.ttl=20s..40s").values()).hasSize(11).contains("22s");
        assertThat(Sweep.parse("haproxy.fall=1..4").values()).containsExactly("1", "2", "3", "4");
    }

    @Test
    void endsInUnitsOfTheirOwnAreMilliseconds() {
        assertThat(Sweep.parse("haproxy.inter=500ms..2s/500ms").values())
                .containsExactly("500ms", "1000ms", "1500ms", "2000ms");
    }

    @Test
    void unitsInCapitalsAreUnitsToo() {
        assertThat(Sweep.parse("postgresql.work_mem=1MB..3MB").values()).containsExactly("1MB", "2MB", "3MB");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "patroni.ttl=20s | expected NAME=FROM..TO",
                "ttl=20s..40s | expected NAME=FROM..TO",
                "patroni.ttl=40s..20s | expected FROM < TO, was 40s and 20s",
                "patroni.ttl=20s..40s/0s | expected a step > 0s, was 0s",
                "patroni.ttl=a..b | expected numbers",
                "haproxy.inter=1ms..3s/1ms | expected at most 100 values"
            })
    void whatIsNoneIsRefusedWithWhatWasExpected(String text, String why) {
        assertThatThrownBy(() -> Sweep.parse(text))
                .isInstanceOf(LapseException.class)
                .hasMessageStartingWith("--sweep " + text + ": ")
                .hasMessageContaining(why);
    }
}

package dev.lapse.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class FiguresTest {
    @Test
    void lengthsHaveTheUnitThatFits() {
        assertThat(Figures.length(Duration.ZERO)).isEqualTo("0ms");
        assertThat(Figures.length(Duration.ofNanos(420_000))).isEqualTo("0.42ms");
        assertThat(Figures.length(Duration.ofMillis(5))).isEqualTo("5ms");
        assertThat(Figures.length(Duration.ofMillis(640))).isEqualTo("640ms");
        assertThat(Figures.length(Duration.ofNanos(999_700_000))).isEqualTo("1.00s");
        assertThat(Figures.length(Duration.ofMillis(22_041))).isEqualTo("22.04s");
    }

    @Test
    void sharesAreNeverRoundedToNothingOrAll() {
        assertThat(Figures.percent(0)).isEqualTo("0%");
        assertThat(Figures.percent(0.0004)).isEqualTo("<0.1%");
        assertThat(Figures.percent(0.061)).isEqualTo("6.1%");
        assertThat(Figures.percent(0.503)).isEqualTo("50%");
        assertThat(Figures.percent(0.9996)).isEqualTo(">99.9%");
        assertThat(Figures.percent(1)).isEqualTo("100%");
    }

    @Test
    void wrappedTextBreaksAtSpacesAndLongWordsWhereItMust() {
        assertThat(Columns.wrap("no answer from 10.77.0.11", 12)).containsExactly("no answer", "from", "10.77.0.11");
        assertThat(Columns.wrap("abcdefghij", 4)).containsExactly("abcd", "efgh", "ij");
        assertThat(Columns.wrap("", 4)).containsExactly("");
    }
}

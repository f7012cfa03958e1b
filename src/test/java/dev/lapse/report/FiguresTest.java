package dev.lapse.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.oracle.Interval;
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
    void intervalsAreRoundedOutwardAsTheyAreInSentences() {
        assertThat(Figures.interval(interval(20_746, 22_003))).isEqualTo("20.74s to 22.01s");
        assertThat(Figures.interval(interval(0, 550))).isEqualTo("0 to 550ms");
        assertThat(Figures.interval(interval(20_000, 38_800))).isEqualTo("20.00s to 38.80s");
    }

    private static Interval interval(long fromMillis, long toMillis) {
        return new Interval(Duration.ofMillis(fromMillis), Duration.ofMillis(toMillis));
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

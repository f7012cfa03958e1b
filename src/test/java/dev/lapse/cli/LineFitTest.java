package dev.lapse.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lapse.cli.LineFit.Point;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineFitTest {
    @Test
    void pointsOnALineHaveItsSlopeAndNoError() {
        LineFit fit = LineFit.of(List.of(new Point(0, 24), new Point(2.5, 21.5), new Point(5, 19)));

        assertThat(fit.slope()).isCloseTo(-1, within(1e-9));
        assertThat(fit.error()).isCloseTo(0, within(1e-9));
        assertThat(fit.points()).isEqualTo(3);
    }

    /** By hand: means 1.5 and 2, slope (1.5 + 0 + 0 + 1.5) / 5; off by -0.1, 0.3, -0.3, 0.1. */
    @Test
    void errorIsWhatTheLineLeavesOver() {
        LineFit fit = LineFit.of(List.of(new Point(0, 1), new Point(1, 2), new Point(2, 2), new Point(3, 3)));

        assertThat(fit.slope()).isCloseTo(0.6, within(1e-9));
        assertThat(fit.error()).isCloseTo(Math.sqrt(0.20 / 2 / 5), within(1e-9));
    }

    @Test
    void slopeIsAllowedAsFarAsTheErrorReaches() {
        LineFit fit = new LineFit(-0.9, 0.1, 12);

        assertThat(fit.allows(-1)).isTrue();
        assertThat(fit.allows(-0.6)).isFalse();
        assertThat(fit.allows(0)).isFalse();
    }

    @Test
    void twoPointsSayNothingOfTheError() {
        LineFit fit = LineFit.of(List.of(new Point(0, 1), new Point(1, 0)));

        assertThat(fit.slope()).isEqualTo(-1);
        assertThat(fit.allows(-1)).isFalse();
    }

    @Test
    void pointsAboveEachOtherHaveNoSlope() {
        assertThatThrownBy(() -> LineFit.of(List.of(new Point(1, 1), new Point(1, 2))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("differ in x");
    }
}

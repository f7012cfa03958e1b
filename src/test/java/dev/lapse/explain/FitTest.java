package dev.lapse.explain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.oracle.Interval;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FitTest {
    private static final Optional<Interval> PREDICTED =
            Optional.of(new Interval(Duration.ofSeconds(25), Duration.ofSeconds(38)));

    private static Fit fit(long millis, long resolutionMillis) {
        return Fit.of(PREDICTED, millis * 1_000_000, resolutionMillis * 1_000_000);
    }

    @Test
    void lengthInsideIsWithinAndBothEndsAreInside() {
        assertThat(fit(25_000, 20)).isEqualTo(Fit.WITHIN);
        assertThat(fit(38_000, 0)).isEqualTo(Fit.WITHIN);
    }

    @Test
    void lengthIsAboveOnlyWithAllThatItsResolutionLeavesOpen() {
        assertThat(fit(38_040, 40)).isEqualTo(Fit.WITHIN);
        assertThat(fit(38_041, 40)).isEqualTo(Fit.ABOVE);
    }

    @Test
    void lengthThatIsNoLongerThanWasSeenIsBelow() {
        assertThat(fit(24_999, 40)).isEqualTo(Fit.BELOW);
    }

    @Test
    void withoutAPredictionThereIsNoFormula() {
        assertThat(Fit.of(Optional.empty(), 1, 0)).isEqualTo(Fit.NO_FORMULA);
    }
}

package dev.lapse.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class QuantilesTest {
    @Test
    void quantileIsOneOfTheValues() {
        Quantiles four = Quantiles.of(LongStream.of(40, 10, 30, 20));

        assertThat(four.nanos(50)).isEqualTo(20);
        assertThat(four.nanos(51)).isEqualTo(30);
        assertThat(four.nanos(99)).isEqualTo(40);
        assertThat(four.nanos(100)).isEqualTo(40);
        assertThat(four.nanos(0)).isEqualTo(10);
    }

    @Test
    void valuesAreNotRounded() {
        assertThat(Quantiles.of(LongStream.of(123_456_789_123L)).duration(99))
                .isEqualTo(Duration.ofNanos(123_456_789_123L));
    }

    @Test
    void ofNothingTheyAreZero() {
        Quantiles none = Quantiles.of(LongStream.empty());

        assertThat(none.isEmpty()).isTrue();
        assertThat(none.nanos(99)).isZero();
        assertThat(none.duration(50)).isZero();
    }
}

package dev.lapse.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DurationTextTest {
    @ParameterizedTest
    @CsvSource({"500us, PT0.0005S", "20ms, PT0.02S", "60s, PT60S", "1.5s, PT1.5S", "2m, PT2M", "2min, PT2M", "1h, PT1H"
    })
    void readsANumberAndAUnit(String text, Duration expected) {
        assertThat(DurationText.parse(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "60 | \"60\" needs a unit, such as 60ms or 60s",
                "60 s | \"60 s\" is not a duration; write a number and one of us, ms, s, m, min, h, such as 60s",
                "-1s | \"-1s\" is not a duration; write a number and one of us, ms, s, m, min, h, such as 60s",
                "0.0001us | \"0.0001us\" is finer than a nanosecond or longer than 292 years",
                "9999999999s | \"9999999999s\" is finer than a nanosecond or longer than 292 years"
            })
    void saysWhatIsWrongWithAText(String text, String message) {
        assertThatThrownBy(() -> DurationText.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource({"PT0S, 0s", "PT0.0005S, 500us", "PT0.02S, 20ms", "PT2M, 120s", "PT10.1S, 10.1s"})
    void writesTheShortestExactText(Duration duration, String expected) {
        assertThat(DurationText.of(duration)).isEqualTo(expected);
    }

    @Property
    void whatIsWrittenReadsBackEqual(@ForAll @LongRange(min = 0) long nanos) {
        Duration duration = Duration.ofNanos(nanos);

        assertThat(DurationText.parse(DurationText.of(duration))).isEqualTo(duration);
    }
}

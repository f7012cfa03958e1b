package dev.lapse.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.check.Expectation;
import dev.lapse.check.Measurements;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MeasuredLimitsTest {
    @Test
    void everyOfferIsAnExpectationThatTheRunMeets() {
        List<MeasuredLimits.Offer> offers =
                MeasuredLimits.of(SampleRun.judgement().measurements());

        assertThat(offers)
                .extracting(MeasuredLimits.Offer::check)
                .contains(
                        Expectation.Check.WRITE_OUTAGE,
                        Expectation.Check.READ_OUTAGE,
                        Expectation.Check.LOST_WRITES,
                        Expectation.Check.DUAL_PRIMARY,
                        Expectation.Check.FAILOVERS);
        for (MeasuredLimits.Offer offer : offers) {
            assertThat(offer.limit()).as(offer.toString()).isPresent();
            assertThat(Expectation.parse(
                                    offer.check().text() + "=" + offer.limit().get())
                            .check())
                    .isEqualTo(offer.check());
        }
        assertThat(offers.get(0).measured()).matches("\\d+\\.\\d\\ds \\(at least \\d+\\.\\d\\ds\\)");
        assertThat(offers)
                .contains(new MeasuredLimits.Offer(
                        Expectation.Check.LOST_WRITES, Optional.of("4"), "3 of 3913 acknowledged"));
    }

    @Test
    void anOutageThatIsStillOpenIsToldAndNotOffered() {
        Measurements open = Judgements.censored().measurements();

        assertThat(MeasuredLimits.of(open))
                .contains(new MeasuredLimits.Offer(
                        Expectation.Check.WRITE_OUTAGE,
                        Optional.empty(),
                        "more than 71.00s (at least 70.96s), the probe was late by up to 30ms, still open"));
    }

    @Test
    void ofARunThatSawNothingNothingIsOfferedButThatNothingHappened() {
        assertThat(MeasuredLimits.of(Judgements.empty().measurements()))
                .containsExactly(new MeasuredLimits.Offer(Expectation.Check.FAILOVERS, Optional.of("0"), "0"));
    }

    @Test
    void thereIsRoomAboveWhatWasMeasured() {
        assertThat(MeasuredLimits.above(Duration.ofMillis(21_400))).isEqualTo("25s");
        assertThat(MeasuredLimits.above(Duration.ofMillis(64))).isEqualTo("100ms");
        assertThat(MeasuredLimits.above(Duration.ofSeconds(183))).isEqualTo("215s");
    }
}

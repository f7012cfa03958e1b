package dev.lapse.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.check.Expectation;
import dev.lapse.check.LaneMeasure;
import dev.lapse.check.Measurements;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
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
    void whereALaneNeverHadAnOkNoLimitIsOfferedForItsKind() {
        Measurements measured = SampleRun.judgement().measurements();
        LaneMeasure first = measured.lanes().get(0);
        List<LaneMeasure> lanes = Stream.concat(
                        Stream.of(neverOk(first)), measured.lanes().stream().skip(1))
                .toList();

        assertThat(MeasuredLimits.of(with(measured, lanes)))
                .filteredOn(offer -> offer.check() == Expectation.Check.WRITE_OUTAGE)
                .singleElement()
                .satisfies(offer -> {
                    assertThat(offer.limit()).isEmpty();
                    assertThat(offer.measured())
                            .endsWith("lane " + first.lane().name() + " never had an OK, so no limit is known");
                });
        assertThat(MeasuredLimits.of(with(measured, lanes)))
                .filteredOn(offer -> offer.check() == Expectation.Check.READ_OUTAGE)
                .allSatisfy(offer -> assertThat(offer.limit()).isPresent());
    }

    private static LaneMeasure neverOk(LaneMeasure lane) {
        return new LaneMeasure(
                lane.lane(),
                lane.floor(),
                lane.attempts(),
                0,
                lane.attempts(),
                0,
                0,
                lane.latenessP50(),
                lane.latenessP99(),
                lane.latenessMax(),
                lane.latencyP50(),
                lane.latencyP99(),
                List.of(),
                List.of(),
                lane.pool(),
                lane.health(),
                Map.of());
    }

    private static Measurements with(Measurements whole, List<LaneMeasure> lanes) {
        return new Measurements(
                whole.faults(),
                lanes,
                Optional.empty(),
                whole.writes(),
                whole.dualPrimary(),
                whole.lastWritable(),
                whole.reads(),
                whole.failovers(),
                whole.rejoins(),
                whole.failedRejoins(),
                whole.promotions(),
                whole.deposed(),
                whole.explained());
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

package dev.lapse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.cli.OracleTable.ExperimentOutcome;
import dev.lapse.explain.Fit;
import dev.lapse.oracle.Interval;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OracleTableTest {
    private static Interval millis(long from, long to) {
        return new Interval(Duration.ofMillis(from), Duration.ofMillis(to));
    }

    private static OracleReading reading(
            OracleExperiment experiment, int run, long phase, Interval predicted, Interval measured) {
        return new OracleReading(
                experiment.text(),
                "phase-" + phase,
                run,
                "write-haproxy",
                OracleReading.OUTAGE,
                Optional.of(millis(phase, phase)),
                Optional.of(predicted),
                measured,
                "reports/" + experiment.text() + "/" + phase + "-" + run);
    }

    /** Twelve outages of 24 s less the phase as often as the slope says, each a little off. */
    private static List<OracleReading> sweep(OracleExperiment experiment, double slope) {
        List<OracleReading> readings = new ArrayList<>();
        for (int setting = 0; setting < 4; setting++) {
            for (int run = 1; run <= 3; run++) {
                long phase = setting * 500L;
                long length = 24_000 + Math.round(slope * phase) + 50L * (run - 2);
                readings.add(reading(
                        experiment, run, phase, millis(length - 400, length + 400), millis(length - 20, length)));
            }
        }
        return readings;
    }

    @Test
    void measuredLengthIsJudgedByHowFarItIsOutside() {
        OracleExperiment any = OracleExperiment.TTL;
        Interval predicted = millis(20_000, 24_000);
        OracleReading within = reading(any, 1, 0, predicted, millis(23_990, 24_010));
        OracleReading above = reading(any, 1, 0, predicted, millis(24_300, 24_320));
        OracleReading below = reading(any, 1, 0, predicted, millis(19_000, 19_020));

        assertThat(within.fit()).isEqualTo(Fit.WITHIN);
        assertThat(within.residual()).isEqualTo(Duration.ZERO);
        assertThat(above.fit()).isEqualTo(Fit.ABOVE);
        assertThat(above.residual()).isEqualTo(Duration.ofMillis(300));
        assertThat(below.fit()).isEqualTo(Fit.BELOW);
        assertThat(below.residual()).isEqualTo(Duration.ofMillis(-980));
    }

    @Test
    void sweepWithTheExpectedSlopeConfirms() {
        List<OracleReading> readings = sweep(OracleExperiment.CRASH_PHASE, -1);

        assertThat(OracleTable.outcome(OracleExperiment.CRASH_PHASE, readings)).isEqualTo(ExperimentOutcome.CONFIRMED);
        assertThat(OracleTable.of(OracleExperiment.CRASH_PHASE, readings))
                .containsPattern(
                        "\nphase-500 +write-haproxy +outage +3 +0.50 to 0.50 +23.05 to 23.95 +23.43 to 23.55 +0 +3 of 3\n")
                .containsPattern(
                        "slope of outage of write-haproxy .*: -1.00 \\+- 0.\\d\\d \\(12 runs\\); expected -1: it is\n")
                .contains("the promotion, HAProxy's rise of the new server: CONFIRMED\n");
    }

    @Test
    void sweepWithAnotherSlopeContradictsThoughEachLengthIsWithin() {
        List<OracleReading> readings = sweep(OracleExperiment.ETCD_CUT_PHASE, -1);

        assertThat(readings).extracting(OracleReading::fit).containsOnly(Fit.WITHIN);
        assertThat(OracleTable.of(OracleExperiment.ETCD_CUT_PHASE, readings))
                .contains("expected 0: it is not")
                .contains(": CONTRADICTED\n");
    }

    @Test
    void oneLengthOutsideContradictsAndIsNamedWithItsReport() {
        List<OracleReading> readings = new ArrayList<>(sweep(OracleExperiment.CRASH_PHASE, -1));
        readings.add(reading(OracleExperiment.CRASH_PHASE, 4, 500, millis(23_000, 24_000), millis(24_480, 24_500)));

        assertThat(OracleTable.of(OracleExperiment.CRASH_PHASE, readings))
                .containsPattern("phase-500 .* \\+0.48 +3 of 4\n")
                .contains(
                        ": CONTRADICTED\n  crash-phase phase-500 #4, outage of write-haproxy: predicted 23.00 to 24.00,"
                                + " measured 24.48 to 24.50: ABOVE by +0.48s, report reports/crash-phase/500-4\n");
    }

    @Test
    void fewRunsAndUnknownPhasesLeaveItOpen() {
        List<OracleReading> one = sweep(OracleExperiment.CRASH_PHASE, -1).subList(0, 1);

        assertThat(OracleTable.outcome(OracleExperiment.CRASH_PHASE, one)).isEqualTo(ExperimentOutcome.OPEN);
        assertThat(OracleTable.of(OracleExperiment.CRASH_PHASE, one)).doesNotContain("slope of ");
    }

    @Test
    void phasesThatWereMissedCannotTellASlope() {
        List<OracleReading> near = List.of(
                reading(OracleExperiment.CRASH_PHASE, 1, 0, millis(23_000, 25_000), millis(24_000, 24_020)),
                reading(OracleExperiment.CRASH_PHASE, 2, 10, millis(23_000, 25_000), millis(23_700, 23_720)),
                reading(OracleExperiment.CRASH_PHASE, 3, 20, millis(23_000, 25_000), millis(24_100, 24_120)));

        assertThat(OracleTable.of(OracleExperiment.CRASH_PHASE, near))
                .contains("expected -1: cannot be told from 0")
                .contains(": OPEN\n");
    }

    @Test
    void lengthsWithoutAFormulaConfirmNothing() {
        OracleReading one = reading(OracleExperiment.TTL, 1, 0, Interval.NONE, millis(1_000, 1_020));
        List<OracleReading> readings = List.of(new OracleReading(
                one.experiment(),
                one.setting(),
                1,
                one.lane(),
                one.what(),
                Optional.empty(),
                Optional.empty(),
                one.measured(),
                one.report()));

        assertThat(OracleTable.of(OracleExperiment.TTL, readings))
                .containsPattern("outage +1 +not known +not known +1.00 to 1.02 +NO FORMULA")
                .contains("the lease: OPEN");
    }
}

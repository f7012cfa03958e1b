package dev.lapse.check;

import static dev.lapse.check.Story.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.cluster.NodeName;
import dev.lapse.explain.Explained;
import dev.lapse.explain.Fit;
import dev.lapse.history.History;
import dev.lapse.history.LaneKind;
import dev.lapse.history.LeaseRenewed;
import dev.lapse.oracle.Oracle;
import dev.lapse.scenario.Profile;
import dev.lapse.scenario.ScenarioFile;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A loss of the primary, for which 25 to 38.8 s are predicted, or less than that at a known phase of the lease. */
class PredictedOutagesTest {
    private static final long FAULT = 10_000;

    private static final Oracle REFERENCE = Oracle.of(
            ScenarioFile.byHand("reference", Profile.DEFAULT, List.of()).cluster());

    private static Story outFor(long millis) {
        return Story.begin()
                .lane(WRITE, LaneKind.WRITE)
                .step("steady#1", 0, FAULT)
                .step("inject#1", FAULT, FAULT + 60)
                .step("hold#1", FAULT + 60, 70_000)
                .step("heal#1", 70_000, 71_000)
                .leader(0, "pg1")
                .fault("pg1", FAULT + 20, 70_500)
                .ok(WRITE, 0, FAULT)
                .failed(WRITE, FAULT, FAULT + millis)
                .ok(WRITE, FAULT + millis, 80_000)
                .close(WRITE, 80_000)
                .ended(80_000, "completed");
    }

    private static Story renewedAt(long millis, Story story) {
        return story.add(
                new LeaseRenewed(Story.nanos(millis), new NodeName("pg1"), LeaseRenewed.By.HOLDER, Story.nanos(50)));
    }

    private static Finding finding(Story story, Optional<Oracle> oracle, String expectation) {
        return Judge.judge(story.history(), oracle, Expectation.parse(expectation))
                .get(0);
    }

    private static Finding finding(Story story) {
        return finding(story, Optional.of(REFERENCE), "write_outage=predicted");
    }

    @Test
    void outageWithinWhatIsPredictedForItsPhasePasses() {
        Finding finding = finding(renewedAt(8_150, outFor(35_300)));

        assertThat(finding.verdict()).isEqualTo(Verdict.PASS);
        assertThat(finding.limit()).isEqualTo("predicted");
        assertThat(finding.measured()).contains("; predicted 33.08s to 36.94s");
        assertThat(finding.account().seen())
                .contains("; predicted 33.08s to 36.94s, 1.895s after a renewal of the lease");
    }

    @Test
    void runWithoutAnInjectionHasNothingPredictedAndIsNoPass() {
        Story story = Story.begin()
                .lane(WRITE, LaneKind.WRITE)
                .step("steady#1", 0, FAULT)
                .step("hold#1", FAULT, 70_000)
                .ok(WRITE, 0, 70_000)
                .close(WRITE, 70_000)
                .ended(70_000, "completed");

        Finding finding = finding(story);

        assertThat(finding.verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(finding.account().sure()).contains("nothing was injected, so nothing is predicted");
    }

    @Test
    void outageAboveItFailsAndSaysByHowMuch() {
        Finding finding = finding(renewedAt(8_150, outFor(45_000)));

        assertThat(finding.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(finding.account().sure()).contains("8.089s above the predicted 33.08s to 36.94s, most in phase");
    }

    @Test
    void verdictIsTheOneOfTheExplanation() {
        Set<Fit> fits = EnumSet.noneOf(Fit.class);
        for (long millis = 32_900; millis < 37_300; millis += 50) {
            History history = renewedAt(8_150, outFor(millis)).history();
            Fit fit = Measure.of(RunLog.of(history), history, Optional.of(REFERENCE))
                    .explained()
                    .get(0)
                    .fit();
            Finding finding = Judge.judge(history, Optional.of(REFERENCE), Expectation.parse("write_outage=predicted"))
                    .get(0);

            assertThat(finding.verdict())
                    .as("%d ms, %s: %s", millis, fit, finding.account().sure())
                    .isEqualTo(
                            switch (fit) {
                                case WITHIN -> Verdict.PASS;
                                case ABOVE -> Verdict.FAIL;
                                case BELOW, NO_FORMULA -> Verdict.UNKNOWN;
                            });
            fits.add(fit);
        }
        assertThat(fits).containsExactlyInAnyOrder(Fit.BELOW, Fit.WITHIN, Fit.ABOVE);
    }

    @Test
    void outageBelowItIsUnknownSinceTheFaultProbablyDidNotBite() {
        Finding finding = finding(renewedAt(8_150, outFor(20_000)));

        assertThat(finding.verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(finding.account().sure()).contains("below the predicted").contains("probably did not bite");
    }

    @Test
    void noOutageWhereOneIsPredictedIsUnknown() {
        Story calm = Story.begin()
                .lane(WRITE, LaneKind.WRITE)
                .step("steady#1", 0, FAULT)
                .step("inject#1", FAULT, FAULT + 60)
                .step("heal#1", 70_000, 71_000)
                .leader(0, "pg1")
                .fault("pg1", FAULT + 20, 70_500)
                .ok(WRITE, 0, 80_000)
                .close(WRITE, 80_000)
                .ended(80_000, "completed");

        assertThat(finding(renewedAt(8_150, calm)).verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(finding(renewedAt(8_150, calm)).account().sure()).contains("no outage on lane write-haproxy");
    }

    @Test
    void unknownPhaseMattersOnlyWhereTheVerdictHangsOnIt() {
        assertThat(finding(outFor(35_300)).verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(finding(outFor(35_300)).account().sure()).contains("the phase is not known");
        assertThat(finding(outFor(45_000)).verdict()).isEqualTo(Verdict.FAIL);
        assertThat(finding(outFor(20_000)).account().sure()).contains("probably did not bite");
    }

    @Test
    void withoutTheConfigurationInEffectNothingIsPredicted() {
        Finding finding = finding(outFor(35_300), Optional.empty(), "write_outage=predicted");

        assertThat(finding.verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(finding.account().sure())
                .contains("nothing is predicted")
                .contains("configuration in effect is not known");
        assertThat(finding.account().sure()).doesNotContain("formula");
    }

    @Test
    void everyOutageOfALaneInAStepIsHeldAndNotOnlyTheLongest() {
        Story story = renewedAt(
                8_150,
                Story.begin()
                        .lane(WRITE, LaneKind.WRITE)
                        .step("steady#1", 0, FAULT)
                        .step("inject#1", FAULT, FAULT + 60)
                        .step("hold#1", FAULT + 60, 70_000)
                        .step("heal#1", 70_000, 71_000)
                        .leader(0, "pg1")
                        .fault("pg1", FAULT + 20, 70_500)
                        .ok(WRITE, 0, FAULT)
                        .failed(WRITE, FAULT, FAULT + 35_300)
                        .ok(WRITE, FAULT + 35_300, 50_000)
                        .failed(WRITE, 50_000, 52_000)
                        .ok(WRITE, 52_000, 80_000)
                        .close(WRITE, 80_000)
                        .ended(80_000, "completed"));

        assertThat(finding(story).verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(finding(story).account().sure())
                .contains("2.020s on lane write-haproxy in inject#1, from")
                .contains("one outage for its faults");
    }

    @Test
    void whereNothingMayStopEachOutageIsAboveWhatIsPredicted() {
        Story story = Story.begin()
                .lane(WRITE, LaneKind.WRITE)
                .step("steady#1", 0, FAULT)
                .step("inject#1", FAULT, FAULT + 60)
                .step("heal#1", 70_000, 71_000)
                .leader(0, "pg1")
                .fault("patroni-pause", "pg1", FAULT + 20, 70_500)
                .ok(WRITE, 0, 20_000)
                .failed(WRITE, 20_000, 23_000)
                .ok(WRITE, 23_000, 40_000)
                .failed(WRITE, 40_000, 41_000)
                .ok(WRITE, 41_000, 80_000)
                .close(WRITE, 80_000)
                .ended(80_000, "completed");
        History history = story.history();

        assertThat(Measure.of(RunLog.of(history), history, Optional.of(REFERENCE))
                        .explained())
                .extracting(Explained::fit)
                .containsExactly(Fit.ABOVE, Fit.ABOVE);
        assertThat(finding(story).verdict()).isEqualTo(Verdict.FAIL);
        assertThat(finding(story).account().sure()).contains("3.020s on lane write-haproxy");
    }

    @Test
    void laneAndStepMayBeNamed() {
        Story story = renewedAt(8_150, outFor(35_300));

        assertThat(finding(story, Optional.of(REFERENCE), "write_outage[write-haproxy,inject#1]=predicted")
                        .verdict())
                .isEqualTo(Verdict.PASS);
    }

    @Test
    void outageOfAStepThatInjectedNothingIsPredictedByNothing() {
        Story story = Story.begin()
                .lane(WRITE, LaneKind.WRITE)
                .step("steady#1", 0, FAULT)
                .step("heal#1", FAULT, 20_000)
                .ok(WRITE, 0, 12_000)
                .failed(WRITE, 12_000, 14_000)
                .ok(WRITE, 14_000, 20_000)
                .close(WRITE, 20_000)
                .ended(20_000, "completed");

        assertThat(finding(story).verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(finding(story).account().sure())
                .contains("nothing predicts the outage of")
                .contains("heal#1");
    }
}

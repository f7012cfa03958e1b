package dev.lapse.check;

import static dev.lapse.check.Story.ms;
import static dev.lapse.check.Story.nanos;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.lapse.cluster.NodeName;
import dev.lapse.history.FaultPhase;
import dev.lapse.history.LaneKind;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DualPrimaryTest {
    private static final List<NodeName> BOTH = List.of(new NodeName("pg1"), new NodeName("pg2"));

    @Test
    void orderlyChangeOfRolesIsNone() {
        Story story = observed()
                .says("state-pg1", true, 0, 2000)
                .says("state-pg1", false, 2000, 4000)
                .says("state-pg2", false, 0, 2000)
                .says("state-pg2", true, 2000, 4000);

        DualPrimary dual = story.measured().dualPrimary();
        assertThat(dual).isEqualTo(new DualPrimary(true, List.of(), List.of(), List.of(), dual.witnesses()));
        assertThat(story.finding("dual_primary"))
                .isEqualTo(new Finding(
                        "dual_primary",
                        Verdict.PASS,
                        "never",
                        "never, asked every 100ms",
                        new Account(
                                "was there never more than one writable node?",
                                "no two nodes were seen writable at once",
                                "yes, nodes were looked at, asked every 100ms"),
                        Expectation.Origin.ASSUMED));
    }

    @Test
    void lastClaimOfTheOldOneInFlightWithTheFirstOfTheNewOneIsNone() {
        Story story = observed()
                .says("state-pg1", true, 0, 2100)
                .says("state-pg1", false, 2100, 4000)
                .says("state-pg2", false, 0, 2000)
                .says("state-pg2", true, 2000, 4000);

        assertThat(story.measured().dualPrimary().windows()).isEmpty();
    }

    @Test
    void oldPrimaryThatSaysWritableAgainAfterTheNewOneFails() {
        Story story = observed()
                .says("state-pg1", true, 0, 3000)
                .says("state-pg1", false, 3000, 4000)
                .says("state-pg2", false, 0, 2000)
                .says("state-pg2", true, 2000, 4000);

        assertThat(story.measured().dualPrimary().windows())
                .containsExactly(new DualPrimary.Window(BOTH, "state", nanos(2002), nanos(2900), ms(898), ms(1102)));
        assertThat(story.finding("dual_primary"))
                .extracting(Finding::verdict, Story::seen)
                .containsExactly(
                        Verdict.FAIL, "pg1 and pg2 both said that they are writable, for at least 898ms, from 2.002s");
    }

    @Test
    void oneClaimWithinTheRunOfAnotherFailsWithoutALength() {
        Story story = observed()
                .says("state-pg1", true, 0, 4000)
                .says("state-pg2", false, 0, 1950)
                .says("state-pg2", true, 1950, 1960)
                .says("state-pg2", false, 2050, 4000);

        assertThat(story.measured().dualPrimary().windows())
                .extracting(DualPrimary.Window::duration)
                .containsExactly(ms(0));
        assertThat(story.finding("dual_primary").verdict()).isEqualTo(Verdict.FAIL);
    }

    @Test
    void silenceOfMoreThanTwoPeriodsEndsAWindow() {
        Story story = observed()
                .says("state-pg1", true, 0, 1000)
                .says("state-pg1", true, 3000, 4000)
                .says("state-pg2", true, 500, 4000);

        assertThat(story.measured().dualPrimary().windows())
                .extracting(DualPrimary.Window::fromNanos, DualPrimary.Window::toNanos)
                .containsExactly(tuple(nanos(502), nanos(900)), tuple(nanos(3002), nanos(3900)));
    }

    @Test
    void longestWindowIsJudgedNotTheSum() {
        Story story = observed()
                .says("state-pg1", true, 0, 1000)
                .says("state-pg1", false, 1000, 3000)
                .says("state-pg1", true, 3000, 4000)
                .says("state-pg2", true, 500, 4000);

        assertThat(story.expect("dual_primary", "1200ms").finding("dual_primary"))
                .extracting(Finding::verdict, Story::seen)
                .containsExactly(
                        Verdict.PASS,
                        "pg1 and pg2 both said that they are writable, for at least 898ms, from 3.002s, at most 1.002s");
    }

    @Test
    void aMomentWithoutAnAnswerDoesNotEndAWindow() {
        Story story = observed()
                .says("state-pg1", true, 0, 1000)
                .says("state-pg1", true, 1400, 2000)
                .says("state-pg1", false, 2000, 4000)
                .says("state-pg2", false, 0, 500)
                .says("state-pg2", true, 500, 4000);

        assertThat(story.measured().dualPrimary().windows())
                .extracting(DualPrimary.Window::duration)
                .containsExactly(ms(1398));
    }

    @Test
    void windowThatCanHaveBeenLongerThanTheLimitIsUnknown() {
        Story story = observed()
                .says("state-pg1", true, 0, 1000)
                .says("state-pg1", true, 1600, 2000)
                .says("state-pg1", false, 2000, 4000)
                .says("state-pg2", false, 0, 500)
                .says("state-pg2", true, 500, 4000);

        assertThat(story.measured().dualPrimary().windows())
                .extracting(DualPrimary.Window::duration)
                .containsExactly(ms(398), ms(298));
        assertThat(story.expect("dual_primary", "1s").finding("dual_primary"))
                .extracting(Finding::verdict, Story::seen, Story::sure)
                .containsExactly(
                        Verdict.UNKNOWN,
                        "pg1 and pg2 both said that they are writable, for at least 398ms, from 502ms, at most 1.602s",
                        "no, it may have lasted longer than the limit");
    }

    @Test
    void oldPrimaryThatCannotBeAskedAfterTheLastStepIsInDoubt() {
        Story story = Story.begin()
                .direct("state-pg1", LaneKind.STATE, "pg1")
                .direct("state-pg2", LaneKind.STATE, "pg2")
                .expect("dual_primary", "never")
                .step("steady#1", 0, 2000)
                .says("state-pg1", true, 0, 1000)
                .says("state-pg1", false, 1000, 2000)
                .hung("state-pg1", 2000, 9000)
                .says("state-pg2", false, 0, 1500)
                .says("state-pg2", true, 1500, 9000)
                .close("state-pg1", 9100)
                .close("state-pg2", 9000);

        assertThat(story.finding("dual_primary").verdict()).isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void windowBeforeTheFirstInjectionMeetsNoDemand() {
        Story story = observed()
                .says("state-pg1", true, 0, 4000)
                .says("state-pg2", false, 0, 500)
                .says("state-pg2", true, 500, 900)
                .says("state-pg2", false, 900, 4000)
                .step("inject#1", 2000, 2010)
                .step("hold#1", 2010, 4000)
                .expect("dual_primary", "1ms..30s")
                .ended(4001, "completed");

        assertThat(story.finding("dual_primary").verdict()).isEqualTo(Verdict.FAIL);
    }

    @Test
    void pausedHostCannotHaveBeenWritableBeforeItsThaw() {
        Story story = observed()
                .step("inject#1", 490, 510)
                .step("heal#1", 2990, 3010)
                .step("settle#1", 3010, 4000)
                .fault("pause", "pg1", 500, 3000)
                .says("state-pg1", true, 0, 500)
                .says("state-pg1", true, 3000, 3100)
                .says("state-pg1", false, 3200, 4000)
                .says("state-pg2", false, 0, 2000)
                .says("state-pg2", true, 2000, 4000);

        assertThat(story.expect("dual_primary", "300ms").finding("dual_primary"))
                .extracting(Finding::verdict, Finding::text)
                .satisfies(answer -> {
                    assertThat(answer.get(0)).isEqualTo(Verdict.PASS);
                    assertThat(answer.get(1).toString()).contains("for at least 0ms, from 3.002s, at most 202ms");
                });
    }

    @Test
    void writeOfAnOldTimelineAfterANewerOneFails() {
        Story story = observedByWrites()
                .ack("write-pg1", 0, "pg1", 1)
                .ack("write-pg2", 1000, "pg2", 2)
                .ack("write-pg1", 1100, "pg1", 1)
                .ack("write-pg1", 1300, "pg1", 1);

        assertThat(story.measured().dualPrimary().windows())
                .containsExactly(new DualPrimary.Window(BOTH, "write", nanos(1002), nanos(1300), ms(298), ms(1300)));
        assertThat(story.finding("dual_primary").verdict()).isEqualTo(Verdict.FAIL);
    }

    @Test
    void writeOfAnOldTimelineBeforeTheNewerOneIsNone() {
        Story story = observedByWrites()
                .ack("write-pg1", 900, "pg1", 1)
                .ack("write-pg2", 1000, "pg2", 2)
                .ack("write-pg1", 5000, "pg1", 3);

        assertThat(story.measured().dualPrimary().windows()).isEmpty();
    }

    @Test
    void nobodyLookedIsUnknown() {
        assertThat(Story.begin().finding("dual_primary"))
                .extracting(Finding::verdict, Finding::measured)
                .containsExactly(Verdict.UNKNOWN, "not observed");
    }

    @Test
    void nodeThatNeverAnsweredIsUnknown() {
        Story story = observed().says("state-pg1", true, 0, 4000).failed("state-pg2", 0, 4000);

        assertThat(story.measured().dualPrimary().observed()).isFalse();
        assertThat(story.finding("dual_primary").verdict()).isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void nodeThatCouldNotBeAskedForAWhileIsNamed() {
        Story story = observed()
                .step("inject#1", 1000, 1010)
                .step("settle#1", 3000, 9000)
                .says("state-pg1", true, 0, 1000)
                .hung("state-pg1", 1000, 5000)
                .says("state-pg1", false, 5000, 9000)
                .says("state-pg2", false, 0, 9000);

        assertThat(story.finding("dual_primary"))
                .extracting(Finding::verdict, Story::sure)
                .containsExactly(
                        Verdict.PASS, "yes, nodes were looked at, asked every 100ms; not observed: pg1 for 4.002s");
    }

    @Test
    void oldPrimaryThatCouldNotBeAskedWhileAnotherWasWritableIsUnknown() {
        Story story = silentOldPrimary();

        assertThat(story.measured().dualPrimary().observed()).isFalse();
        assertThat(story.finding("dual_primary"))
                .extracting(Finding::verdict, Story::sure)
                .containsExactly(
                        Verdict.UNKNOWN,
                        "no, pg1, which had been primary, could not be asked for 8.002s from 1.000s,"
                                + " while pg2 was writable for 4.902s; not observed: pg1 for 8.002s");
    }

    @Test
    void lostNetworkIsNoExcuseForSilenceOfTheOldPrimary() {
        assertThat(silentOldPrimary()
                        .fault("network-loss", "pg1", 1000, 9000)
                        .finding("dual_primary")
                        .verdict())
                .isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void unprovenCrashIsNoExcuseForSilenceOfTheOldPrimary() {
        assertThat(silentOldPrimary()
                        .phase("crash", "pg1", 999, FaultPhase.REQUESTED, null)
                        .phase("crash", "pg1", 1000, FaultPhase.INJECTED, null)
                        .finding("dual_primary")
                        .verdict())
                .isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void silenceBeforeTheOldOneWasEverPrimaryIsNoDoubt() {
        Story story = observed()
                .step("steady#1", 0, 9000)
                .hung("state-pg1", 0, 6000)
                .says("state-pg1", false, 6000, 9000)
                .says("state-pg2", true, 0, 9000);

        assertThat(story.finding("dual_primary").verdict()).isEqualTo(Verdict.PASS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"crash", "stop", "power-loss", "pause"})
    void hostThatWasOutExcusesItsSilence(String fault) {
        Story story = silentOldPrimary().fault(fault, "pg1", 1000, 9000);

        assertThat(story.finding("dual_primary"))
                .extracting(Finding::verdict, Finding::measured)
                .containsExactly(Verdict.PASS, "never, asked every 100ms, up to 700ms between two answers");
    }

    @Test
    void silenceAfterTheHostIsBackIsNotExcused() {
        Story story = silentOldPrimary().fault("pause", "pg1", 1000, 6000);

        assertThat(story.finding("dual_primary"))
                .extracting(Finding::verdict, Finding::text)
                .satisfies(answer -> {
                    assertThat(answer.get(0)).isEqualTo(Verdict.UNKNOWN);
                    assertThat(answer.get(1).toString())
                            .contains("3.002s from 6.000s, while pg2 was writable for 2.902s");
                });
    }

    @Test
    void twoOldPrimariesSilentTogetherAreUnknown() {
        Story story = observed()
                .step("steady#1", 0, 15_000)
                .says("state-pg1", true, 0, 1000)
                .says("state-pg1", false, 1000, 5000)
                .says("state-pg2", false, 0, 2000)
                .says("state-pg2", true, 2000, 5000)
                .hung("state-pg1", 5000, 9000)
                .hung("state-pg2", 5000, 9000)
                .says("state-pg1", false, 9000, 15_000)
                .says("state-pg2", true, 9000, 15_000);

        assertThat(story.finding("dual_primary").verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(story.finding("dual_primary").text()).contains("while pg2 could not be asked either for 4.100s");
    }

    @ParameterizedTest
    @CsvSource({
        "57P03, the database system is starting up",
        "57P01, terminating connection due to administrator command",
        "25006, cannot execute INSERT in a read-only transaction",
        "08001, Connection to 10.0.0.1:5432 refused."
    })
    void serverThatCannotTakeAWriteHasAnswered(String sqlState, String words) {
        assertThat(oldPrimaryThatSays(sqlState, words).finding("dual_primary"))
                .extracting(Finding::verdict, Story::seen)
                .containsExactly(Verdict.PASS, "no two nodes were seen writable at once");
    }

    @ParameterizedTest
    @CsvSource({
        "53300, sorry too many clients already",
        "28P01, password authentication failed",
        "08001, The connection attempt failed.",
        "08006, An I/O error occurred while sending to the backend."
    })
    void errorThatSaysNothingOfWritabilityIsNoAnswer(String sqlState, String words) {
        assertThat(oldPrimaryThatSays(sqlState, words).finding("dual_primary").verdict())
                .isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void nodeThatTheFaultTookDownForGoodLeavesTheQuestionObserved() {
        Story story = observed()
                .step("steady#1", 0, 1000)
                .step("inject#1", 1000, 1010)
                .step("hold#1", 1010, 9000)
                .fault("crash", "pg1", 1000, 9000)
                .says("state-pg1", true, 0, 1000)
                .failed("state-pg1", 1000, 9000)
                .says("state-pg2", false, 0, 4000)
                .says("state-pg2", true, 4000, 9000);

        assertThat(story.finding("dual_primary"))
                .extracting(Finding::verdict, Story::sure)
                .containsExactly(
                        Verdict.PASS, "yes, nodes were looked at, asked every 100ms; not observed: pg1 for 8.001s");
    }

    @Test
    void controlThatCatchesNothingFails() {
        Story story = observed()
                .says("state-pg1", true, 0, 4000)
                .says("state-pg2", false, 0, 4000)
                .expect("dual_primary", "1ms..30s");

        assertThat(story.finding("dual_primary").verdict()).isEqualTo(Verdict.UNKNOWN);
        story.ended(4000, "completed");
        assertThat(story.finding("dual_primary").verdict()).isEqualTo(Verdict.FAIL);
        assertThat(story.finding("dual_primary").text()).contains("did not catch what it must");
    }

    @Test
    void nodeThatNoLaneAsksIsUnknown() {
        Story story = observed()
                .says("state-pg1", true, 0, 4000)
                .says("state-pg2", false, 0, 4000)
                .replica(0, "pg3", 1)
                .primary(2000, "pg3", 2);

        assertThat(story.measured().dualPrimary().observed()).isFalse();
        assertThat(story.finding("dual_primary").verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(story.finding("dual_primary").text()).contains("not observed: pg3");
    }

    @Test
    void controlThatCatchesItsWindowPasses() {
        Story story = observed()
                .says("state-pg1", true, 0, 4000)
                .says("state-pg2", true, 1000, 4000)
                .expect("dual_primary", "1ms..30s");

        assertThat(story.finding("dual_primary").verdict()).isEqualTo(Verdict.PASS);
    }

    @Test
    void controlWithoutAnEndNeedsNoMoreThanItsWindow() {
        Story story = silentOldPrimary()
                .says("state-pg1", true, 9100, 9600)
                .says("state-pg2", true, 9000, 9600)
                .expect("dual_primary", ">= 1ms");

        assertThat(story.finding("dual_primary").verdict()).isEqualTo(Verdict.PASS);
    }

    /** pg1 is primary for a second and then silent for eight; pg2 is writable for the last five of them. */
    private static Story silentOldPrimary() {
        return observed()
                .step("inject#1", 1000, 1010)
                .step("settle#1", 3000, 12_000)
                .says("state-pg1", true, 0, 1000)
                .hung("state-pg1", 1000, 9000)
                .says("state-pg1", false, 9000, 9100)
                .says("state-pg1", false, 9600, 12_000)
                .says("state-pg2", false, 0, 4000)
                .says("state-pg2", true, 4000, 9000)
                .says("state-pg2", false, 9600, 12_000);
    }

    private static Story oldPrimaryThatSays(String sqlState, String words) {
        return observed()
                .step("inject#1", 1000, 1010)
                .step("settle#1", 3000, 9000)
                .says("state-pg1", true, 0, 1000)
                .error("state-pg1", sqlState, words, 1000, 7000)
                .says("state-pg1", false, 7000, 9000)
                .says("state-pg2", false, 0, 4000)
                .says("state-pg2", true, 4000, 9000);
    }

    private static Story observed() {
        return Story.begin().direct("state-pg1", LaneKind.STATE, "pg1").direct("state-pg2", LaneKind.STATE, "pg2");
    }

    private static Story observedByWrites() {
        return Story.begin().direct("write-pg1", LaneKind.WRITE, "pg1").direct("write-pg2", LaneKind.WRITE, "pg2");
    }
}

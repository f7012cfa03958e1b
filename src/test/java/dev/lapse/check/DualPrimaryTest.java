package dev.lapse.check;

import static dev.lapse.check.Story.ms;
import static dev.lapse.check.Story.nanos;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.lapse.cluster.NodeName;
import dev.lapse.history.LaneKind;
import java.util.List;
import org.junit.jupiter.api.Test;

class DualPrimaryTest {
    private static final List<NodeName> BOTH = List.of(new NodeName("pg1"), new NodeName("pg2"));

    @Test
    void orderlyChangeOfRolesIsNone() {
        Story story = observed()
                .says("state-pg1", true, 0, 2000)
                .says("state-pg1", false, 2000, 4000)
                .says("state-pg2", false, 0, 2000)
                .says("state-pg2", true, 2000, 4000);

        assertThat(story.measured().dualPrimary()).isEqualTo(new DualPrimary(true, List.of()));
        assertThat(story.finding("dual_primary"))
                .isEqualTo(new Finding(
                        "dual_primary",
                        Verdict.PASS,
                        "never",
                        "never, asked every 100ms",
                        "no two nodes were seen writable at once"));
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
                .containsExactly(new DualPrimary.Window(BOTH, "state", nanos(2002), nanos(2900), ms(898)));
        assertThat(story.finding("dual_primary"))
                .extracting(Finding::verdict, Finding::text)
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
                .says("state-pg1", true, 3000, 4000)
                .says("state-pg2", true, 500, 4000);

        assertThat(story.expect("dual_primary", "1s").finding("dual_primary").verdict())
                .isEqualTo(Verdict.PASS);
    }

    @Test
    void writeOfAnOldTimelineAfterANewerOneFails() {
        Story story = observedByWrites()
                .ack("write-pg1", 0, "pg1", 1)
                .ack("write-pg2", 1000, "pg2", 2)
                .ack("write-pg1", 1100, "pg1", 1)
                .ack("write-pg1", 1300, "pg1", 1);

        assertThat(story.measured().dualPrimary().windows())
                .containsExactly(new DualPrimary.Window(BOTH, "write", nanos(1002), nanos(1300), ms(298)));
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
                .says("state-pg2", false, 0, 4000)
                .says("state-pg2", true, 4000, 9000);

        assertThat(story.finding("dual_primary"))
                .extracting(Finding::verdict, Finding::text)
                .containsExactly(
                        Verdict.PASS, "no two nodes were seen writable at once; pg1 was not observed for 4.002s");
    }

    @Test
    void nodeThatTheFaultTookDownForGoodLeavesTheQuestionObserved() {
        Story story = observed()
                .step("steady#1", 0, 1000)
                .step("inject#1", 1000, 1010)
                .step("hold#1", 1010, 9000)
                .says("state-pg1", true, 0, 1000)
                .failed("state-pg1", 1000, 9000)
                .says("state-pg2", false, 0, 4000)
                .says("state-pg2", true, 4000, 9000);

        assertThat(story.finding("dual_primary"))
                .extracting(Finding::verdict, Finding::text)
                .containsExactly(
                        Verdict.PASS, "no two nodes were seen writable at once; pg1 was not observed for 8.000s");
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
        assertThat(story.finding("dual_primary").text()).contains("pg3 was not observed");
    }

    @Test
    void controlThatCatchesItsWindowPasses() {
        Story story = observed()
                .says("state-pg1", true, 0, 4000)
                .says("state-pg2", true, 1000, 4000)
                .expect("dual_primary", "1ms..30s");

        assertThat(story.finding("dual_primary").verdict()).isEqualTo(Verdict.PASS);
    }

    private static Story observed() {
        return Story.begin().direct("state-pg1", LaneKind.STATE, "pg1").direct("state-pg2", LaneKind.STATE, "pg2");
    }

    private static Story observedByWrites() {
        return Story.begin().direct("write-pg1", LaneKind.WRITE, "pg1").direct("write-pg2", LaneKind.WRITE, "pg2");
    }
}

package dev.lapse.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.history.LaneKind;
import dev.lapse.history.SeqRange;
import org.junit.jupiter.api.Test;

/** Kinds of change that were once made to recorded histories by hand, and that must not end in PASS. */
class ChangedHistoriesTest {
    private static final String WRITE = "write-haproxy";

    /** A run of 10 s whose writes are all acknowledged, by pg2 on timeline 2. */
    private static Story calm() {
        Story story = Story.begin()
                .expect("lost_writes", "0")
                .lane(WRITE, LaneKind.WRITE)
                .leader(0, "pg2")
                .step("steady#1", 0, 10_000);
        for (long due = 0; due < 10_000; due += 20) {
            story.ack(WRITE, due, "pg2", 2);
        }
        return story;
    }

    @Test
    void finalReadOfAnOlderTimelineThanAcknowledgedWritesIsUnknown() {
        Story story = calm().ack(WRITE, 10_000, "pg3", 3)
                .finalRead(WRITE, new SeqRange(0, 500))
                .ended(100_001, "completed");

        assertThat(story.finding("lost_writes"))
                .extracting(Finding::verdict, Story::sure)
                .containsExactly(
                        Verdict.UNKNOWN,
                        "no, the final read of write-haproxy is of timeline 2 on pg2, and timeline 3 acknowledged writes");
    }

    @Test
    void finalReadFromBeforeTheLaneEndedIsUnknown() {
        Story story = calm().close(WRITE, 100_500)
                .finalRead(WRITE, new SeqRange(0, 499))
                .ended(100_501, "completed");

        assertThat(story.finding("lost_writes"))
                .extracting(Finding::verdict, Story::sure)
                .containsExactly(
                        Verdict.UNKNOWN,
                        "no, the final read of write-haproxy at 100.00s was taken before the lane ended at 100.50s");
    }

    /** It was closed in time, and its last attempts are not there: they may have failed. */
    @Test
    void laneThatAskedNothingBeforeTheLastStepEndedIsUnknown() {
        Story story = Story.begin().lane(WRITE, LaneKind.WRITE).step("steady#1", 0, 10_000);
        story.ok(WRITE, 0, 8_900).close(WRITE, 10_001).ended(10_002, "completed");

        assertThat(story.finding("probe_healthy"))
                .extracting(Finding::verdict, Story::sure)
                .containsExactly(
                        Verdict.UNKNOWN, "no, lane write-haproxy fell silent 1.120s before the last step ended");
    }

    @Test
    void laneThatWasClosedBeforeTheLastStepEndedCannotTellOfOutages() {
        Story story = calm().close(WRITE, 9500)
                .expect("write_outage", "5s")
                .finalRead(WRITE, new SeqRange(0, 499))
                .ended(100_001, "completed");

        assertThat(story.finding("write_outage"))
                .satisfies(finding -> assertThat(finding.verdict()).isEqualTo(Verdict.UNKNOWN))
                .satisfies(finding -> assertThat(finding.text()).contains("before the last step had ended"));
    }

    @Test
    void twoNodesThatAcknowledgeInTurnOnOneTimelineAreTwoPrimaries() {
        Story story = Story.begin()
                .lane(WRITE, LaneKind.WRITE)
                .direct("state-pg1", LaneKind.STATE, "pg1")
                .direct("state-pg2", LaneKind.STATE, "pg2");
        for (long due = 0; due < 5000; due += 20) {
            story.ack(WRITE, due, due % 40 == 0 ? "pg1" : "pg2", 1);
        }

        assertThat(story.measured().dualPrimary().windows())
                .extracting(DualPrimary.Window::by)
                .containsExactly("mixed");
        assertThat(story.finding("dual_primary"))
                .satisfies(finding -> assertThat(finding.verdict()).isEqualTo(Verdict.FAIL))
                .satisfies(finding -> assertThat(finding.account().seen())
                        .startsWith("pg1 and pg2 were both writable, by what they said and what they acknowledged"));
    }

    @Test
    void oldPrimaryThatAcknowledgesWhileTheNewOneSaysWritableIsASecondPrimary() {
        Story story = Story.begin()
                .lane(WRITE, LaneKind.WRITE)
                .direct("state-pg1", LaneKind.STATE, "pg1")
                .direct("state-pg2", LaneKind.STATE, "pg2")
                .says("state-pg2", true, 1000, 4000);
        for (long due = 0; due < 3000; due += 20) {
            story.ack(WRITE, due, "pg1", 1);
        }

        assertThat(story.finding("dual_primary").verdict()).isEqualTo(Verdict.FAIL);
    }

    @Test
    void changeOfPrimariesIsNotTwoOfThem() {
        Story story = Story.begin()
                .lane(WRITE, LaneKind.WRITE)
                .direct("state-pg1", LaneKind.STATE, "pg1")
                .direct("state-pg2", LaneKind.STATE, "pg2")
                .says("state-pg1", true, 0, 2000)
                .says("state-pg1", false, 2000, 4000)
                .says("state-pg2", false, 0, 2500)
                .says("state-pg2", true, 2500, 4000);
        for (long due = 0; due < 1900; due += 20) {
            story.ack(WRITE, due, "pg1", 1);
        }
        for (long due = 2500; due < 4000; due += 20) {
            story.ack(WRITE, due, "pg2", 2);
        }

        assertThat(story.measured().dualPrimary().windows()).isEmpty();
    }

    @Test
    void failoversThatTheLeaderKeyDoesNotTellAreUnknown() {
        Story story = calm().ack(WRITE, 10_000, "pg3", 3).expect("failovers", "0");

        assertThat(story.finding("failovers"))
                .extracting(Finding::verdict, Story::sure)
                .containsExactly(
                        Verdict.UNKNOWN, "no, pg3 acknowledged writes, and the leader key was never seen to name it");
    }

    @Test
    void failuresOfTheSteadyPhaseDoNotRaiseTheFloorAndAreAnOutage() {
        Story story = Story.begin()
                .lane(WRITE, LaneKind.WRITE)
                .step("steady#1", 0, 10_000)
                .ok(WRITE, 0, 3000)
                .failed(WRITE, 3000, 3460)
                .ok(WRITE, 3460, 10_000)
                .expect("write_outage", "0s");

        assertThat(story.finding("write_outage"))
                .satisfies(finding -> assertThat(finding.verdict()).isEqualTo(Verdict.FAIL))
                .satisfies(finding -> assertThat(finding.text()).contains("in steady#1"));
    }
}

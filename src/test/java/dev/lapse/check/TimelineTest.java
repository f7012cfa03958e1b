package dev.lapse.check;

import static dev.lapse.check.Story.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.history.LaneKind;
import org.junit.jupiter.api.Test;

class TimelineTest {
    /** Ten seconds of two nodes; a fault comes after two. */
    private static Story run(String limit) {
        return Story.begin()
                .expect("timeline", limit)
                .direct("state-pg1", LaneKind.STATE, "pg1")
                .direct("state-pg2", LaneKind.STATE, "pg2")
                .lane(WRITE, LaneKind.WRITE)
                .step("steady#1", 0, 2000)
                .step("inject#1", 2000, 2010)
                .step("hold#1", 2010, 10_000)
                .ended(10_100, "completed");
    }

    private static Story says(Story story, String node, int timeline, boolean writable, long fromMs, long toMs) {
        for (long due = fromMs; due < toMs; due += 100) {
            story.wal("state-" + node, due, timeline, 100, writable);
        }
        return story;
    }

    private static Story calm(String limit) {
        Story story = says(run(limit), "pg1", 1, true, 0, 10_000);
        return says(story, "pg2", 1, false, 0, 10_000).primary(10, "pg1", 1).ack(WRITE, 0, "pg1", 1);
    }

    private static Story failover(String limit) {
        Story story = says(run(limit), "pg1", 1, true, 0, 2000);
        says(story, "pg1", 2, false, 2000, 10_000);
        says(story, "pg2", 1, false, 0, 4000);
        return says(story, "pg2", 2, true, 4000, 10_000).ack(WRITE, 0, "pg1", 1).ack(WRITE, 9000, "pg2", 2);
    }

    private static String verdict(Story story) {
        Finding finding = story.finding("timeline");
        return finding.verdict() + " " + finding.measured();
    }

    @Test
    void withoutAPromotionThereIsNone() {
        assertThat(verdict(calm("0"))).isEqualTo("PASS 0 (timeline 1)");
        assertThat(calm("0").finding("timeline").account().seen())
                .isEqualTo("no promotion: a primary was seen on timeline 1 and no later one");
    }

    @Test
    void aFailoverIsOnePromotion() {
        assertThat(verdict(failover("1..1"))).isEqualTo("PASS 1 (timeline 1 to 2)");
        assertThat(verdict(failover("0"))).isEqualTo("FAIL 1 (timeline 1 to 2)");
        assertThat(failover("0").finding("timeline").account().seen())
                .isEqualTo("1 promotion: pg2 to timeline 2, seen at 4.002s");
    }

    @Test
    void theSameNodeAgainIsAPromotionToo() {
        Story story = says(run("0"), "pg1", 1, true, 0, 2000);
        says(story, "pg1", 2, true, 3000, 10_000);
        says(story, "pg2", 1, false, 0, 10_000);

        assertThat(verdict(story)).isEqualTo("FAIL 1 (timeline 1 to 2)");
    }

    @Test
    void aRestartOnTheSameTimelineIsNone() {
        Story story = says(run("0"), "pg1", 1, true, 0, 2000);
        says(story, "pg1", 1, true, 3000, 10_000);
        says(story, "pg2", 1, false, 0, 10_000);

        assertThat(verdict(story)).isEqualTo("PASS 0 (timeline 1)");
    }

    @Test
    void twoNodesOnOneLaterTimelineAreTwo() {
        Story story = says(run("1"), "pg1", 1, true, 0, 2000);
        says(story, "pg1", 2, true, 3000, 10_000);
        says(story, "pg2", 1, false, 0, 4000);
        says(story, "pg2", 2, true, 4000, 10_000);

        assertThat(verdict(story)).isEqualTo("FAIL 2 (timeline 1 to 2)");
    }

    @Test
    void aTimelineThatNobodySawCounts() {
        Story story = says(run("1"), "pg1", 1, true, 0, 2000);
        says(story, "pg1", 3, true, 3000, 10_000);
        says(story, "pg2", 1, false, 0, 10_000);

        assertThat(verdict(story)).isEqualTo("FAIL 2 (timeline 1 to 3)");
        assertThat(story.finding("timeline").account().seen())
                .isEqualTo("2 promotions: a node that was not seen to timeline 2, seen at 3.002s;"
                        + " pg1 to timeline 3, seen at 3.002s");
    }

    @Test
    void whatPatroniSaysCounts() {
        Story story = calm("0").primary(5000, "pg2", 2);

        assertThat(verdict(story)).isEqualTo("FAIL 1 (timeline 1 to 2)");
    }

    @Test
    void anAcknowledgementOnATimelineThatNobodySawIsUnknown() {
        Story story = calm("0").ack(WRITE, 9000, "pg2", 2);

        assertThat(verdict(story)).isEqualTo("UNKNOWN 0 (timeline 1)");
        assertThat(story.finding("timeline").account().sure())
                .endsWith("no, pg2 acknowledged writes on timeline 2, and it was not seen as primary there");
    }

    @Test
    void moreThanTheLimitFailsWhateverIsInDoubt() {
        assertThat(verdict(failover("0").ack(WRITE, 9500, "pg1", 3))).startsWith("FAIL");
    }

    @Test
    void nobodyLookedIsUnknown() {
        assertThat(verdict(run("0"))).isEqualTo("UNKNOWN not observed");
    }

    @Test
    void lookedOnlyAfterTheFaultIsUnknown() {
        Story story = says(run("0"), "pg1", 1, true, 3000, 10_000);
        says(story, "pg2", 1, false, 0, 10_000);

        assertThat(story.finding("timeline").account().sure())
                .endsWith("no, the timeline of a primary was not seen before 2.000s");
        assertThat(verdict(story)).startsWith("UNKNOWN");
    }

    @Test
    void notLookedAtTheEndIsUnknown() {
        Story story = says(run("0"), "pg1", 1, true, 0, 5000);
        says(story, "pg2", 1, false, 0, 10_000);

        assertThat(verdict(story)).startsWith("UNKNOWN");
        assertThat(story.finding("timeline").text())
                .endsWith(
                        "no state lane saw the timeline of a primary after 4.900s, and the last step ended at 10.00s");
    }

    @Test
    void aNodeThatCouldNotBeAskedIsUnknown() {
        Story story = says(run("0"), "pg1", 1, true, 0, 10_000);
        says(story, "pg2", 1, false, 0, 3000);
        says(story, "pg2", 1, false, 6000, 10_000);

        assertThat(verdict(story)).startsWith("UNKNOWN");
        assertThat(story.finding("timeline").account().sure())
                .endsWith("no, pg2 could not be asked for 3.100s from 2.902s");
    }

    @Test
    void aControlThatSawNoPromotionSinceTheInjectionFails() {
        assertThat(verdict(calm(">= 1"))).startsWith("FAIL");
        assertThat(verdict(failover(">= 1"))).startsWith("PASS");
        assertThat(verdict(run(">= 1"))).startsWith("UNKNOWN");
    }
}

package dev.lapse.check;

import static dev.lapse.check.Story.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.history.Expected;
import dev.lapse.history.Lane;
import dev.lapse.history.LaneKind;
import dev.lapse.history.LaneName;
import dev.lapse.history.Outcome;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class OwnCodeOutageTest {
    private static final Lane ORDERS =
            Lane.ofOwnCode(new LaneName("orders"), Duration.ofMillis(100), Duration.ofSeconds(1));

    @Test
    void codeThatWasNotThereBeforeTheFaultCannotTell() {
        Story story = watched(10_001).calls(10_001, 13_000, Outcome.FAILED).calls(13_001, 40_000, Outcome.OK);

        assertThat(judged(story, "5s"))
                .isEqualTo(
                        "UNKNOWN no, lane orders cannot tell: it was opened at 10.00s, after the first injection had begun");
    }

    @Test
    void codeThatWasNotSeenToWorkBeforeTheFaultCannotTell() {
        Story story = watched(9_000).calls(9_000, 13_000, Outcome.FAILED).calls(13_000, 40_000, Outcome.OK);

        assertThat(judged(story, "5s"))
                .isEqualTo("UNKNOWN no, lane orders cannot tell: it had no OK before the first injection"
                        + ", so it was not seen to work without it");
    }

    @Test
    void codeThatWorkedBeforeTheFaultCanTell() {
        Story story = watched(9_000).calls(9_000, 12_000, Outcome.OK).calls(12_000, 14_000, Outcome.FAILED);

        assertThat(judged(story.calls(14_000, 40_000, Outcome.OK), "5s")).startsWith("PASS");
    }

    @Test
    void codeThatCameBetweenTwoFaultsCanTellOfTheSecond() {
        Story story = watched(20_000)
                .step("inject#2", 30_000, 30_100)
                .calls(20_000, 31_000, Outcome.OK)
                .calls(31_000, 33_000, Outcome.FAILED)
                .calls(33_000, 40_000, Outcome.OK);

        assertThat(verdict(story, new Expected(0, "call_outage", null, "inject#2", "5s", null)))
                .isEqualTo(Verdict.PASS);
        assertThat(verdict(story, new Expected(0, "call_outage", null, "5s"))).isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void outageWhoseLengthIsOnlyWhatWasNotSentIsUnknown() {
        Story story = watched(0)
                .calls(0, 12_000, Outcome.OK)
                .calls(12_000, 25_000, Outcome.NOT_SENT)
                .calls(25_000, 40_000, Outcome.OK);

        assertThat(judged(story, "5s"))
                .isEqualTo("UNKNOWN no, for 13.10s nothing was sent on lane orders (NOT_SENT)"
                        + ", so the outage was between 5ms and 13.10s, and 5s lies in between");
    }

    @Test
    void oneFailureAmongWhatWasNotSentDoesNotMakeItSure() {
        Story story = watched(0)
                .calls(0, 12_000, Outcome.OK)
                .calls(12_000, 18_000, Outcome.NOT_SENT)
                .calls(18_000, 18_100, Outcome.FAILED)
                .calls(18_100, 25_000, Outcome.NOT_SENT)
                .calls(25_000, 40_000, Outcome.OK);

        assertThat(judged(story, "5s")).startsWith("UNKNOWN no, for ");
    }

    @Test
    void outageThatOtherCallsProveFailsThoughSomeWereNotSent() {
        Story story = watched(0)
                .calls(0, 12_000, Outcome.OK)
                .calls(12_000, 14_000, Outcome.FAILED)
                .calls(14_000, 18_000, Outcome.NOT_SENT)
                .calls(18_000, 20_000, Outcome.FAILED)
                .calls(20_000, 40_000, Outcome.OK);

        assertThat(judged(story, "5s")).startsWith("FAIL");
    }

    @Test
    void codeThatHangsForEverFailsAndOneThatWasNeverSentAgainIsUnknown() {
        Story hung = watched(0)
                .calls(0, 12_000, Outcome.OK)
                .calls(12_000, 15_000, Outcome.INDETERMINATE)
                .calls(15_000, 40_000, Outcome.NOT_SENT);
        Story unsent = watched(0).calls(0, 12_000, Outcome.OK).calls(12_000, 40_000, Outcome.NOT_SENT);

        assertThat(judged(hung, "5s")).startsWith("FAIL yes, lane orders was still out when it was closed");
        assertThat(judged(unsent, "5s")).startsWith("UNKNOWN no, for ").endsWith("which was still out at the end");
    }

    @Test
    void controlIsNotMetByWhatWasNotSent() {
        Story story = watched(0)
                .calls(0, 12_000, Outcome.OK)
                .calls(12_000, 12_200, Outcome.FAILED)
                .calls(12_200, 25_000, Outcome.NOT_SENT)
                .calls(25_000, 40_000, Outcome.OK);

        assertThat(judged(story, ">= 10s")).startsWith("UNKNOWN no, this control demands at least 10s");
    }

    @Test
    void laneOfTheRunFollowsTheSameRule() {
        Story story = Story.begin()
                .lane(WRITE, LaneKind.WRITE)
                .step("steady#1", 0, 2000)
                .step("inject#1", 2000, 2100)
                .ok(WRITE, 0, 2000)
                .failed(WRITE, 2000, 2100)
                .notSent(WRITE, 2100, 6000)
                .ok(WRITE, 6000, 8000)
                .expect("write_outage", "2s")
                .ended(8000, "completed");

        assertThat(story.finding("write_outage").verdict()).isEqualTo(Verdict.UNKNOWN);
    }

    /** A fault from 10 s to 30 s, and calls from an instant on. */
    private static Story watched(long fromMs) {
        return Story.begin()
                .step("steady#1", 0, 10_000)
                .step("inject#1", 10_000, 10_100)
                .fault("pg1", 10_000, 30_000)
                .step("settle#1", 30_200, 40_000)
                .watch(ORDERS, fromMs);
    }

    private static String judged(Story story, String limit) {
        Finding finding = story.expect("call_outage", limit)
                .close("orders", 40_001)
                .ended(40_001, "completed")
                .finding("call_outage");
        return finding.verdict() + " " + finding.account().sure();
    }

    private static Verdict verdict(Story story, Expected expected) {
        Story copy = Story.begin();
        story.history().events().skip(1).forEach(copy::add);
        return copy.add(expected)
                .close("orders", 40_001)
                .ended(40_001, "completed")
                .finding("call_outage")
                .verdict();
    }
}

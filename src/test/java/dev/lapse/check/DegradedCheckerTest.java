package dev.lapse.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.history.LaneKind;
import org.junit.jupiter.api.Test;

class DegradedCheckerTest {
    @Test
    void longestStretchIsMeasuredAndNamesLaneStepAndShare() {
        assertThat(judged(halfFails(2000, 5000), "4s"))
                .isEqualTo(new Finding(
                        "read_degraded",
                        Verdict.PASS,
                        "4s",
                        "2.960s (50% not OK, lane read-haproxy, every 20ms)",
                        new Account(
                                "is the longest degraded stretch of reads of any client lane at most 4s?",
                                "longest degraded stretch of reads: 2.960s (50% not OK) on lane read-haproxy in inject#1, from 2.000s",
                                "yes, lane read-haproxy looked every 20ms, floor 60ms, late by at most 0ms")));
    }

    @Test
    void longerThanTheLimitFails() {
        assertThat(judged(halfFails(2000, 5000), "2s"))
                .extracting(Finding::verdict, Story::sure)
                .satisfies(answer -> {
                    assertThat(answer.get(0)).isEqualTo(Verdict.FAIL);
                    assertThat(answer.get(1).toString()).startsWith("yes, 960ms above the limit; ");
                });
    }

    @Test
    void nothingFailedPasses() {
        Story story = Story.begin().lane(Story.READ, LaneKind.READ).ok(Story.READ, 0, 9000);

        assertThat(judged(story, "0"))
                .extracting(Finding::verdict, Finding::measured, Story::seen)
                .containsExactly(Verdict.PASS, "none (lane read-haproxy, every 20ms)", "every read was OK on 1 lane");
    }

    @Test
    void attemptThatFailsAloneHasNoLength() {
        assertThat(judged(halfFails(2000, 2020), "0").verdict()).isEqualTo(Verdict.PASS);
    }

    @Test
    void lanesOfTheOtherKindDoNotCount() {
        Story story = halfFails(2000, 5000).expect("write_degraded", "0");

        assertThat(story.finding("write_degraded"))
                .extracting(Finding::verdict, Finding::measured)
                .containsExactly(Verdict.UNKNOWN, "no lane");
    }

    @Test
    void onlyTheNamedLaneCounts() {
        Story story = halfFails(2000, 5000)
                .lane("read-vip", LaneKind.READ)
                .ok("read-vip", 0, 9000)
                .expect("read_degraded", "read-vip", "0");

        assertThat(story.finding("read_degraded").verdict()).isEqualTo(Verdict.PASS);
    }

    @Test
    void laneThatNeverHadAnOkIsUnknown() {
        Story story = Story.begin().lane(Story.READ, LaneKind.READ).failed(Story.READ, 0, 9000);

        assertThat(judged(story, "1h").verdict()).isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void laneWithoutAttemptsIsUnknown() {
        assertThat(judged(Story.begin().lane(Story.READ, LaneKind.READ), "1h").verdict())
                .isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void periodAboveTheLimitIsUnknown() {
        assertThat(judged(halfFails(2000, 2020), "10ms"))
                .extracting(Finding::verdict)
                .isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void silenceAboveTheLimitIsUnknown() {
        assertThat(judged(nothingSent(), "0").verdict()).isEqualTo(Verdict.UNKNOWN);

        Story oneHung = well().hung(Story.READ, 2000, 2020)
                .notSent(Story.READ, 2020, 3000)
                .ok(Story.READ, 3000, 9000);
        assertThat(judged(oneHung, "900ms"))
                .extracting(Finding::verdict, Finding::text)
                .satisfies(answer -> {
                    assertThat(answer.get(0)).isEqualTo(Verdict.UNKNOWN);
                    assertThat(answer.get(1).toString())
                            .endsWith(
                                    "cannot tell: it neither sent nor got anything for 1.000s, which is above the limit");
                });
    }

    @Test
    void silenceWithinTheLimitIsNoMatter() {
        Story story = halfFails(2000, 2020).notSent(Story.READ, 9000, 10_000).ok(Story.READ, 10_000, 10_020);

        assertThat(judged(story, "2s").verdict()).isEqualTo(Verdict.PASS);
    }

    @Test
    void lateProbeNearTheLimitIsUnknown() {
        assertThat(judged(withLateAttempt(), "2980ms").verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(judged(withLateAttempt(), "2950ms").verdict()).isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void lateProbeFarFromTheLimitIsNoMatter() {
        assertThat(judged(withLateAttempt(), "4s").verdict()).isEqualTo(Verdict.PASS);
        assertThat(judged(withLateAttempt(), "2s").verdict()).isEqualTo(Verdict.FAIL);
    }

    @Test
    void stretchThatIsNotOverAtTheEndFails() {
        assertThat(judged(halfFails(6000, 9000), "1h"))
                .extracting(Finding::verdict, Finding::text)
                .satisfies(answer -> {
                    assertThat(answer.get(0)).isEqualTo(Verdict.FAIL);
                    assertThat(answer.get(1).toString()).contains("was not well again when it was closed");
                });
    }

    @Test
    void stretchWithPausesLongerThanTheFloorIsNotOverEither() {
        Story story = Story.begin()
                .lane(Story.READ, LaneKind.READ)
                .step("steady#1", 0, 1990)
                .step("inject#1", 1990, 2010);
        for (long at = 0; at < 9000; at += 20) {
            if (at >= 6000 && at % 200 == 100) {
                story.failed(Story.READ, at, at + 20);
            } else {
                story.ok(Story.READ, at, at + 20);
            }
        }

        assertThat(judged(story, "1h"))
                .extracting(Finding::verdict, Finding::measured)
                .containsExactly(
                        Verdict.FAIL, "more than 2.800s, still open (11% not OK, lane read-haproxy, every 20ms)");
    }

    @Test
    void oneLongPauseLeavesNoStretchOpen() {
        Story story = halfFails(2000, 5000).failed(Story.READ, 7000, 7020);

        assertThat(judged(story, "1h").verdict()).isEqualTo(Verdict.PASS);
    }

    @Test
    void stretchThatIsNotOverInARunCutShortIsUnknown() {
        Story story = halfFails(6000, 9000).expect("read_degraded", "1h").ended(9000, "interrupted");

        assertThat(story.finding("read_degraded").verdict()).isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void controlThatDemandsMoreFailsAndOneThatIsMetPasses() {
        assertThat(judged(halfFails(2000, 5000), ">= 5s").verdict()).isEqualTo(Verdict.FAIL);
        assertThat(judged(halfFails(2000, 5000), "1s..5s").verdict()).isEqualTo(Verdict.PASS);
    }

    @Test
    void demandThatSilenceMayHideIsUnknown() {
        assertThat(judged(nothingSent(), ">= 1s").verdict()).isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void stretchBeforeTheFirstInjectionMeetsNoDemand() {
        assertThat(judged(halfFails(500, 1900), ">= 1s").verdict()).isEqualTo(Verdict.FAIL);
    }

    /** A read lane that is well until the injection, at 2 s. */
    private static Story well() {
        return Story.begin()
                .lane(Story.READ, LaneKind.READ)
                .step("steady#1", 0, 1990)
                .step("inject#1", 1990, 2010)
                .ok(Story.READ, 0, 2000);
    }

    private static Story nothingSent() {
        return well().notSent(Story.READ, 2000, 6000).ok(Story.READ, 6000, 9000);
    }

    private static Finding judged(Story story, String limit) {
        return story.expect("read_degraded", limit).ended(9000, "completed").finding("read_degraded");
    }

    /** Every other read fails from here to there, in the step that began at 1990 ms. */
    private static Story halfFails(long fromMs, long toMs) {
        return halfFails(fromMs, toMs, -1);
    }

    private static Story halfFails(long fromMs, long toMs, long lateMs) {
        Story story = Story.begin()
                .lane(Story.READ, LaneKind.READ)
                .step("steady#1", 0, 1990)
                .step("inject#1", 1990, 2010)
                .ok(Story.READ, 0, fromMs);
        for (long at = fromMs; at < toMs; at += 40) {
            story.failed(Story.READ, at, at + 20);
            if (at + 20 == lateMs) {
                story.late(Story.READ, lateMs, lateMs + 30);
            } else {
                story.ok(Story.READ, at + 20, Math.min(at + 40, toMs));
            }
        }
        return story.ok(Story.READ, toMs, 9000);
    }

    /** The attempt due in the middle of the stretch was made 30 ms late. */
    private static Story withLateAttempt() {
        return halfFails(2000, 5000, 3020);
    }
}

package dev.lapse.check;

import static dev.lapse.check.Story.READ;
import static dev.lapse.check.Story.WRITE;
import static dev.lapse.history.AttemptMaker.attempt;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.history.LaneKind;
import dev.lapse.history.LaneName;
import dev.lapse.history.Outcome;
import org.junit.jupiter.api.Test;

class OutageCheckerTest {
    @Test
    void outageWithinTheLimitPassesAndSaysHowItWasMeasured() {
        Finding finding = out3s().expect("write_outage", "5s").finding("write_outage");

        assertThat(finding)
                .isEqualTo(new Finding(
                        "write_outage",
                        Verdict.PASS,
                        "5s",
                        "3.020s (at least 2.979s, lane write-haproxy, every 20ms)",
                        new Account(
                                "is the longest write outage of any client lane at most 5s?",
                                "longest write outage: 3.020s (at least 2.979s) on lane write-haproxy in inject#1, from 1.982s",
                                "yes, lane write-haproxy looked every 20ms, floor 60ms, late by at most 0ms")));
    }

    @Test
    void outageAboveTheLimitFails() {
        Finding finding = out3s().expect("write_outage", "3s").finding("write_outage");

        assertThat(finding.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(finding.account().sure()).startsWith("yes, 20ms above the limit; ");
    }

    @Test
    void noOutageIsSaidWithTheFloor() {
        Finding finding = steady().ok(WRITE, 2000, 8000)
                .expect("write_outage", "0")
                .ended(8000, "completed")
                .finding("write_outage");

        assertThat(finding.verdict()).isEqualTo(Verdict.PASS);
        assertThat(finding.measured()).isEqualTo("none longer than 60ms (lane write-haproxy, every 20ms)");
    }

    @Test
    void outageStillOpenFailsWhateverTheLimit() {
        Finding finding = steady().failed(WRITE, 2000, 8000)
                .ended(8000, "completed")
                .expect("write_outage", "1h")
                .finding("write_outage");

        assertThat(finding.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(finding.measured()).startsWith("more than 5.998s, still open");
    }

    @Test
    void laneWithAnExpectationOfItsOwnIsBoundByNoOther() {
        Story story = steady().lane("write-pooler", LaneKind.WRITE)
                .ok("write-pooler", 0, 2000)
                .failed("write-pooler", 2000, 8000)
                .ok(WRITE, 2000, 8000)
                .ended(8000, "completed")
                .expect("write_outage", "0");
        assertThat(story.finding("write_outage").verdict()).isEqualTo(Verdict.FAIL);

        story.expect("write_outage", "write-pooler", ">= 5s");

        assertThat(story.findings("write_outage")).extracting(Finding::verdict).containsOnly(Verdict.PASS);
        assertThat(story.findings("write_outage"))
                .extracting(Finding::measured)
                .anySatisfy(measured -> assertThat(measured).startsWith("none longer"))
                .anySatisfy(measured -> assertThat(measured).contains("still open"));
    }

    @Test
    void outageStillOpenWhenTheRunWasCutShortIsUnknown() {
        assertThat(steady().failed(WRITE, 2000, 8000)
                        .ended(8000, "interrupted")
                        .expect("write_outage", "1h")
                        .finding("write_outage")
                        .verdict())
                .isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void untrustedOutageIsUnknownWhereTheDoubtMatters() {
        assertThat(late(2500).expect("write_outage", "2460ms").finding("write_outage"))
                .satisfies(f -> assertThat(f.verdict()).isEqualTo(Verdict.UNKNOWN))
                .satisfies(f -> assertThat(f.text())
                        .contains("the probe was late by up to 50ms on lane " + WRITE
                                + ", so the outage was between 2.379s and 2.470s, and 2.46s lies in between"));
    }

    @Test
    void untrustedOutageFailsWhereEvenItsLowerBoundIsAboveTheLimit() {
        assertThat(late(2500)
                        .expect("write_outage", "1s")
                        .finding("write_outage")
                        .verdict())
                .isEqualTo(Verdict.FAIL);
    }

    @Test
    void outageStillOpenAtTheEndFailsThoughAnAttemptWasLate() {
        Story story = steady().failed(WRITE, 2000, 5000)
                .lateFailed(WRITE, 5000, 5060)
                .failed(WRITE, 5080, 8000)
                .ended(8000, "completed")
                .expect("write_outage", "1h");

        assertThat(story.finding("write_outage").verdict()).isEqualTo(Verdict.FAIL);
    }

    @Test
    void untrustedOutagePassesWhereTheDoubtCannotMakeItTooLong() {
        assertThat(late(2500)
                        .expect("write_outage", "5s")
                        .finding("write_outage")
                        .verdict())
                .isEqualTo(Verdict.PASS);
    }

    @Test
    void untrustedOutageOfWhichNothingIsSurePassesWhereNoMinimumIsDemanded() {
        Finding finding = steady().failed(WRITE, 2000, 2100)
                .late(WRITE, 2100, 2400)
                .ok(WRITE, 2400, 8000)
                .ended(8000, "completed")
                .expect("write_outage", "2s")
                .finding("write_outage");

        assertThat(finding.verdict()).isEqualTo(Verdict.PASS);
        assertThat(finding.text()).doesNotContain("demands");
    }

    @Test
    void laneThatNeverHadAnOkIsUnknown() {
        Finding finding = Story.begin()
                .lane(WRITE, LaneKind.WRITE)
                .failed(WRITE, 0, 1000)
                .expect("write_outage", "1s")
                .finding("write_outage");

        assertThat(finding.verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(finding.text()).contains("lane write-haproxy had no OK in 50 attempts");
    }

    @Test
    void floorAboveTheLimitIsUnknown() {
        Finding finding = out3sUnsteady().expect("write_outage", "400ms").finding("write_outage");

        assertThat(finding.verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(finding.text()).contains("its floor of 440ms is above the limit");
    }

    @Test
    void controlThatCatchesTooLittleFails() {
        Finding finding = out3s().expect("write_outage", ">= 10s").finding("write_outage");

        assertThat(finding.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(finding.text()).contains("did not catch what it must");
        assertThat(out3s().expect("write_outage", "1s..10s")
                        .finding("write_outage")
                        .verdict())
                .isEqualTo(Verdict.PASS);
    }

    @Test
    void controlOfARunCutShortIsUnknown() {
        Story story = steady().failed(WRITE, 2000, 5000)
                .ok(WRITE, 5000, 8000)
                .ended(8000, "interrupted")
                .expect("write_outage", ">= 10s");

        assertThat(story.finding("write_outage").verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(story.finding("write_outage").text()).contains("the run was cut short");
    }

    @Test
    void controlThatCaughtOnlyALateProbeIsUnknown() {
        assertThat(late(2500).expect("write_outage", ">= 2400ms").finding("write_outage"))
                .satisfies(f -> assertThat(f.verdict()).isEqualTo(Verdict.UNKNOWN))
                .satisfies(f -> assertThat(f.text()).contains("the probe itself was late"));
    }

    @Test
    void laneWithoutAnyOkIsNoControlThatFailed() {
        assertThat(Story.begin()
                        .lane(WRITE, LaneKind.WRITE)
                        .failed(WRITE, 0, 1000)
                        .ended(1000, "completed")
                        .expect("write_outage", ">= 1s")
                        .finding("write_outage")
                        .verdict())
                .isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void pauseAboveTheLimitThatIsTooShortForAStallIsUnknown() {
        Story story = Story.begin()
                .lane(WRITE, LaneKind.WRITE)
                .step("steady#1", 0, 10_000)
                .ok(WRITE, 0, 5000)
                .ok(WRITE, 5500, 12_000)
                .ok(WRITE, 15_600, 20_000)
                .ended(20_000, "completed");

        assertThat(story.outages(WRITE)).isEmpty();
        Finding finding = story.expect("write_outage", "3s").finding("write_outage");
        assertThat(finding.verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(finding.measured()).startsWith("none longer than 3.620s");
        assertThat(finding.text()).contains("no answer for 3.620s without a failed attempt");
    }

    /** Its first attempt hangs for 4 s and is OK then: no attempt failed, and nobody can say that it was well. */
    @Test
    void firstOkThatComesLateIsUnknown() {
        Story story = steps();
        story.add(attempt(new LaneName(WRITE), 0, 0, 0, Story.nanos(4000), Outcome.OK)
                .made());
        story.notSent(WRITE, 20, 4000).ok(WRITE, 4000, 8000).ended(8000, "completed");

        assertThat(story.expect("write_outage", "2s").finding("write_outage").verdict())
                .isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void endWithoutAnOkThatIsTooShortForAStallIsUnknown() {
        Story story = steady().ok(WRITE, 2000, 7800).notSent(WRITE, 7800, 8000).ended(8000, "completed");

        assertThat(story.expect("write_outage", "100ms").finding("write_outage").verdict())
                .isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void attemptsFoundNotSentLateAreTheHarnessesOwn() {
        Story story = Story.begin()
                .lane(WRITE, LaneKind.WRITE)
                .step("steady#1", 0, 5000)
                .ok(WRITE, 0, 8000)
                .hung(WRITE, 8000, 8020);
        for (long seq = 401; seq <= 450; seq++) {
            story.add(attempt(
                            new LaneName(WRITE),
                            seq,
                            Story.nanos(seq * 20),
                            Story.nanos(seq * 20),
                            Story.nanos(9001),
                            Outcome.NOT_SENT)
                    .made());
        }
        story.ok(WRITE, 9020, 12_000).ended(12_000, "completed");

        assertThat(story.outages(WRITE)).extracting(Outage::trusted).containsExactly(false);
        assertThat(story.expect("write_outage", "0").finding("write_outage").verdict())
                .isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void limitOfALaneBindsThatLaneAlone() {
        Story story = out3s().lane(READ, LaneKind.READ).ok(READ, 0, 8000);

        assertThat(story.expect("read_outage", READ, "100ms")
                        .finding("read_outage")
                        .verdict())
                .isEqualTo(Verdict.PASS);
        assertThat(story.expect("write_outage", "nobody", "5s").finding("write_outage"))
                .extracting(Finding::verdict, Story::seen)
                .containsExactly(Verdict.UNKNOWN, "no client write lane nobody in this run");
    }

    @Test
    void outageInWhichNothingWasSentMeetsNoDemand() {
        Story story = steady().notSent(WRITE, 2000, 5000).ok(WRITE, 5000, 8000).ended(8000, "completed");

        assertThat(story.expect("write_outage", ">= 1s").finding("write_outage").verdict())
                .isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void outageBeforeTheFirstFaultWasRequestedMeetsNoDemand() {
        assertThat(out3s().expect("write_outage", ">= 1s")
                        .finding("write_outage")
                        .verdict())
                .isEqualTo(Verdict.PASS);
        assertThat(out3s().fault("pg1", 6000, 7000)
                        .expect("write_outage", ">= 1s")
                        .finding("write_outage")
                        .verdict())
                .isEqualTo(Verdict.FAIL);
    }

    @Test
    void demandBelowTheFloorIsUnknown() {
        assertThat(out3sUnsteady()
                        .expect("write_outage", ">= 100ms")
                        .finding("write_outage")
                        .verdict())
                .isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void limitOfAllLanesThatAreNamedByOthersAsksNothing() {
        Story story = steady().expect("write_outage", "45s").expect("write_outage", WRITE, "30s");

        assertThat(story.findings("write_outage"))
                .extracting(Finding::verdict)
                .containsExactly(Verdict.PASS, Verdict.PASS);
    }

    @Test
    void controlOfNoLaneIsUnknown() {
        Story story = steady().expect("write_outage", ">= 1s").expect("write_outage", WRITE, "30s");

        assertThat(story.findings("write_outage"))
                .extracting(Finding::verdict)
                .containsExactly(Verdict.UNKNOWN, Verdict.PASS);
    }

    @Test
    void outagesWithoutAnExpectationAreNotJudged() {
        assertThat(out3s().findings("write_outage")).isEmpty();
    }

    @Test
    void outageBeforeAnyFaultIsAFindingOfItsOwn() {
        Story story = steady500msOut().expect("write_outage", "1s");

        assertThat(story.finding("steady_outage").verdict()).isEqualTo(Verdict.FAIL);
        assertThat(story.finding("steady_outage").text())
                .contains("before any fault")
                .contains("was out in steady#1 for 520ms, from ");
        assertThat(steady500msOut()
                        .expect("write_outage", "0")
                        .finding("write_outage")
                        .verdict())
                .isEqualTo(Verdict.FAIL);
        assertThat(out3s().expect("write_outage", "5s").findings("steady_outage"))
                .isEmpty();
    }

    private static Story steady500msOut() {
        return steps().ok(WRITE, 0, 1000)
                .failed(WRITE, 1000, 1500)
                .ok(WRITE, 1500, 8000)
                .ended(8000, "completed");
    }

    private static Story late(long untilMs) {
        return steady().failed(WRITE, 2000, 2000 + untilMs - 100)
                .late(WRITE, 1900 + untilMs, 1950 + untilMs)
                .ok(WRITE, 1960 + untilMs, 8000)
                .ended(8000, "completed");
    }

    private static Story out3s() {
        return steady().failed(WRITE, 2000, 5000).ok(WRITE, 5000, 8000).ended(8000, "completed");
    }

    private static Story out3sUnsteady() {
        return steps().ok(WRITE, 0, 1000).ok(WRITE, 1200, 8000).ended(8000, "completed");
    }

    private static Story steady() {
        return steps().ok(WRITE, 0, 2000);
    }

    private static Story steps() {
        return Story.begin()
                .lane(WRITE, LaneKind.WRITE)
                .step("steady#1", 0, 1990)
                .step("inject#1", 1990, 2000)
                .step("hold#1", 2000, 8000);
    }
}

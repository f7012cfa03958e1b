package dev.lapse.check;

import static dev.lapse.check.Story.READ;
import static dev.lapse.check.Story.WRITE;
import static dev.lapse.check.Story.ms;
import static dev.lapse.check.Story.nanos;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Timeline;
import dev.lapse.history.FaultPhase;
import dev.lapse.history.GateSide;
import dev.lapse.history.LaneKind;
import dev.lapse.history.Outcome;
import dev.lapse.history.SteadySeen;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CheckersTest {
    @Test
    void readBehindAnAcknowledgedWriteIsStaleByItsAge() {
        Story story = reading().read(500, 20).read(520, 25);

        assertThat(story.measured().reads().staleMax()).isEqualTo(ms(500 - 422));
        assertThat(story.measured().reads().staleRows()).isEqualTo(4);
        assertThat(story.expect("stale_read", "100ms").finding("stale_read").verdict())
                .isEqualTo(Verdict.PASS);
        assertThat(reading()
                        .read(500, 20)
                        .expect("stale_read", "50ms")
                        .finding("stale_read")
                        .verdict())
                .isEqualTo(Verdict.FAIL);
        assertThat(reading()
                        .read(500, 20)
                        .expect("stale_read", ">= 1s")
                        .finding("stale_read")
                        .text())
                .contains("did not catch what it must");
    }

    @Test
    void readOfTheNewestAcknowledgedWriteIsNotStale() {
        assertThat(reading().read(500, 24).measured().reads().staleMax()).isEqualTo(ms(0));
        assertThat(reading().read(500, 24).measured().reads().staleRows()).isZero();
    }

    @Test
    void laneThatReturnsLessThanBeforeGoesBackward() {
        assertThat(reading()
                        .read(500, 24)
                        .read(520, 23)
                        .measured()
                        .reads()
                        .backward()
                        .all())
                .isEqualTo(1);
    }

    @Test
    void backwardReadsAreCountedAgainstTheirLimit() {
        assertThat(reading()
                        .read(500, 24)
                        .read(520, 23)
                        .expect("backward_reads", "0")
                        .finding("backward_reads"))
                .extracting(Finding::verdict, Finding::measured)
                .containsExactly(Verdict.FAIL, "1");
        assertThat(reading()
                        .read(500, 24)
                        .read(520, 24)
                        .expect("backward_reads", "0")
                        .finding("backward_reads")
                        .verdict())
                .isEqualTo(Verdict.PASS);
    }

    @Test
    void aReadLaneThatIsNeverAnsweredLeavesReadsUnknown() {
        Story story = reading().read(500, 24).lane("read-silent", LaneKind.READ);

        assertThat(story.expect("backward_reads", "0").finding("backward_reads"))
                .extracting(Finding::verdict, Story::sure)
                .containsExactly(Verdict.UNKNOWN, "no, lane read-silent was never answered");
        assertThat(story.expect("stale_read", "1s").finding("stale_read").verdict())
                .isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void staleReadsWithoutReadsOrWritesAreUnknown() {
        assertThat(reading().expect("stale_read", "1s").finding("stale_read").verdict())
                .isEqualTo(Verdict.UNKNOWN);
        assertThat(Story.begin()
                        .lane(READ, LaneKind.READ)
                        .read(0, 3)
                        .expect("stale_read", "1s")
                        .finding("stale_read")
                        .verdict())
                .isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void lockThatChangesHandsIsAFailoverHoweverLongItWasFree() {
        Story story = Story.begin()
                .leader(0, "pg1")
                .primary(0, "pg1", 1)
                .leader(3000, null)
                .leader(5000, "pg2")
                .primary(5100, "pg2", 2);

        assertThat(story.measured().failovers())
                .containsExactly(new Failover(
                        new NodeName("pg1"), new NodeName("pg2"), new Timeline(1), new Timeline(2), nanos(5000)));
        assertThat(story.expect("failovers", "1").finding("failovers").verdict())
                .isEqualTo(Verdict.PASS);
    }

    @Test
    void lockThatComesBackToItsHolderIsNoFailover() {
        Story story = Story.begin().leader(0, "pg1").leader(3000, null).leader(5000, "pg1");

        assertThat(story.measured().failovers()).isEmpty();
        assertThat(story.expect("failovers", ">= 1").finding("failovers").verdict())
                .isEqualTo(Verdict.UNKNOWN);
        assertThat(story.ended(6000, "completed").finding("failovers").verdict())
                .isEqualTo(Verdict.FAIL);
    }

    @Test
    void failoverBeforeTheFirstInjectionMeetsNoDemand() {
        Story story = Story.begin()
                .leader(0, "pg1")
                .leader(1000, "pg2")
                .step("inject#1", 2000, 2010)
                .ended(9000, "completed")
                .expect("failovers", ">= 1");

        assertThat(story.finding("failovers").verdict()).isEqualTo(Verdict.FAIL);
        assertThat(story.leader(3000, "pg1").finding("failovers").verdict()).isEqualTo(Verdict.PASS);
    }

    @Test
    void moreFailoversThanAllowedFailAndNobodyWatchingIsUnknown() {
        assertThat(Story.begin()
                        .leader(0, "pg1")
                        .leader(1, "pg2")
                        .expect("failovers", "0")
                        .finding("failovers")
                        .verdict())
                .isEqualTo(Verdict.FAIL);
        assertThat(Story.begin().expect("failovers", "0").finding("failovers").verdict())
                .isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void faultWithEvidenceOfBothPasses() {
        assertThat(Story.begin().fault("pg1", 10, 20).finding("faults_proven"))
                .extracting(Finding::verdict, Finding::measured)
                .containsExactly(Verdict.PASS, "1 of 1");
    }

    @Test
    void faultThatShowedNoEffectIsUnknownAndSaysWhatWasSeen() {
        Finding finding = Story.begin()
                .phase("pg1", 1, FaultPhase.REQUESTED, null)
                .phase("pg1", 2, FaultPhase.INJECTED, null)
                .phase("pg1", 3, FaultPhase.UNPROVEN, "pg2 still connects")
                .phase("pg1", 4, FaultPhase.HEALED, null)
                .phase("pg1", 5, FaultPhase.HEAL_PROVEN, "pg2 connects")
                .finding("faults_proven");

        assertThat(finding)
                .extracting(Finding::verdict, Story::sure)
                .containsExactly(
                        Verdict.UNKNOWN,
                        "no, network-loss on pg1 (inject#1/1) has no evidence that it took effect, saw pg2 still"
                                + " connects");
    }

    @Test
    void whatHadToBeRefusedAndWasDoneFails() {
        Finding finding = Story.begin()
                .phase("switchover", "pg1", 1, FaultPhase.REQUESTED, null)
                .phase("switchover", "pg1", 2, FaultPhase.INJECTED, null)
                .phase("switchover", "pg1", 3, FaultPhase.NOT_REFUSED, "Patroni says: switched over 200")
                .phase("switchover", "pg1", 5, FaultPhase.HEAL_PROVEN, "pg2 leads")
                .finding("faults_proven");

        assertThat(finding.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(finding.text())
                .contains("switchover on pg1 (inject#1/1) had to be refused and was not, saw Patroni says: switched"
                        + " over");
    }

    @Test
    void injectStepThatInjectedNothingIsUnknown() {
        assertThat(Story.begin().step("inject#1", 0, 9).finding("faults_proven"))
                .extracting(Finding::verdict, Story::sure)
                .containsExactly(Verdict.UNKNOWN, "no, inject#1 injected nothing");
    }

    @Test
    void faultThatWasNeverHealedIsUnknown() {
        Finding finding = Story.begin()
                .phase("pg1", 2, FaultPhase.INJECTED, null)
                .phase("pg1", 3, FaultPhase.PROVEN, "silent")
                .finding("faults_proven");

        assertThat(finding.verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(finding.text()).endsWith("was never healed");
    }

    @Test
    void steadyStateNotReachedBeforeIsUnknown() {
        Finding finding = Story.begin()
                .add(new SteadySeen(5, GateSide.BEFORE, false, "no leader"))
                .finding("steady_before");

        assertThat(finding)
                .extracting(Finding::verdict, Story::seen, Story::sure)
                .containsExactly(
                        Verdict.UNKNOWN,
                        "not steady at 0.0ms: no leader",
                        "no, the run ended here and nothing was injected");
    }

    @Test
    void steadyStateNotReachedAfterFailsWhereAllMustRejoin() {
        Story story = Story.begin()
                .add(new SteadySeen(5, GateSide.AFTER, false, "pg1 does not stream"))
                .ended(6, "completed");

        assertThat(story.finding("steady_after").verdict()).isEqualTo(Verdict.FAIL);
        assertThat(story.expect("failovers", "0").finding("steady_after").verdict())
                .isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void settleThatMissedItsDeadlineFailsThoughALaterOneDidNot() {
        Story story = Story.begin()
                .fault("pg1", 10, 20)
                .add(new SteadySeen(nanos(30), GateSide.AFTER, false, "pg1 does not stream"))
                .add(new SteadySeen(nanos(50), GateSide.AFTER, true, ""))
                .ended(60, "completed");

        assertThat(story.finding("steady_after"))
                .extracting(Finding::verdict, Story::seen)
                .containsExactly(Verdict.FAIL, "not steady at 30ms: pg1 does not stream");
    }

    @Test
    void plannedFaultExcusesNoSettleAfterIt() {
        Story story = Story.begin()
                .phase("switchover", "pg1", 10, FaultPhase.INJECTED, null)
                .phase("switchover", "pg1", 20, FaultPhase.HEAL_PROVEN, "pg2 is the primary")
                .add(new SteadySeen(nanos(30), GateSide.AFTER, false, "pg1 does not stream"))
                .add(new SteadySeen(nanos(50), GateSide.AFTER, true, ""))
                .ended(60, "completed");

        assertThat(story.finding("steady_after").verdict()).isNotEqualTo(Verdict.PASS);
    }

    @Test
    void aFaultThatCouldNotBeHealedIsNotHeldAgainstTheCluster() {
        Story story = Story.begin()
                .phase("network-loss", "pg1", 10, FaultPhase.INJECTED, null)
                .add(new SteadySeen(nanos(30), GateSide.AFTER, false, "pg1 does not stream"))
                .ended(60, "completed");

        assertThat(story.finding("steady_after").verdict()).isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void settleUnderAFaultIsNotHeldAgainstTheCluster() {
        Story story = Story.begin()
                .fault("pg1", 10, 40)
                .add(new SteadySeen(nanos(30), GateSide.AFTER, false, "pg1 does not stream"))
                .add(new SteadySeen(nanos(50), GateSide.AFTER, true, ""))
                .ended(60, "completed");

        assertThat(story.finding("steady_after").verdict()).isEqualTo(Verdict.PASS);
    }

    @Test
    void settleWithoutALookAtTheEndIsUnknown() {
        assertThat(Story.begin().step("settle#1", 0, 9).finding("steady_after").verdict())
                .isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void probeOnTimePasses() {
        assertThat(probe().ok(WRITE, 0, 4000).finding("probe_healthy"))
                .extracting(Finding::verdict, Finding::measured)
                .containsExactly(Verdict.PASS, "p99 late by 0ms, at most 0ms");
    }

    @Test
    void clientLaneThatNeverHadAnOkIsUnknown() {
        assertThat(probe().failed(WRITE, 0, 4000).finding("probe_healthy"))
                .satisfies(f -> assertThat(f.verdict()).isEqualTo(Verdict.UNKNOWN))
                .satisfies(f -> assertThat(f.text()).contains("had no OK in 200 attempts"));
    }

    @Test
    void aBusyMachineCostsResolutionAndNotTheVerdict() {
        Story story = probe().ok(WRITE, 0, 1000)
                .late(WRITE, 1000, 1050)
                .late(WRITE, 1020, 1060)
                .ok(WRITE, 1040, 4000);

        assertThat(story.finding("probe_healthy"))
                .satisfies(f -> assertThat(f.verdict()).isEqualTo(Verdict.PASS))
                .satisfies(f -> assertThat(f.measured()).endsWith("at most 50ms"));
    }

    @Test
    void aLaneThatWasMostlyLateHadNotThePeriodThatIsPrinted() {
        Story story = probe();
        for (long due = 0; due < 2000; due += 20) {
            story = due % 40 == 0 || due < 200 ? story.late(WRITE, due, due + 30) : story.ok(WRITE, due, due + 20);
        }

        assertThat(story.ok(WRITE, 2000, 4000).finding("probe_healthy"))
                .satisfies(f -> assertThat(f.verdict()).isEqualTo(Verdict.UNKNOWN))
                .satisfies(f -> assertThat(f.account().sure())
                        .startsWith("no, lane write-haproxy was late with 55 and could not send 0 of 100 attempts"
                                + " of the steady phase; the machine"));
    }

    @Test
    void lateAndNotSentTogetherAreWhatALaneMissed() {
        Story story = probe();
        for (long due = 0; due < 2000; due += 40) {
            story = story.late(WRITE, due, due + 39).notSent(WRITE, due + 20, due + 40);
        }

        assertThat(story.ok(WRITE, 2000, 4000).finding("probe_healthy").verdict())
                .isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void aLaneWhoseAttemptsEndBeforeTheNextIsDueIsNotSilentInBetween() {
        Story story = Story.begin()
                .holding("seldom", Duration.ofSeconds(10), Duration.ofSeconds(1), Duration.ofMillis(5))
                .step("steady#1", 0, 28_000)
                .held("seldom", 0, 30_000, Outcome.OK)
                .close("seldom", 28_500);

        assertThat(story.finding("probe_healthy").verdict()).isEqualTo(Verdict.PASS);
    }

    @Test
    void aDirectLaneThatIsLateNowAndThenCostsResolution() {
        Story story = Story.begin()
                .direct("state-pg1", LaneKind.STATE, "pg1")
                .direct("state-pg2", LaneKind.STATE, "pg2")
                .step("steady#1", 0, 9999)
                .says("state-pg2", false, 0, 10_000)
                .says("state-pg1", true, 0, 5000)
                .late("state-pg1", 5000, 5250)
                .late("state-pg1", 5100, 5260)
                .says("state-pg1", true, 5200, 10000)
                .expect("dual_primary", "never");

        assertThat(story.finding("probe_healthy").verdict()).isEqualTo(Verdict.PASS);
        assertThat(story.finding("dual_primary").measured()).endsWith(", asked every 100ms, late by up to 250ms");
    }

    @Test
    void laneWithoutAttemptsOrWithHolesOrSilentOrStarvedIsUnknown() {
        assertThat(probe().finding("probe_healthy").account().sure())
                .isEqualTo("no, lane write-haproxy made no attempt");
        assertThat(probe().ok(WRITE, 0, 1000).ok(WRITE, 1100, 2000).finding("probe_healthy"))
                .extracting(Finding::verdict, Story::sure)
                .containsExactly(Verdict.UNKNOWN, "no, lane write-haproxy has no record of 5 attempts that were due");
        assertThat(probe().ok(WRITE, 0, 2000)
                        .close(WRITE, 9000)
                        .finding("probe_healthy")
                        .account()
                        .sure())
                .isEqualTo("no, lane write-haproxy fell silent 7.020s before it was closed");
        assertThat(probe().notSent(WRITE, 0, 1500)
                        .ok(WRITE, 1500, 2000)
                        .finding("probe_healthy")
                        .account()
                        .sure())
                .startsWith("no, lane write-haproxy was late with 0 and could not send 75 of 100 attempts of the steady"
                        + " phase");
    }

    @Test
    void halfOfTheReadsFailingIsDegradedNotOut() {
        Story story = probe().ok(WRITE, 0, 2000);
        for (long due = 2000; due < 3000; due += 40) {
            story.failed(WRITE, due, due + 1).ok(WRITE, due + 20, due + 21);
        }
        story.ok(WRITE, 3000, 4000);

        assertThat(story.outages(WRITE)).isEmpty();
        assertThat(story.measured().lanes().get(0).degraded())
                .containsExactly(
                        new Degraded("inject#1", nanos(2000), nanos(2960), 25, 25 / 49.0, true, ms(0), ms(40)));
    }

    @Test
    void laneCountsAndPercentilesAreOfItsAttempts() {
        LaneMeasure lane = probe().ok(WRITE, 0, 1000)
                .late(WRITE, 1000, 1005)
                .failed(WRITE, 1020, 1040)
                .hung(WRITE, 1040, 1060)
                .notSent(WRITE, 1060, 1100)
                .measured()
                .lanes()
                .get(0);

        assertThat(lane.attempts()).isEqualTo(55);
        assertThat(lane.ok()).isEqualTo(51);
        assertThat(lane.failed()).isEqualTo(1);
        assertThat(lane.indeterminate()).isEqualTo(1);
        assertThat(lane.notSent()).isEqualTo(2);
        assertThat(lane.latenessP50()).isZero();
        assertThat(lane.latenessMax()).isEqualTo(ms(5));
        assertThat(lane.latencyP99()).isEqualTo(ms(2));
    }

    /** Writes 0 to 24, the last one acknowledged at 482 ms. */
    private static Story reading() {
        return Story.begin()
                .lane(WRITE, LaneKind.WRITE)
                .lane(READ, LaneKind.READ)
                .ok(WRITE, 0, 500);
    }

    private static Story probe() {
        return Story.begin()
                .lane(WRITE, LaneKind.WRITE)
                .step("steady#1", 0, 1999)
                .step("inject#1", 1999, 2000);
    }
}

package dev.lapse.check;

import static dev.lapse.check.Story.ms;
import static dev.lapse.check.Story.nanos;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.lapse.cluster.NodeName;
import dev.lapse.history.ClusterReady;
import dev.lapse.history.FaultPhase;
import dev.lapse.history.GateSide;
import dev.lapse.history.LaneKind;
import dev.lapse.history.ObserverOpened;
import dev.lapse.history.RejoinLogRead;
import dev.lapse.history.RejoinSeen;
import dev.lapse.history.SteadySeen;
import dev.lapse.history.SyncSeen;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RejoinTest {
    private static final NodeName PG1 = new NodeName("pg1");
    private static final NodeName PG2 = new NodeName("pg2");

    @Test
    void nodeThatWasHitAndThatPatroniWasNeverSeenOnIsUnknown() {
        Story story = Story.begin()
                .expect("rejoined", "all")
                .primary(0, "pg2", 1, "pg3")
                .fault("pg1", 10, 20)
                .ended(60, "completed");

        assertThat(story.finding("rejoined"))
                .extracting(Finding::verdict, Story::sure)
                .containsExactly(Verdict.UNKNOWN, "no, Patroni was not watched on pg1, which was hit");
    }

    @Test
    void oldPrimaryIsBackWhenItStreamsOnTheNewTimeline() {
        Story story = failover().replica(8000, "pg1", 2).primary(9000, "pg2", 2, "pg1");

        assertThat(story.measured().rejoins()).containsExactly(new Rejoin(PG1, ms(2000), "follow"));
        assertThat(rejoined(story))
                .extracting(Finding::verdict, Finding::measured, Story::seen)
                .containsExactly(
                        Verdict.PASS,
                        "pg1 in 2.000s by follow",
                        "pg1 was back 2.000s after heal, promotion or request (follow)");
    }

    @Test
    void itMayHaveBeenBackForAsLongAsNobodyAsked() {
        Story story = failover()
                .add(new ObserverOpened(0, "patroni-pg2", 250_000_000L))
                .replica(8000, "pg1", 2)
                .primary(9000, "pg2", 2, "pg1");

        assertThat(story.measured().rejoins()).extracting(Rejoin::resolution).containsExactly(ms(250));
    }

    @Test
    void itsLogSaysHow() {
        Story story = failover()
                .replica(8000, "pg1", 2)
                .primary(9000, "pg2", 2, "pg1")
                .add(new RejoinSeen(nanos(8000), PG1, "pg_rewind", "running pg_rewind from pg2"));

        assertThat(story.measured().rejoins()).extracting(Rejoin::how).containsExactly("pg_rewind");
    }

    @Test
    void aNodeThatDoesNotStreamIsBackWhenItRuns() {
        Story streaming = failover().replica(8000, "pg1", 1);
        Story not = failover()
                .add(new ClusterReady(
                        0,
                        "reference",
                        Map.of(),
                        Map.of("hosts.pg1.patroni.tags.nostream", "true"),
                        false,
                        "md5",
                        0,
                        0,
                        null))
                .replica(8000, "pg1", 1);

        assertThat(rejoined(streaming).verdict()).isEqualTo(Verdict.FAIL);
        assertThat(not.measured().rejoins()).containsExactly(new Rejoin(PG1, ms(1000), "follow"));
        assertThat(rejoined(not).verdict()).isEqualTo(Verdict.PASS);
    }

    @Test
    void lateLossOfTheLockCountsFromThere() {
        Story story = Story.begin()
                .leader(0, "pg1")
                .primary(0, "pg1", 1, "pg2")
                .leader(5000, "pg2")
                .primary(5100, "pg2", 2)
                .replica(5500, "pg1", 2)
                .primary(6000, "pg2", 2, "pg1");

        assertThat(story.measured().rejoins()).containsExactly(new Rejoin(PG1, ms(1000), "follow"));
    }

    @Test
    void switchoverCountsFromThePromotionToTheOldPrimarysReturn() {
        Story story = Story.begin()
                .direct("state-pg1", LaneKind.STATE, "pg1")
                .direct("state-pg2", LaneKind.STATE, "pg2")
                .leader(0, "pg1")
                .primary(0, "pg1", 1, "pg2")
                .replica(0, "pg2", 1);
        planned(story, "switchover", "pg1", 1000, 6000)
                .leader(2000, "pg2")
                .primary(2100, "pg2", 2)
                .primary(5000, "pg2", 2, "pg1")
                .replica(5500, "pg1", 2)
                .wal("state-pg2", 5900, 2, 5000, true)
                .wal("state-pg1", 6100, 2, 6000, false);

        assertThat(story.measured().rejoins()).containsExactly(new Rejoin(PG1, ms(4102), "follow"));
    }

    @Test
    void nodeThatIsMadeAnewCountsFromTheRequestAndNotFromWhatProvesIt() {
        Story story = Story.begin()
                .direct("state-pg1", LaneKind.STATE, "pg1")
                .direct("state-pg2", LaneKind.STATE, "pg2")
                .primary(0, "pg1", 1, "pg2")
                .replica(0, "pg2", 1);
        planned(story, "reinitialize", "pg2", 1000, 4000)
                .primary(1100, "pg1", 1)
                .gone(1100, "pg2")
                .primary(3500, "pg1", 1, "pg2")
                .replica(3900, "pg2", 1)
                .wal("state-pg1", 3900, 1, 5000, true)
                .wal("state-pg2", 4100, 1, 6000, false);

        assertThat(story.measured().rejoins()).containsExactly(new Rejoin(PG2, ms(3103), "follow"));
    }

    @Test
    void plannedFaultThatLedNowhereIsNotBack() {
        Story story = Story.begin()
                .primary(0, "pg1", 1, "pg2")
                .replica(0, "pg2", 1)
                .phase("reinitialize", "pg2", 999, FaultPhase.REQUESTED, null)
                .phase("reinitialize", "pg2", 1000, FaultPhase.INJECTED, null)
                .phase("reinitialize", "pg2", 61_000, FaultPhase.HEAL_UNPROVEN, "pg2 has no data yet after 60s");

        assertThat(story.measured().rejoins()).containsExactly(new Rejoin(PG2, null, "follow"));
    }

    @Test
    void streamingOnAnOldTimelineIsNotBack() {
        Story story = failover().replica(8000, "pg1", 1).primary(9000, "pg3", 1, "pg1");

        assertThat(story.measured().rejoins()).containsExactly(new Rejoin(PG1, null, "follow"));
    }

    @Test
    void nodeThatNeverStreamsAgainFails() {
        assertThat(rejoined(failover()))
                .extracting(Finding::verdict, Finding::measured)
                .containsExactly(Verdict.FAIL, "pg1 did not");
    }

    @Test
    void nodeThatWasHitFirstIsTheHeadlineUnlessAnotherDidNotComeBack() {
        Story both = Story.begin()
                .primary(0, "pg3", 1, "pg1", "pg2")
                .replica(0, "pg1", 1)
                .replica(0, "pg2", 1)
                .fault("pg2", 1000, 2000)
                .gone(1000, "pg2")
                .fault("pg1", 3000, 4000)
                .gone(3000, "pg1")
                .primary(4500, "pg3", 1)
                .replica(4600, "pg2", 1)
                .primary(5000, "pg3", 1, "pg2");

        assertThat(rejoined(both).measured()).isEqualTo("pg1 did not (1 of 2)");

        both.replica(6000, "pg1", 1).primary(6000, "pg3", 1, "pg1", "pg2");

        assertThat(rejoined(both).measured()).isEqualTo("pg2 in 3.000s by follow (2 of 2)");
    }

    @Test
    void runInWhichNoNodeWasHitSaysSo() {
        Story calm = Story.begin().primary(0, "pg1", 1, "pg2").replica(0, "pg2", 1);

        assertThat(rejoined(calm))
                .extracting(Finding::verdict, Finding::measured, Story::seen)
                .containsExactly(Verdict.PASS, "no node had to", "no node was hit or lost the lock");
    }

    @Test
    void missingNodeOfARunCutShortIsUnknown() {
        assertThat(failover().ended(8000, "interrupted").finding("rejoined").verdict())
                .isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void missingNodeWhoseFaultWasNeverHealedIsUnknown() {
        Story story = Story.begin()
                .primary(0, "pg1", 1, "pg2")
                .replica(0, "pg2", 1)
                .phase("pg2", 1000, FaultPhase.INJECTED, null)
                .gone(1500, "pg2");

        assertThat(rejoined(story).verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(rejoined(story).text()).contains("never healed");
    }

    @Test
    void nobodyWatchedIsUnknown() {
        assertThat(rejoined(Story.begin()).verdict()).isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void rowThatStoodAtHealIsNotBackByItself() {
        Story story = cutReplica();

        assertThat(story.measured().rejoins()).containsExactly(new Rejoin(PG2, null, "follow"));
    }

    @Test
    void rowThatStoodAtHealIsBackWhenNewWalComesThrough() {
        Story story = cutReplica()
                .wal("state-pg2", 1900, 1, 4000, false)
                .wal("state-pg2", 2100, 1, 5000, false)
                .wal("state-pg2", 2500, 1, 5001, false);

        assertThat(story.measured().rejoins()).containsExactly(new Rejoin(PG2, ms(502), "follow"));
    }

    @Test
    void walThatCameThroughBeforeHealProvesNothingOfTheRow() {
        Story story = cutReplica().wal("state-pg2", 1999, 1, 6000, false);

        assertThat(story.measured().rejoins()).containsExactly(new Rejoin(PG2, null, "follow"));
    }

    @Test
    void rowThatStoodAtHealIsBackWhenItWasMadeAnew() {
        Story story = cutReplica().primary(4000, "pg1", 1).primary(4500, "pg1", 1, "pg2");

        assertThat(story.measured().rejoins()).containsExactly(new Rejoin(PG2, ms(2500), "follow"));
    }

    @Test
    void secondRowBesideTheOneThatStoodAtHealIsBack() {
        Story story = cutReplica().primary(3000, "pg1", 1, "pg2", "pg2");

        assertThat(story.measured().rejoins()).containsExactly(new Rejoin(PG2, ms(1000), "follow"));
    }

    @Test
    void rowThatStoodAtHealIsBackByTheSteadyGate() {
        Story story = cutReplica().add(new SteadySeen(nanos(3200), GateSide.AFTER, true, ""));

        assertThat(story.measured().rejoins()).containsExactly(new Rejoin(PG2, ms(1200), "follow"));
    }

    @Test
    void textSaysWhatFailedBeforeTheNodeCameBack() {
        Story story = failover()
                .replica(8000, "pg1", 2)
                .primary(9000, "pg2", 2, "pg1")
                .add(new RejoinSeen(nanos(9500), PG1, "basebackup", "replica has been created using basebackup"))
                .add(walRemoved(PG1));

        assertThat(rejoined(story).account().seen())
                .isEqualTo(
                        "pg1 was back 2.000s after heal, promotion or request (basebackup); pg1: requested WAL segment"
                                + " 000000010000000000000003 has already been removed; pg1 came back by basebackup");
    }

    @Test
    void textSaysWhyANodeIsStillMissing() {
        assertThat(rejoined(failover().add(walRemoved(PG1))))
                .extracting(Finding::verdict, Story::seen)
                .containsExactly(
                        Verdict.FAIL,
                        "pg1 did not stream again on the newest timeline; pg1: requested WAL segment"
                                + " 000000010000000000000003 has already been removed");
    }

    @Test
    void failedWayBackFailsItsLimit() {
        Story story =
                failover().expect("failed_rejoins", "0").add(walRemoved(PG1)).add(nothingFailed(PG2));

        assertThat(story.measured().failedRejoins())
                .extracting(FailedRejoin::node, FailedRejoin::how)
                .containsExactly(tuple(PG1, "requested WAL segment 000000010000000000000003 has already been removed"));
        assertThat(story.finding("failed_rejoins"))
                .isEqualTo(new Finding(
                        "failed_rejoins",
                        Verdict.FAIL,
                        "0",
                        "1 node",
                        new Account(
                                "is the number of nodes of which a way back failed 0?",
                                "pg1: requested WAL segment 000000010000000000000003 has already been removed",
                                "yes, 1 above the limit; the logs of 2 nodes were read")));
    }

    @Test
    void noFailedWayBackPasses() {
        Story story =
                failover().expect("failed_rejoins", "0").add(nothingFailed(PG1)).add(nothingFailed(PG2));

        assertThat(story.finding("failed_rejoins"))
                .extracting(Finding::verdict, Finding::measured, Story::seen)
                .containsExactly(Verdict.PASS, "0 nodes", "no way back failed");
    }

    @Test
    void logThatWasNotReadIsUnknown() {
        Story story = failover().expect("failed_rejoins", "0").add(nothingFailed(PG2));

        assertThat(story.finding("failed_rejoins"))
                .extracting(Finding::verdict, Story::sure)
                .containsExactly(Verdict.UNKNOWN, "no, the log of pg1 could not be read");
    }

    @Test
    void nobodyReadTheLogsIsUnknown() {
        assertThat(failover().expect("failed_rejoins", "0").finding("failed_rejoins"))
                .extracting(Finding::verdict, Finding::measured)
                .containsExactly(Verdict.UNKNOWN, "not observed");
    }

    @Test
    void controlOfFailedWaysBackPassesWithOneAndFailsWithNone() {
        Story none = failover()
                .expect("failed_rejoins", ">= 1")
                .add(nothingFailed(PG1))
                .add(nothingFailed(PG2))
                .ended(9000, "completed");
        Story one = failover().expect("failed_rejoins", ">= 1").add(walRemoved(PG1));

        assertThat(none.finding("failed_rejoins").verdict()).isEqualTo(Verdict.FAIL);
        assertThat(one.finding("failed_rejoins").verdict()).isEqualTo(Verdict.PASS);
    }

    @Test
    void primaryThatKeptTheLockHasNothingToRejoin() {
        Story story =
                Story.begin().primary(0, "pg1", 1, "pg2").replica(0, "pg2", 1).fault("pg1", 1000, 2000);

        assertThat(story.measured().rejoins()).isEmpty();
        assertThat(rejoined(story).verdict()).isEqualTo(Verdict.PASS);
    }

    @Test
    void primaryThatWasHitAndIsGoneHasNotKeptTheLock() {
        Story story = Story.begin()
                .primary(0, "pg1", 1, "pg2")
                .replica(0, "pg2", 1)
                .fault("pg1", 1000, 2000)
                .gone(1100, "pg1")
                .ended(9000, "completed");

        assertThat(rejoined(story).verdict()).isEqualTo(Verdict.FAIL);
    }

    @Test
    void steadyGateProvesWhatThePollMissed() {
        Story story = failover().add(new SteadySeen(nanos(9500), GateSide.AFTER, true, ""));

        assertThat(story.measured().rejoins()).containsExactly(new Rejoin(PG1, ms(2500), "follow"));
    }

    @Test
    void synchronousModeWaitsForANamedStandby() {
        Story story = failover()
                .synchronous()
                .add(new SyncSeen(nanos(5100), PG2, List.of()))
                .replica(8000, "pg1", 2)
                .primary(9000, "pg2", 2, "pg1")
                .add(new SyncSeen(nanos(9700), PG2, List.of(PG1)));

        assertThat(story.measured().rejoins()).containsExactly(new Rejoin(PG1, ms(2700), "follow"));
    }

    /** Asked for here, and proven there to have led to what it should; nobody heals it. */
    private static Story planned(Story story, String fault, String target, long askedMs, long provenMs) {
        return story.phase(fault, target, askedMs - 1, FaultPhase.REQUESTED, null)
                .phase(fault, target, askedMs, FaultPhase.INJECTED, null)
                .phase(fault, target, askedMs + 100, FaultPhase.PROVEN, "it has begun")
                .phase(fault, target, provenMs, FaultPhase.HEAL_PROVEN, "runs as a replica");
    }

    private static Finding rejoined(Story story) {
        return story.ended(20_000, "completed").finding("rejoined");
    }

    /** pg2 is cut off from 1 s to 2 s, and pg1 lists it all the time; it had written up to byte 5000 when that was healed. */
    private static Story cutReplica() {
        return Story.begin()
                .direct("state-pg1", LaneKind.STATE, "pg1")
                .direct("state-pg2", LaneKind.STATE, "pg2")
                .primary(0, "pg1", 1, "pg2")
                .replica(0, "pg2", 1)
                .fault("pg2", 1000, 2000)
                .wal("state-pg1", 1900, 1, 5000, true)
                .wal("state-pg1", 2100, 1, 7000, true);
    }

    private static RejoinLogRead walRemoved(NodeName node) {
        String how = "requested WAL segment 000000010000000000000003 has already been removed";
        return new RejoinLogRead(
                nanos(10_000),
                node,
                List.of(new RejoinLogRead.Failure(
                        how, "FATAL:  could not receive data from WAL stream: ERROR:  " + how)));
    }

    private static RejoinLogRead nothingFailed(NodeName node) {
        return new RejoinLogRead(nanos(10_000), node, List.of());
    }

    /** pg1 is cut off at 2 s, pg2 takes over at 5 s, the fault is healed at 7 s. */
    private static Story failover() {
        return Story.begin()
                .leader(0, "pg1")
                .primary(0, "pg1", 1, "pg2")
                .replica(0, "pg2", 1)
                .fault("pg1", 2000, 7000)
                .leader(5000, "pg2")
                .primary(5100, "pg2", 2);
    }
}

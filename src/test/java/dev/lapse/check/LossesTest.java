package dev.lapse.check;

import static dev.lapse.check.Story.WRITE;
import static dev.lapse.check.Story.nanos;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Timeline;
import dev.lapse.history.FinalRead;
import dev.lapse.history.LaneKind;
import dev.lapse.history.LaneName;
import dev.lapse.history.LogSeen;
import dev.lapse.history.LoggedFact;
import dev.lapse.history.Salvaged;
import dev.lapse.history.SeqRange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is said of each lost row. The final read of a story is of pg2 on timeline 2. */
class LossesTest {
    private static final NodeName PG1 = new NodeName("pg1");

    @Test
    void rowAcknowledgedBeforeThePromotionIsALossAtFailover() {
        Story story = acknowledged(1, 100, "pg1")
                .says("state-pg2", false, 0, 500)
                .wal("state-pg2", 500, 2, 900, true)
                .ack(WRITE, 600, "pg2", 2)
                .finalRead(WRITE, new SeqRange(0, 3), new SeqRange(30, 30));

        Losses losses = losses(story);
        assertThat(losses.byClass()).isEqualTo(Map.of(LossClass.LOSS_AT_FAILOVER, 1L));
        assertThat(losses.first()).isEqualTo(losses.last());
        assertThat(rows(story))
                .containsExactly(new LostRow(
                        new LaneName(WRITE),
                        4,
                        nanos(82),
                        PG1,
                        new Timeline(1),
                        null,
                        LossClass.LOSS_AT_FAILOVER,
                        null,
                        null,
                        List.of()));
    }

    @Test
    void rowAfterThePromotionAndBeforeItsFirstAcknowledgementIsASequentialFork() {
        Story story = acknowledged(1, 600, "pg1")
                .says("state-pg2", false, 0, 500)
                .wal("state-pg2", 500, 2, 900, true)
                .ack(WRITE, 700, "pg2", 2)
                .finalRead(WRITE, new SeqRange(0, 25), new SeqRange(35, 35));

        assertThat(losses(story).byClass()).isEqualTo(Map.of(LossClass.SEQUENTIAL_FORK, 4L));
    }

    @Test
    void rowAfterTheFirstAcknowledgementOfTheNewerTimelineIsAConcurrentFork() {
        Story story = acknowledged(1, 600, "pg1")
                .says("state-pg2", false, 0, 500)
                .wal("state-pg2", 500, 2, 900, true)
                .direct("write-pg2", LaneKind.WRITE, "pg2")
                .ack("write-pg2", 500, "pg2", 2)
                .finalRead(WRITE, new SeqRange(0, 25));

        assertThat(losses(story).byClass()).isEqualTo(Map.of(LossClass.CONCURRENT_FORK, 4L));
    }

    /** The witness of writes counts such an acknowledgement as late: the node may have taken it long before. */
    @Test
    void rowThatWasAskedForBeforeTheNewerTimelineAndAcknowledgedAfterItIsNotClassed() {
        Story story = acknowledged(1, 400, "pg1")
                .says("state-pg2", false, 0, 500)
                .wal("state-pg2", 500, 2, 900, true)
                .direct("write-pg1", LaneKind.WRITE, "pg1")
                .slowAck(WRITE, 440, 400, "pg1", 1)
                .ack(WRITE, 600, "pg2", 2)
                .finalRead(WRITE, new SeqRange(0, 19), new SeqRange(30, 30));

        assertThat(losses(story).byClass()).isEqualTo(Map.of(LossClass.NOT_CLASSED, 1L));
        assertThat(losses(story).unclassed().keySet())
                .containsExactly("it was asked for before timeline 2 acknowledged a write, and acknowledged after"
                        + " that: when pg1 took it is not known");
        assertThat(story.measured().dualPrimary().witness(Witness.CLIENTS).orElseThrow())
                .satisfies(clients -> assertThat(clients.late()).isEqualTo(1))
                .satisfies(clients -> assertThat(clients.sightings()).isEmpty());
    }

    @Test
    void rowThatWasAskedForBeforeTheNewerTimelineBeganIsNoSequentialFork() {
        Story story = acknowledged(1, 400, "pg1")
                .says("state-pg2", false, 0, 500)
                .wal("state-pg2", 500, 2, 900, true)
                .slowAck(WRITE, 440, 200, "pg1", 1)
                .ack(WRITE, 700, "pg2", 2)
                .finalRead(WRITE, new SeqRange(0, 19), new SeqRange(35, 35));

        assertThat(losses(story).unclassed().keySet())
                .containsExactly("it was asked for before timeline 2 began, and acknowledged after that: when pg1 took"
                        + " it is not known");
    }

    /** Whoever was promoted to timeline 2 dropped it, or took over before it was acknowledged. */
    @Test
    void rowBeforeATimelineThatWasSkippedIsNotClassed() {
        Story story = acknowledged(1, 100, "pg1")
                .says("state-pg2", false, 0, 500)
                .wal("state-pg2", 500, 3, 900, true)
                .ack(WRITE, 600, "pg2", 3)
                .add(new FinalRead(
                        nanos(100_000),
                        new NodeName("pg2"),
                        new Timeline(3),
                        new LaneName(WRITE),
                        List.of(new SeqRange(0, 3), new SeqRange(30, 30))));

        assertThat(losses(story).unclassed())
                .containsExactly(Map.entry(
                        "when timeline 2 began was not seen, and whether the row came before it is not known", 1L));
    }

    @Test
    void rowAfterASkippedTimelineIsStillAConcurrentFork() {
        Story story = acknowledged(1, 800, "pg1")
                .says("state-pg2", false, 0, 500)
                .wal("state-pg2", 500, 3, 900, true)
                .direct("write-pg2", LaneKind.WRITE, "pg2")
                .ack("write-pg2", 600, "pg2", 3)
                .add(new FinalRead(
                        nanos(100_000),
                        new NodeName("pg2"),
                        new Timeline(3),
                        new LaneName(WRITE),
                        List.of(new SeqRange(0, 37))));

        assertThat(losses(story).byClass()).isEqualTo(Map.of(LossClass.CONCURRENT_FORK, 2L));
    }

    @Test
    void rowThatCannotBeToldFromThePromotionIsNotClassedAndSaysWhy() {
        Story story = acknowledged(1, 460, "pg1")
                .says("state-pg2", false, 0, 401)
                .wal("state-pg2", 500, 2, 900, true)
                .finalRead(WRITE, new SeqRange(0, 19));

        Losses losses = losses(story);
        assertThat(losses.byClass()).isEqualTo(Map.of(LossClass.NOT_CLASSED, 3L));
        assertThat(losses.unclassed())
                .containsExactly(Map.entry(
                        "timeline 2 began between 400ms and 502ms, and whether the row came before it is not known",
                        3L));
    }

    @Test
    void logOfTheNewPrimaryTellsItFromThePromotion() {
        Story story = acknowledged(1, 460, "pg1")
                .says("state-pg2", false, 0, 401)
                .wal("state-pg2", 500, 2, 900, true)
                .add(log("pg2", LoggedFact.RECOVERED, 470))
                .finalRead(WRITE, new SeqRange(0, 19));

        assertThat(losses(story).byClass()).isEqualTo(Map.of(LossClass.LOSS_AT_FAILOVER, 3L));
    }

    @Test
    void withoutAStateLaneWhatCameBeforeTheNewTimelineIsNotClassed() {
        Story story = Story.begin().lane(WRITE, LaneKind.WRITE);
        acks(story, 0, 100, "pg1", 1);
        story.ack(WRITE, 600, "pg2", 2).finalRead(WRITE, new SeqRange(0, 3), new SeqRange(30, 30));

        assertThat(losses(story).unclassed().keySet())
                .containsExactly("timeline 2 began before 602ms, and whether the row came before it is not known");
    }

    /** It cannot have begun before a timeline of a lower number. */
    @Test
    void aThirdTimelineThatOnlyClientsSawHidesNotWhenTheSecondBegan() {
        Story story = acknowledged(1, 100, "pg1")
                .says("state-pg2", false, 0, 500)
                .wal("state-pg2", 500, 2, 900, true)
                .ack(WRITE, 600, "pg2", 2)
                .ack(WRITE, 800, "pg3", 3)
                .finalRead(WRITE, new SeqRange(0, 3), new SeqRange(30, 30), new SeqRange(40, 40));

        assertThat(losses(story).byClass()).isEqualTo(Map.of(LossClass.LOSS_AT_FAILOVER, 1L));
    }

    @Test
    void rowThatIsGoneAfterARestartOnTheSameTimelineIsALossAtCrashRecovery() {
        Story story = acknowledged(2, 100, "pg2")
                .add(log("pg2", LoggedFact.STARTING, 150))
                .ack(WRITE, 600, "pg2", 2)
                .finalRead(WRITE, new SeqRange(0, 2), new SeqRange(30, 30));

        assertThat(losses(story).byClass()).isEqualTo(Map.of(LossClass.LOSS_AT_CRASH_RECOVERY, 2L));
    }

    @Test
    void restartIsSeenByADirectLaneToo() {
        Story story = Story.begin().lane(WRITE, LaneKind.WRITE).direct("state-pg2", LaneKind.STATE, "pg2");
        acks(story, 0, 100, "pg2", 2);
        story.wal("state-pg2", 0, 2, 900, true)
                .error("state-pg2", "57P03", "the database system is starting up", 100, 200)
                .wal("state-pg2", 300, 2, 900, true)
                .finalRead(WRITE, new SeqRange(0, 2));

        assertThat(losses(story).byClass()).isEqualTo(Map.of(LossClass.LOSS_AT_CRASH_RECOVERY, 2L));
    }

    /** A write may be refused for a moment by a node whose state lane hears nothing of it. */
    @Test
    void whatTwoLanesHearMakesNoRestart() {
        Story story = asked().wal("state-pg2", 0, 2, 900, true)
                .error("write-pg2", "25006", "read-only", 100, 200)
                .wal("state-pg2", 200, 2, 900, true)
                .finalRead(WRITE, new SeqRange(0, 2));

        assertThat(losses(story).byClass()).isEqualTo(Map.of(LossClass.NOT_CLASSED, 2L));
    }

    @Test
    void answersOfAnotherLaneHideNoRestart() {
        Story story = asked().wal("state-pg2", 0, 2, 900, true)
                .error("state-pg2", "57P03", "the database system is starting up", 100, 200)
                .ok("write-pg2", 200, 300)
                .wal("state-pg2", 300, 2, 900, true)
                .finalRead(WRITE, new SeqRange(0, 2));

        assertThat(losses(story).byClass()).isEqualTo(Map.of(LossClass.LOSS_AT_CRASH_RECOVERY, 2L));
    }

    private static Story asked() {
        Story story = Story.begin()
                .lane(WRITE, LaneKind.WRITE)
                .direct("state-pg2", LaneKind.STATE, "pg2")
                .direct("write-pg2", LaneKind.WRITE, "pg2");
        return acks(story, 0, 100, "pg2", 2);
    }

    @Test
    void rowThatVanishesWithoutARestartIsNotClassed() {
        Story story = acknowledged(2, 100, "pg2")
                .ack(WRITE, 600, "pg2", 2)
                .finalRead(WRITE, new SeqRange(0, 2), new SeqRange(30, 30));

        assertThat(losses(story).unclassed())
                .containsExactly(Map.entry(
                        "pg2 went on with timeline 2 without it, and was not seen to start again in between", 2L));
    }

    @Test
    void restartAfterALaterRowThatIsThereHasNotLostTheRow() {
        Story story = acknowledged(2, 100, "pg2")
                .add(log("pg2", LoggedFact.STARTING, 150))
                .finalRead(WRITE, new SeqRange(0, 2), new SeqRange(4, 4));

        assertThat(losses(story).byClass()).isEqualTo(Map.of(LossClass.NOT_CLASSED, 1L));
    }

    @Test
    void rowBeforeARestartAndAPromotionIsNotClassed() {
        Story story = acknowledged(1, 100, "pg1")
                .add(log("pg1", LoggedFact.STARTING, 150))
                .ack(WRITE, 200, "pg1", 1)
                .says("state-pg2", false, 0, 500)
                .wal("state-pg2", 500, 2, 900, true)
                .finalRead(WRITE, new SeqRange(0, 3));

        Losses losses = losses(story);
        assertThat(losses.byClass()).isEqualTo(Map.of(LossClass.NOT_CLASSED, 1L, LossClass.LOSS_AT_FAILOVER, 1L));
        assertThat(losses.unclassed().keySet())
                .containsExactly("pg1 started again after it and went on with timeline 1: whether the restart or the"
                        + " promotion dropped it is not known");
    }

    @Test
    void walIsThatFromTheLastRowWhichIsThereToTheLastOneLost() {
        Story story = Story.begin().lane(WRITE, LaneKind.WRITE);
        for (int seq = 0; seq < 5; seq++) {
            story.ack(WRITE, seq * 20L, "pg1", 1, 1000 + 100L * seq);
        }
        story.finalRead(WRITE, new SeqRange(0, 2));

        assertThat(losses(story).walBytes()).isEqualTo(200);
        assertThat(losses(story).over()).isEqualTo(Duration.ofMillis(20));
    }

    @Test
    void walIsNotKnownWithoutPositions() {
        assertThat(losses(acknowledged(1, 100, "pg1").finalRead(WRITE)).walBytes())
                .isNull();
    }

    @Test
    void rowThatAReadReturnedWasRead() {
        Story story = readable(1, 100).read(60, 2).read(80, 3).finalRead(WRITE, new SeqRange(0, 1));

        Losses losses = losses(story);
        assertThat(losses.count()).isEqualTo(3);
        assertThat(losses.read()).isEqualTo(2);
        assertThat(rows(story))
                .extracting(LostRow::read)
                .containsExactly(
                        new LostRow.Read(new LaneName(Story.READ), null, nanos(62)),
                        new LostRow.Read(new LaneName(Story.READ), null, nanos(82)),
                        null);
    }

    @Test
    void whoSeesALaterRowThatIsGoneSeesTheEarlierOne() {
        Story story = readable(1, 100).read(100, 4).finalRead(WRITE, new SeqRange(0, 1));

        assertThat(losses(story).read()).isEqualTo(3);
    }

    @Test
    void laterRowThatIsThereProvesNoReadOfAnEarlierOne() {
        Story story = readable(2, 100).read(100, 4).finalRead(WRITE, new SeqRange(0, 1), new SeqRange(4, 4));

        assertThat(losses(story).read()).isZero();
    }

    @Test
    void laterRowOfAnotherNodeProvesNoReadOfAnEarlierOne() {
        Story story = readable(1, 60).ack(WRITE, 60, "pg3", 1).read(100, 3).finalRead(WRITE, new SeqRange(0, 1));

        assertThat(rows(story)).extracting(row -> row.read() != null).containsExactly(false, true);
    }

    @Test
    void indeterminateRowThatWasReadAndIsGoneIsNotLost() {
        Story story = readable(1, 60).hung(WRITE, 60, 80).read(100, 3).finalRead(WRITE, new SeqRange(0, 2));

        assertThat(losses(story).count()).isZero();
        assertThat(story.measured().reads().dirty())
                .get()
                .extracting(ReadMeasure.Dirty::rows)
                .isEqualTo(1L);
    }

    @Test
    void lostRowsAreFoundOnTheNodeThatStillHadThem() {
        Story story = acknowledged(1, 100, "pg1")
                .add(salvaged("pg1", WRITE, new SeqRange(0, 5)))
                .add(new Salvaged(nanos(90_000), new NodeName("pg3"), null, null, List.of(), "host copy", "too large"))
                .finalRead(WRITE, new SeqRange(0, 2));

        Losses losses = losses(story);
        assertThat(losses.deposed())
                .containsExactly(
                        new Losses.Deposed(PG1, 3L, 2L, "pg_rewind copy: 95 MB in 83 ms"),
                        new Losses.Deposed(new NodeName("pg3"), null, null, "host copy: too large"));
        assertThat(losses.foundNowhere()).isZero();
        assertThat(rows(story)).extracting(LostRow::foundOn).containsOnly(List.of(PG1));
    }

    @Test
    void lostRowThatNoDeposedNodeHadIsFoundNowhere() {
        Story story = acknowledged(1, 100, "pg1")
                .add(salvaged("pg1", WRITE, new SeqRange(0, 3)))
                .finalRead(WRITE, new SeqRange(0, 2));

        assertThat(losses(story).foundNowhere()).isEqualTo(1);
    }

    @Test
    void rowThatStandsTwiceIsADuplicate() {
        Story story = acknowledged(1, 100, "pg1")
                .add(new FinalRead(
                        nanos(100_000),
                        PG1,
                        new Timeline(1),
                        new LaneName(WRITE),
                        List.of(new SeqRange(0, 4)),
                        List.of(new SeqRange(2, 3))));

        assertThat(story.measured().writes().duplicate()).isEqualTo(2);
        assertThat(story.measured().writes().unexpected()).isZero();
        assertThat(story.finding("duplicate_writes").verdict()).isEqualTo(Verdict.FAIL);
    }

    @Test
    void duplicatesOfATableWithAKeyWereNotLookedFor() {
        Story story = acknowledged(1, 100, "pg1").finalRead(WRITE, new SeqRange(0, 4));

        assertThat(story.measured().writes().duplicate()).isNull();
        assertThat(story.findings("duplicate_writes")).isEmpty();
    }

    @Test
    void findingNamesClassesAndTheFirstAndTheLastRow() {
        Finding finding = acknowledged(1, 100, "pg1")
                .says("state-pg2", false, 0, 500)
                .wal("state-pg2", 500, 2, 900, true)
                .finalRead(WRITE, new SeqRange(0, 2))
                .expect("lost_writes", "0")
                .finding("lost_writes");

        assertThat(finding.account().seen())
                .isEqualTo("2 acknowledged writes are absent from the final read: 2 loss at failover; first:"
                        + " write-haproxy 3 at 62ms, last: write-haproxy 4 at 82ms; 0 of 0 indeterminate ones"
                        + " are present");
    }

    private static Story acknowledged(int timeline, long toMs, String node) {
        Story story = Story.begin().lane(WRITE, LaneKind.WRITE).direct("state-pg2", LaneKind.STATE, "pg2");
        return acks(story, 0, toMs, node, timeline);
    }

    private static Story readable(int timeline, long toMs) {
        Story story = Story.begin().lane(WRITE, LaneKind.WRITE).lane(Story.READ, LaneKind.READ);
        return acks(story, 0, toMs, "pg1", timeline);
    }

    private static Story acks(Story story, long fromMs, long toMs, String node, int timeline) {
        for (long due = fromMs; due < toMs; due += 20) {
            story.ack(WRITE, due, node, timeline);
        }
        return story;
    }

    private static LogSeen log(String node, LoggedFact fact, long atMs) {
        return new LogSeen(nanos(atMs), new NodeName(node), fact, new NodeName(node), 1_000_000, "as logged");
    }

    private static Salvaged salvaged(String node, String lane, SeqRange... rows) {
        return new Salvaged(
                nanos(90_000),
                new NodeName(node),
                new Timeline(1),
                new LaneName(lane),
                List.of(rows),
                "pg_rewind copy",
                "95 MB in 83 ms");
    }

    private static Losses losses(Story story) {
        return story.measured().writes().losses();
    }

    private static List<LostRow> rows(Story story) {
        List<LostRow> rows = new ArrayList<>();
        losses(story).rows().each(story.history(), rows::add);
        return rows;
    }
}

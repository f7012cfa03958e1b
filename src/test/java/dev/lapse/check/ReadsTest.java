package dev.lapse.check;

import static dev.lapse.check.Story.ms;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Timeline;
import dev.lapse.history.FinalRead;
import dev.lapse.history.LaneKind;
import dev.lapse.history.LaneName;
import dev.lapse.history.SeqRange;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadsTest {
    /** Row k is acknowledged at 20 k + 2 ms. */
    private static Story writing() {
        return Story.begin()
                .lane(Story.WRITE, LaneKind.WRITE)
                .lane(Story.READ, LaneKind.READ)
                .ok(Story.WRITE, 0, 800);
    }

    private static Story visible() {
        return writing().readOf("pg2", 500, 20).readOf("pg2", 600, 26).readOf("pg2", 700, 30);
    }

    /** Row 26 by the read at 600 ms, rows 27 to 30 by that at 700 ms; before the first read nothing is known. */
    @Test
    void aRowIsVisibleBetweenTheLastReadWithoutItAndTheFirstOneWithIt() {
        VisibleOn on = visible().measured().reads().visible().get(0);

        assertThat(on.node()).hasToString("pg2");
        assertThat(on.whole().rows()).isEqualTo(5);
        assertThat(on.whole().max()).isEqualTo(new VisibleOn.Between(ms(600 - 542), ms(702 - 542)));
        assertThat(on.whole().p50().atMost()).isBetween(ms(119), ms(121));
        assertThat(on.whole().readEvery()).isBetween(ms(99), ms(101));
        assertThat(on.unseen()).isEqualTo(9);
        assertThat(on.steady().rows()).isZero();
    }

    @Test
    void whatIsAcknowledgedInTheSteadyPhaseIsToldByItself() {
        VisibleOn on = visible()
                .step("steady#1", 0, 540)
                .step("inject#1", 540, 800)
                .measured()
                .reads()
                .visible()
                .get(0);

        assertThat(on.steady().rows()).isEqualTo(1);
        assertThat(on.steady().max().atMost()).isEqualTo(ms(602 - 522));
        assertThat(on.whole().rows()).isEqualTo(5);
    }

    /** What was acknowledged right before an outage may have to wait for its end. */
    @Test
    void rowsThatWaitedForTheEndOfAnOutageAreToldApart() {
        Story story = Story.begin()
                .lane(Story.WRITE, LaneKind.WRITE)
                .lane(Story.READ, LaneKind.READ)
                .step("steady#1", 0, 2000)
                .ok(Story.WRITE, 0, 2000)
                .failed(Story.WRITE, 2000, 9000)
                .ok(Story.WRITE, 9000, 10_000)
                .readOf("pg2", 1000, 49)
                .readOf("pg2", 1900, 94)
                .readOf("pg2", 9500, 474)
                .readOf("pg2", 9900, 494);

        VisibleOn on = story.measured().reads().visible().get(0);

        assertThat(on.whole().max().atMost()).isEqualTo(ms(9502 - 1902));
        assertThat(on.whole().rows()).isEqualTo(on.up().rows() + 5);
        assertThat(on.up().max().atMost()).isEqualTo(ms(1902 - 1022));
    }

    @Test
    void aRowThatIsLostWasNeverVisibleForGood() {
        VisibleOn on = visible()
                .finalRead(Story.WRITE, new SeqRange(0, 27), new SeqRange(29, 39))
                .measured()
                .reads()
                .visible()
                .get(0);

        assertThat(on.whole().rows()).isEqualTo(4);
    }

    /** Row 26 is in flight with row 27, and may be committed after it: only row 28 tells that both are there. */
    @Test
    void aNewerRowTellsNothingOfOneThatWasInFlightWithIt() {
        Story story = Story.begin()
                .lane(Story.WRITE, LaneKind.WRITE)
                .lane(Story.READ, LaneKind.READ)
                .ok(Story.WRITE, 0, 520)
                .late(Story.WRITE, 520, 545)
                .ok(Story.WRITE, 540, 800)
                .readOf("pg2", 500, 20)
                .readOf("pg2", 560, 27)
                .readOf("pg2", 600, 28);

        VisibleOn on = story.measured().reads().visible().get(0);

        assertThat(on.whole().rows()).isEqualTo(3);
        assertThat(on.whole().max().atMost()).isEqualTo(ms(602 - 547));
        assertThat(on.whole().max().atLeast()).isEqualTo(ms(0));
    }

    @Test
    void twoReplicasMayBeApart() {
        ReadMeasure.Backward backward = writing()
                .readOf("pg2", 500, 24)
                .readOf("pg3", 520, 23)
                .measured()
                .reads()
                .backward();

        assertThat(backward).isEqualTo(new ReadMeasure.Backward(1, 1, 0, 0));
    }

    @Test
    void oneNodeMayNotGoBackward() {
        Story story = writing().readOf("pg2", 500, 24).readOf("pg2", 520, 23);

        assertThat(story.measured().reads().backward()).isEqualTo(new ReadMeasure.Backward(1, 0, 0, 1));
        assertThat(Story.seen(story.expect("backward_reads", "0").finding("backward_reads")))
                .contains("1 on one node without one");
    }

    @Test
    void oneNodeMayGoBackwardWhereThePrimaryChanged() {
        Story story = writing().leader(0, "pg1").leader(510, "pg3");

        assertThat(story.readOf("pg2", 500, 24)
                        .readOf("pg2", 520, 23)
                        .measured()
                        .reads()
                        .backward())
                .isEqualTo(new ReadMeasure.Backward(1, 0, 1, 0));
    }

    @Test
    void whoAnswersWithoutANameIsCountedInAllAlone() {
        assertThat(writing().read(500, 24).read(520, 23).measured().reads().backward())
                .isEqualTo(new ReadMeasure.Backward(1, 0, 0, 0));
    }

    /** Row 40 was read twice, and is gone; row 41 is there, row 42 was not read. */
    @Test
    void aRowThatWasReadAndIsGoneWasDirty() {
        Story story = writing()
                .hung(Story.WRITE, 800, 860)
                .readOf("pg1", 820, 40)
                .readOf("pg1", 840, 40)
                .readOf("pg1", 860, 41);

        assertThat(story.measured().reads().dirty()).isEmpty();
        assertThat(story.finalRead(Story.WRITE, new SeqRange(0, 39), new SeqRange(41, 41))
                        .measured()
                        .reads()
                        .dirty())
                .contains(new ReadMeasure.Dirty(1, 2, 40, Story.nanos(822), 40, Story.nanos(842)));
    }

    /** It was acknowledged: that is a lost row, and counted there. */
    @Test
    void aLostRowIsNotDirty() {
        assertThat(writing()
                        .readOf("pg1", 780, 38)
                        .finalRead(Story.WRITE, new SeqRange(0, 37))
                        .measured()
                        .reads()
                        .dirty())
                .contains(new ReadMeasure.Dirty(0, 0, -1, 0, -1, 0));
    }

    /** Row 40 was read twice, and row 41 once. */
    private static Story dirty() {
        return writing()
                .hung(Story.WRITE, 800, 860)
                .readOf("pg1", 820, 40)
                .readOf("pg1", 840, 40)
                .readOf("pg1", 860, 41);
    }

    private static Story clean() {
        return writing().readOf("pg1", 780, 38);
    }

    private static Finding dirty(Story story, String limit) {
        return story.finalRead(Story.WRITE, new SeqRange(0, 39))
                .expect("dirty_reads", limit)
                .finding("dirty_reads");
    }

    @Test
    void dirtyReadsAreCountedByRowAgainstTheirLimit() {
        assertThat(dirty(dirty(), "2").verdict()).isEqualTo(Verdict.PASS);
        assertThat(dirty(dirty(), "1"))
                .extracting(Finding::verdict, Finding::measured, Story::seen)
                .containsExactly(
                        Verdict.FAIL,
                        "2",
                        "2 rows that were read are gone, of indeterminate writes: in 3 reads, first row 40 at 822ms,"
                                + " last row 41 at 862ms");
    }

    @Test
    void controlOfDirtyReadsThatCatchesNoneFails() {
        assertThat(dirty(dirty(), ">= 2").verdict()).isEqualTo(Verdict.PASS);
        assertThat(dirty(clean().ended(110_000, "completed"), ">= 1").verdict()).isEqualTo(Verdict.FAIL);
        assertThat(dirty(clean().ended(900, "interrupted"), ">= 1").verdict()).isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void dirtyReadsAreUnknownWithoutAFinalRead() {
        assertThat(dirty().expect("dirty_reads", "0").finding("dirty_reads"))
                .extracting(Finding::verdict, Finding::measured, Story::sure)
                .containsExactly(Verdict.UNKNOWN, "unknown", "no, what is gone was not looked for");
    }

    @Test
    void dirtyReadsAreUnknownByAFinalReadFromBeforeTheLaneEnded() {
        assertThat(dirty().add(new FinalRead(
                                Story.nanos(830),
                                new NodeName("pg1"),
                                new Timeline(1),
                                new LaneName(Story.WRITE),
                                List.of(new SeqRange(0, 39))))
                        .expect("dirty_reads", "0")
                        .finding("dirty_reads")
                        .verdict())
                .isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void dirtyReadsAreUnknownWhereNobodyRead() {
        assertThat(dirty(Story.begin().lane(Story.WRITE, LaneKind.WRITE).ok(Story.WRITE, 0, 800), "0"))
                .extracting(Finding::verdict, Story::sure)
                .containsExactly(Verdict.UNKNOWN, "no, no lane read");
        assertThat(dirty(writing(), "0").verdict()).isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void silentReadLaneLeavesDirtyReadsUnknownUnlessTheLimitIsExceeded() {
        assertThat(dirty(clean().lane("read-silent", LaneKind.READ), "0"))
                .extracting(Finding::verdict, Story::sure)
                .containsExactly(Verdict.UNKNOWN, "no, lane read-silent was never answered");
        assertThat(dirty(clean().lane("read-silent", LaneKind.READ).ended(110_000, "completed"), ">= 1")
                        .verdict())
                .isEqualTo(Verdict.UNKNOWN);
        assertThat(dirty(dirty().lane("read-silent", LaneKind.READ), "0").verdict())
                .isEqualTo(Verdict.FAIL);
    }
}

package dev.lapse.check;

import static dev.lapse.check.Story.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Timeline;
import dev.lapse.history.CopiedAside;
import dev.lapse.history.LaneKind;
import dev.lapse.history.LaneName;
import dev.lapse.history.RejoinLogRead;
import dev.lapse.history.Salvaged;
import dev.lapse.history.SeqRange;
import dev.lapse.history.TablesCompared;
import dev.lapse.history.TablesCompared.TableDifference;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DeposedNodesTest {
    private static final NodeName PG1 = new NodeName("pg1");
    private static final NodeName PG2 = new NodeName("pg2");

    /** Ten acknowledged rows, all there in the end, and the lock went from pg1 to pg2. */
    private static Story failedOver() {
        return Story.begin()
                .lane(WRITE, LaneKind.WRITE)
                .ok(WRITE, 0, 200)
                .leader(10, "pg1")
                .leader(50, null)
                .leader(60, "pg2")
                .finalRead(WRITE, new SeqRange(0, 9));
    }

    private static Salvaged copy(int timeline, SeqRange... present) {
        return new Salvaged(
                Story.nanos(100_000),
                PG1,
                new Timeline(timeline),
                new LaneName(WRITE),
                List.of(present),
                "pg_rewind copy",
                "a copy");
    }

    private static TablesCompared tables(int timeline, @Nullable Long only, @Nullable Long own) {
        return new TablesCompared(
                Story.nanos(100_000),
                PG1,
                new Timeline(timeline),
                PG2,
                1,
                List.of(new TableDifference("public.t", only, own, 12, 7L)),
                own == null ? "the survivor no longer has its WAL from 0/5000148" : "");
    }

    private static DeposedNode only(Story story) {
        List<DeposedNode> deposed = story.measured().deposed();
        assertThat(deposed).hasSize(1);
        return deposed.get(0);
    }

    @Test
    void oldRecordingWasNotLookedAt() {
        DeposedNode node = only(failedOver());

        assertThat(node.salvaged()).isFalse();
        assertThat(node.why()).isEqualTo("the history tells nothing of it");
        assertThat(node.onlyThere()).isNull();
        assertThat(node.tables()).isEmpty();
    }

    @Test
    void whatCannotBeReadSaysWhy() {
        DeposedNode node = only(failedOver()
                .add(Salvaged.not(Story.nanos(100_000), PG1, Salvaged.NONE, "above the limit of 10 bytes"))
                .add(new CopiedAside(Story.nanos(100_000), PG1, "pg_rewind", false, 26, 40_404_987, null, "above")));

        assertThat(node)
                .extracting(DeposedNode::salvaged, DeposedNode::how, DeposedNode::why)
                .containsExactly(false, "none", "above the limit of 10 bytes");
        assertThat(node.copies()).hasSize(1);
    }

    @Test
    void rowsOfTwoCopiesCountOnce() {
        DeposedNode node = only(failedOver()
                .add(copy(1, new SeqRange(0, 4), new SeqRange(20, 22)))
                .add(copy(1, new SeqRange(0, 4), new SeqRange(21, 24))));

        assertThat(node.onlyThere()).isEqualTo(5);
        assertThat(node.timeline()).isEqualTo(1);
    }

    @Test
    void withoutAFinalReadNobodyKnowsWhatWasOnlyThere() {
        DeposedNode node = only(Story.begin()
                .lane(WRITE, LaneKind.WRITE)
                .leader(10, "pg1")
                .leader(60, "pg2")
                .add(copy(1, new SeqRange(0, 4))));

        assertThat(node.salvaged()).isTrue();
        assertThat(node.onlyThere()).isNull();
    }

    @Test
    void nodeThatWasNotChangedIsToldOnlyWhenItWasDeposed() {
        Story story = failedOver()
                .add(Salvaged.not(Story.nanos(100_000), PG1, Salvaged.FOLLOW, "neither rewound nor made anew"))
                .add(Salvaged.not(Story.nanos(100_000), PG2, Salvaged.FOLLOW, "neither rewound nor made anew"));

        assertThat(only(story).node()).isEqualTo(PG1);
        assertThat(story.findings("deposed")).isEmpty();
    }

    @Test
    void rowsOfNoLaneFailARunThatIsToLoseNothing() {
        Finding finding =
                failedOver().add(tables(1, 5L, 5L)).expect("lost_writes", "0").finding("deposed");

        assertThat(finding.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(finding.measured()).isEqualTo("5 rows that no lane wrote are gone");
        assertThat(finding.account().seen()).isEqualTo("pg1 alone had 5 rows of public.t that the survivor lacks");
        assertThat(finding.account().sure()).contains("prepared transactions, sequences, unlogged tables");
    }

    @Test
    void rowsOfNoLaneAreToldWhereLossIsNotForbidden() {
        Finding finding = failedOver().add(tables(1, 5L, 5L)).finding("deposed");

        assertThat(finding.verdict()).isEqualTo(Verdict.PASS);
        assertThat(finding.measured()).isEqualTo("5 rows that no lane wrote are gone");
    }

    @Test
    void rowsThatTheSurvivorChangedSinceAreNoFinding() {
        assertThat(failedOver()
                        .add(tables(1, 5L, 0L))
                        .expect("lost_writes", "0")
                        .findings("deposed"))
                .isEmpty();
    }

    @Test
    void rowsOfUnknownAgeAreUnknownAndNeverAPass() {
        Finding finding =
                failedOver().add(tables(1, 5L, null)).expect("lost_writes", "0").finding("deposed");

        assertThat(finding.verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(finding.account().sure()).contains("the survivor no longer has its WAL from 0/5000148");
    }

    @Test
    void moreRowsThanCanBeComparedAreUnknownWhereSomeMustBeMissing() {
        Finding finding = failedOver()
                .add(tables(1, null, null))
                .expect("lost_writes", "0")
                .finding("deposed");

        assertThat(finding.verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(finding.account().seen()).contains("pg1 had 12 rows of public.t, too many to compare");
    }

    @Test
    void againOpenedCopyOfTheSameTimelineCountsOnce() {
        Finding finding = failedOver()
                .add(tables(1, 5L, 5L))
                .add(tables(1, 3L, 3L))
                .add(tables(2, 1L, 1L))
                .finding("deposed");

        assertThat(finding.measured()).isEqualTo("6 rows that no lane wrote are gone");
    }

    @Test
    void nodeThatNobodyComparedLeavesARunThatIsToLoseNothingInDoubt() {
        Finding finding = failedOver().expect("lost_writes", "0").finding("deposed");

        assertThat(finding.verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(finding.measured()).isEqualTo("not observed");
        assertThat(finding.account().seen())
                .isEqualTo("the tables of pg1 were not compared: the history tells nothing of it");
    }

    @Test
    void whereLossIsNotForbiddenThatNobodyComparedIsNoFinding() {
        assertThat(failedOver().expect("lost_writes", "25").findings("deposed")).isEmpty();
    }

    @Test
    void copyThatCouldNotBeMadeLeavesItInDoubt() {
        Finding finding = failedOver()
                .add(Salvaged.not(Story.nanos(100_000), PG1, Salvaged.NONE, "there are tablespaces"))
                .expect("lost_writes", "0")
                .finding("deposed");

        assertThat(finding.verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(finding.account().seen()).endsWith("not compared: there are tablespaces");
    }

    @Test
    void salvageThatIsOffIsToldOfTheNodeAndIsNoFinding() {
        Story story = failedOver()
                .add(Salvaged.not(Story.nanos(100_000), PG1, Salvaged.NONE, Salvaged.OFF))
                .expect("lost_writes", "0");

        assertThat(story.findings("deposed")).isEmpty();
        assertThat(only(story).uncompared()).isEqualTo(Salvaged.OFF);
    }

    @Test
    void oneOfTwoTimelinesThatWasNotComparedLeavesItInDoubt() {
        Finding finding = failedOver()
                .add(copy(1, new SeqRange(0, 9)))
                .add(tables(1, 0L, 0L))
                .add(new CopiedAside(Story.nanos(100_000), PG1, "pg_rewind", false, 26, 40, null, "too large"))
                .expect("lost_writes", "0")
                .finding("deposed");

        assertThat(finding.verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(finding.account().seen()).endsWith("not compared: too large");
    }

    @Test
    void rowsThatWereFoundFailThoughAnotherNodeWasNotCompared() {
        Finding finding = failedOver()
                .leader(70, "pg3")
                .add(copy(1, new SeqRange(0, 9)))
                .add(tables(1, 5L, 5L))
                .expect("lost_writes", "0")
                .finding("deposed");

        assertThat(finding.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(finding.account().seen()).contains("the tables of pg2 were not compared");
    }

    @Test
    void nodeThatCameBackByFollowingHasNothingToCompare() {
        Story story = failedOver()
                .add(Salvaged.not(Story.nanos(100_000), PG1, Salvaged.FOLLOW, "neither rewound nor made anew"))
                .expect("lost_writes", "0");

        assertThat(story.findings("deposed")).isEmpty();
    }

    /** Its log was read to the end, and tells of no rewind and no base backup. */
    @Test
    void logOfANodeThatCameBackByFollowingSaysSoWithoutASalvage() {
        Story story = failedOver()
                .primary(70, "pg2", 2)
                .replica(80, "pg1", 2)
                .primary(90, "pg2", 2, "pg1")
                .add(Salvaged.not(Story.nanos(100_000), PG1, Salvaged.NONE, "there are tablespaces"))
                .expect("lost_writes", "0");
        assertThat(story.findings("deposed")).hasSize(1);

        story.add(new RejoinLogRead(Story.nanos(100_000), PG1, List.of()));

        assertThat(only(story))
                .extracting(DeposedNode::how, DeposedNode::why, DeposedNode::uncompared)
                .containsExactly(
                        Salvaged.FOLLOW, "it came back by following the new primary: nothing was to be salvaged", "");
        assertThat(story.findings("deposed")).isEmpty();
    }

    @Test
    void nodeThatNeverCameBackWasNotCompared() {
        Story story = failedOver()
                .primary(70, "pg2", 2)
                .gone(80, "pg1")
                .add(Salvaged.not(Story.nanos(100_000), PG1, Salvaged.FOLLOW, "neither rewound nor made anew"))
                .expect("lost_writes", "0");

        assertThat(story.finding("deposed").account().seen()).endsWith("not compared: it did not come back");
    }

    @Test
    void salvageOfSomeLanesIsNotWhole() {
        DeposedNode node = only(failedOver()
                .lane("write-vip", LaneKind.WRITE)
                .ok("write-vip", 0, 200)
                .finalRead("write-vip", new SeqRange(0, 9))
                .add(copy(1, new SeqRange(0, 11))));

        assertThat(node.salvaged()).isTrue();
        assertThat(node.isWhole()).isFalse();
        assertThat(node.unread()).containsExactly(new LaneName("write-vip"));
        assertThat(node.onlyThere()).isEqualTo(2);
    }
}

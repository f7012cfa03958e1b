package dev.lapse.check;

import static dev.lapse.check.Story.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.history.LaneKind;
import dev.lapse.history.Outcome;
import dev.lapse.history.SeqRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class WriteLedgerTest {
    @Test
    void everyAcknowledgedRowPresentPasses() {
        Finding finding = acked10()
                .finalRead(WRITE, new SeqRange(0, 9))
                .expect("lost_writes", "0")
                .finding("lost_writes");

        assertThat(finding)
                .extracting(Finding::verdict, Finding::measured)
                .containsExactly(Verdict.PASS, "0 of 10 acknowledged");
    }

    @Test
    void acknowledgedRowAbsentFromTheFinalReadIsLost() {
        Finding finding = acked10()
                .finalRead(WRITE, new SeqRange(0, 3), new SeqRange(6, 9))
                .expect("lost_writes", "0")
                .finding("lost_writes");

        assertThat(finding.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(finding.account().seen()).startsWith("2 acknowledged writes are absent from the final read");
    }

    @Test
    void controlThatLosesNothingFails() {
        Finding finding = acked10()
                .finalRead(WRITE, new SeqRange(0, 9))
                .ended(100_001, "completed")
                .expect("lost_writes", ">= 1")
                .finding("lost_writes");

        assertThat(finding.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(finding.text()).contains("did not catch what it must");
    }

    @Test
    void noFinalReadIsUnknown() {
        assertThat(acked10().expect("lost_writes", "0").finding("lost_writes"))
                .extracting(Finding::verdict, Finding::measured)
                .containsExactly(Verdict.UNKNOWN, "unknown");
    }

    @Test
    void nothingAcknowledgedIsUnknown() {
        Story story = Story.begin()
                .lane(WRITE, LaneKind.WRITE)
                .failed(WRITE, 0, 200)
                .finalRead(WRITE)
                .expect("lost_writes", "0");

        assertThat(story.finding("lost_writes").verdict()).isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void indeterminateWriteFoundInFinalReadIsRecovered() {
        Story story = acked10().hung(WRITE, 200, 260).finalRead(WRITE, new SeqRange(0, 11));

        assertThat(story.measured().writes())
                .extracting(Writes::acknowledged, Writes::lost, Writes::recovered, Writes::indeterminate)
                .containsExactly(10L, 0L, 2L, 3L);
    }

    @Test
    void rowThatWasNeverWrittenMakesTheLedgerUnknown() {
        Story story = acked10().failed(WRITE, 200, 220).finalRead(WRITE, new SeqRange(0, 12));

        assertThat(story.measured().writes().unexpected()).isEqualTo(3);
        assertThat(story.finding("ledger").verdict()).isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void directWritesAreNotCounted() {
        Story story = acked10()
                .direct("write-pg1", LaneKind.WRITE, "pg1")
                .ok("write-pg1", 0, 1000)
                .finalRead(WRITE, new SeqRange(0, 9));

        assertThat(story.measured().writes().acknowledged()).isEqualTo(10);
    }

    @Property(tries = 300)
    void countsAreThoseOfSets(
            @ForAll @Size(max = 60) List<Outcome> outcomes,
            @ForAll @Size(max = 40) Set<@IntRange(min = 0, max = 70) Integer> present) {
        Story story = Story.begin().lane(WRITE, LaneKind.WRITE);
        long lost = 0;
        long recovered = 0;
        long explained = 0;
        for (int seq = 0; seq < outcomes.size(); seq++) {
            Outcome outcome = outcomes.get(seq);
            put(story, outcome, seq * 20L);
            boolean there = present.contains(seq);
            lost += outcome == Outcome.OK && !there ? 1 : 0;
            recovered += outcome == Outcome.INDETERMINATE && there ? 1 : 0;
            explained += there && (outcome == Outcome.OK || outcome == Outcome.INDETERMINATE) ? 1 : 0;
        }
        List<SeqRange> ranges = new ArrayList<>();
        present.forEach(seq -> ranges.add(new SeqRange(seq, seq)));
        story.finalRead(WRITE, ranges.toArray(SeqRange[]::new));

        Writes writes = story.measured().writes();

        assertThat(writes.lost()).isEqualTo(lost);
        assertThat(writes.recovered()).isEqualTo(recovered);
        assertThat(writes.unexpected()).isEqualTo(present.size() - explained);
    }

    private static void put(Story story, Outcome outcome, long dueMs) {
        switch (outcome) {
            case OK:
                story.ok(WRITE, dueMs, dueMs + 1);
                break;
            case FAILED:
                story.failed(WRITE, dueMs, dueMs + 1);
                break;
            case INDETERMINATE:
                story.hung(WRITE, dueMs, dueMs + 1);
                break;
            case NOT_SENT:
                story.notSent(WRITE, dueMs, dueMs + 1);
                break;
        }
    }

    private static Story acked10() {
        return Story.begin().lane(WRITE, LaneKind.WRITE).ok(WRITE, 0, 200);
    }
}

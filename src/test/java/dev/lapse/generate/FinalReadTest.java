package dev.lapse.generate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.check.Finding;
import dev.lapse.check.Judge;
import dev.lapse.check.Judgement;
import dev.lapse.check.Verdict;
import dev.lapse.history.Attempt;
import dev.lapse.history.FinalRead;
import dev.lapse.history.History;
import dev.lapse.history.HistoryLines;
import dev.lapse.history.LaneName;
import dev.lapse.history.Outcome;
import dev.lapse.history.SeqRange;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** A row that the final read does not hold is lost, and no other. */
class FinalReadTest {

    @Property(tries = 40, edgeCases = EdgeCasesMode.NONE)
    void aRowTakenOutIsTheOneThatIsLost(
            @ForAll RunKind kind,
            @ForAll boolean pinned,
            @ForAll @IntRange(min = 0, max = 9999) int which,
            @ForAll long seed) {
        GeneratedRun run = kind.run(seed).expecting("lost_writes", "0");
        LaneName lane = pinned ? GeneratedRun.WRITE_PINNED : GeneratedRun.WRITE;
        List<Long> acknowledged = run.of(Attempt.class)
                .filter(attempt -> attempt.lane().equals(lane) && attempt.outcome() == Outcome.OK)
                .map(Attempt::seq)
                .toList();
        long row = acknowledged.get(which * acknowledged.size() / 10_000);

        Judgement judgement = Judge.judge(HistoryLines.strictly(without(run, lane, row)));

        assertThat(judgement.measurements().writes().lost()).isEqualTo(1);
        assertThat(judgement.measurements().writes().unexpected()).isZero();
        assertThat(judgement.findings())
                .filteredOn(finding -> finding.verdict() != Verdict.PASS)
                .filteredOn(finding -> !finding.checker().equals("deposed")) // a generated run has no salvage
                .extracting(Finding::checker, Finding::verdict)
                .containsExactly(org.assertj.core.api.Assertions.tuple("lost_writes", Verdict.FAIL));
    }

    private static History without(History history, LaneName lane, long row) {
        return Edits.each(
                history,
                FinalRead.class,
                read -> read.lane().equals(lane)
                        ? new FinalRead(
                                read.atNanos(), read.node(), read.timeline(), lane, without(read.present(), row))
                        : read);
    }

    private static List<SeqRange> without(List<SeqRange> present, long row) {
        List<SeqRange> left = new ArrayList<>();
        for (SeqRange range : present) {
            if (row < range.first() || range.last() < row) {
                left.add(range);
                continue;
            }
            if (range.first() < row) {
                left.add(new SeqRange(range.first(), row - 1));
            }
            if (row < range.last()) {
                left.add(new SeqRange(row + 1, range.last()));
            }
        }
        return left;
    }
}

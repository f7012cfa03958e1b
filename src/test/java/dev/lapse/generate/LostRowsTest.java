package dev.lapse.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.lapse.check.LossClass;
import dev.lapse.check.Losses;
import dev.lapse.check.LostRow;
import dev.lapse.check.Measure;
import dev.lapse.history.Attempt;
import dev.lapse.history.FinalRead;
import dev.lapse.history.History;
import dev.lapse.history.LaneName;
import dev.lapse.history.Outcome;
import dev.lapse.history.SeqRange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Rows that are taken out of the final read, whatever they are, are named one by one, and each has one class. */
class LostRowsTest {

    @Property(tries = 25, edgeCases = EdgeCasesMode.NONE)
    void rowsTakenOutAreNamedExactlyAndCountedOnce(
            @ForAll RunKind kind,
            @ForAll @Size(min = 1, max = 60) List<@IntRange(min = 0, max = 9999) Integer> which,
            @ForAll long seed) {
        GeneratedRun run = kind.run(seed);
        List<Attempt> acknowledged = acknowledged(run, attempt -> true);
        Set<Attempt> taken = new HashSet<>();
        which.forEach(one -> taken.add(acknowledged.get(one * acknowledged.size() / 10_000)));

        History history = without(run, taken);
        Losses losses = Measure.of(history).writes().losses();
        List<LostRow> rows = rows(history, losses);

        assertThat(rows)
                .extracting(LostRow::lane, LostRow::seq, LostRow::acknowledgedNanos, LostRow::node, LostRow::timeline)
                .containsExactlyInAnyOrderElementsOf(taken.stream()
                        .map(row -> tuple(row.lane(), row.seq(), row.completedNanos(), row.node(), row.timeline()))
                        .toList());
        assertThat(rows).isSortedAccordingTo(Comparator.comparingLong(LostRow::acknowledgedNanos));
        assertThat(losses.first()).isEqualTo(rows.get(0));
        assertThat(losses.last()).isEqualTo(rows.get(rows.size() - 1));
        assertThat(losses.count()).isEqualTo(taken.size());
        assertThat(losses.byClass())
                .isEqualTo(rows.stream().collect(Collectors.groupingBy(LostRow::loss, Collectors.counting())));
        assertThat(rows).allMatch(row -> (row.loss() == LossClass.NOT_CLASSED) == (row.why() != null));
        assertThat(losses.read())
                .isEqualTo(rows.stream().filter(row -> row.read() != null).count());
    }

    @Property(tries = 15, edgeCases = EdgeCasesMode.NONE)
    void lastRowsBeforeAFailoverAreLostAtIt(
            @ForAll boolean crash, @ForAll @IntRange(min = 1, max = 200) int count, @ForAll long seed) {
        GeneratedRun run = crash ? GeneratedRun.crash(seed) : GeneratedRun.networkLoss(seed);
        List<Attempt> old = acknowledged(run, attempt -> attempt.timeline().value() == Timetable.FIRST_TIMELINE);
        List<Attempt> last = old.subList(Math.max(0, old.size() - count), old.size());

        History history = without(run, Set.copyOf(last));

        assertThat(Measure.of(history).writes().losses().byClass())
                .isEqualTo(Map.of(LossClass.LOSS_AT_FAILOVER, (long) last.size()));
    }

    /** The last write lane stays with the old primary for so long; the final read holds nothing of that. */
    @Property(tries = 15, edgeCases = EdgeCasesMode.NONE)
    void rowsOfTwoPrimariesAreClassedByThePromotionAndTheFirstAcknowledgement(
            @ForAll @IntRange(min = 1000, max = 4000) int millis, @ForAll long seed) {
        GeneratedRun run =
                GeneratedRun.networkLoss(seed).with(new Harm.DualWindow(Harm.Witness.WRITE, millis * Timetable.MILLI));
        long first = acknowledged(run, attempt -> attempt.timeline().value() > Timetable.FIRST_TIMELINE)
                .get(0)
                .completedNanos();

        List<LostRow> rows = rows(run, Measure.of(run).writes().losses());

        assertThat(rows)
                .extracting(LostRow::loss)
                .contains(LossClass.LOSS_AT_FAILOVER, LossClass.SEQUENTIAL_FORK, LossClass.CONCURRENT_FORK);
        assertThat(rows)
                .filteredOn(row -> row.loss() != LossClass.NOT_CLASSED)
                .allMatch(row -> (row.loss() == LossClass.CONCURRENT_FORK) == (row.acknowledgedNanos() > first));
        assertThat(rows)
                .filteredOn(row -> row.loss() == LossClass.SEQUENTIAL_FORK)
                .allMatch(row -> row.acknowledgedNanos() > run.promotedNanos());
        assertThat(rows)
                .filteredOn(row -> row.loss() == LossClass.LOSS_AT_FAILOVER)
                .allMatch(row -> row.acknowledgedNanos() < run.promotedNanos());
        assertThat(rows)
                .filteredOn(row -> row.loss() == LossClass.NOT_CLASSED)
                .allMatch(row -> Stream.of(run.promotedNanos(), first)
                        .anyMatch(edge -> Math.abs(row.acknowledgedNanos() - edge) < 200 * Timetable.MILLI));
    }

    /** The acknowledged rows of the ledger, by their acknowledgements. */
    private static List<Attempt> acknowledged(GeneratedRun run, Predicate<Attempt> which) {
        return run.of(Attempt.class)
                .filter(attempt ->
                        List.of(GeneratedRun.WRITE, GeneratedRun.WRITE_PINNED).contains(attempt.lane()))
                .filter(attempt -> attempt.outcome() == Outcome.OK)
                .filter(which)
                .sorted(Comparator.comparingLong(Attempt::completedNanos))
                .toList();
    }

    private static List<LostRow> rows(History history, Losses losses) {
        List<LostRow> rows = new ArrayList<>();
        losses.rows().each(history, rows::add);
        return rows;
    }

    private static History without(History history, Set<Attempt> taken) {
        Map<LaneName, Set<Long>> seqs = new HashMap<>();
        taken.forEach(
                row -> seqs.computeIfAbsent(row.lane(), lane -> new HashSet<>()).add(row.seq()));
        return Edits.each(
                history,
                FinalRead.class,
                read -> new FinalRead(
                        read.atNanos(),
                        read.node(),
                        read.timeline(),
                        read.lane(),
                        without(read.present(), seqs.getOrDefault(read.lane(), Set.of()))));
    }

    private static List<SeqRange> without(List<SeqRange> present, Set<Long> taken) {
        List<SeqRange> left = new ArrayList<>();
        for (SeqRange range : present) {
            for (long seq = range.first(); seq <= range.last(); seq++) {
                if (!taken.contains(seq)) {
                    left.add(new SeqRange(seq, seq));
                }
            }
        }
        return left;
    }
}

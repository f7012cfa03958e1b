package dev.lapse.check;

import dev.lapse.history.Salvaged;
import dev.lapse.history.TablesCompared;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * {@code deposed}: a finding without an expectation of its own, where a node had rows of other tables than the lanes'
 * that the survivor lacks, or may have had some, and the run is to lose nothing. Terms: {@link DeposedNodes},
 * {@link TablesCompared}.
 *
 * <ul>
 *   <li>Asked: did a deposed node alone have rows that no lane wrote?
 *   <li>Seen: how many, by node and table.
 *   <li>Sure: what was compared, and what such a comparison does not cover.
 * </ul>
 *
 * <p>{@code lost_writes} counts acknowledged writes of lanes. Who wrote these rows, and what they were told, the
 * history does not know: they are no number of that check. But a run that is to lose nothing must not pass with them.
 *
 * <ul>
 *   <li>PASS when the run does not demand that no write is lost; they are told.
 *   <li>FAIL when {@code lost_writes} is 0 at most, and rows were written on the node after it and the survivor had
 *       parted.
 *   <li>UNKNOWN when {@code lost_writes} is 0 at most, and it is not known when such rows were written, or more rows
 *       are missing than can be compared, or the tables of a node were not compared
 *       though the scenario did not ask for that.
 * </ul>
 *
 * <p>Where tables were not compared and the run may lose something, that is no finding: the report tells it of the
 * node.
 */
final class DeposedChecker implements Checker {
    private static final String UNCOVERED =
            "prepared transactions, sequences, unlogged tables and logical slots are not covered";

    @Override
    public List<Finding> check(RunLog run, Measurements measured) {
        List<String> seen = new ArrayList<>();
        List<String> doubts = new ArrayList<>();
        long own = 0;
        for (DeposedNode node : measured.deposed()) {
            for (TablesCompared.TableDifference table : node.differing().toList()) {
                String what = node.text(table);
                if (table.ownRows() != null && table.ownRows() > 0) {
                    own += table.ownRows();
                    seen.add(what);
                } else if (isInDoubt(table)) {
                    seen.add(what);
                    doubts.add(
                            table.onlyThereRows() == null
                                    ? table.table() + " has too many rows to compare them one by one"
                                    : node.tables().stream()
                                            .map(TablesCompared::untold)
                                            .filter(why -> !why.isEmpty())
                                            .findFirst()
                                            .orElse("nobody could say when they were written"));
                }
            }
        }
        boolean nothingMayBeLost = run.expectations(Expectation.Check.LOST_WRITES).stream()
                .anyMatch(expectation -> expectation.limit() instanceof Limit.Count count
                        && count.max().isPresent()
                        && count.max().get() == 0);
        boolean isCompared = !seen.isEmpty();
        if (nothingMayBeLost) {
            for (DeposedNode node : measured.deposed()) {
                if (!node.uncompared().isEmpty() && !node.uncompared().equals(Salvaged.OFF)) {
                    String what = "the tables of " + node.node() + " were not compared";
                    seen.add(what + ": " + node.uncompared());
                    doubts.add(what);
                }
            }
        }
        if (seen.isEmpty()) {
            return List.of();
        }
        String compared = "the tables were compared row by row, by hash; " + UNCOVERED;
        Ruling ruling = ruling(nothingMayBeLost, own, doubts);
        return List.of(new Finding(
                "deposed",
                ruling.verdict(),
                "",
                own > 0
                        ? Wording.count(own, "row that no lane wrote is", "rows that no lane wrote are") + " gone"
                        : isCompared ? "not known" : "not observed",
                new Account(
                        "did a deposed node alone have rows that no lane wrote?",
                        seen.stream().distinct().collect(Collectors.joining("; ")),
                        ruling.sure(compared))));
    }

    /** A row that was there before the fork and is not there now was changed since, which is nobody's loss. */
    private static boolean isInDoubt(TablesCompared.TableDifference table) {
        if (table.onlyThereRows() == null) {
            return table.survivorRows() == null || table.nodeRows() > table.survivorRows();
        }
        return table.ownRows() == null;
    }

    private static Ruling ruling(boolean nothingMayBeLost, long own, List<String> doubts) {
        if (!nothingMayBeLost) {
            return Ruling.PASS;
        }
        return own > 0
                ? new Ruling(Verdict.FAIL, "lost_writes is to be 0")
                : new Ruling(Verdict.UNKNOWN, Wording.some(doubts));
    }
}

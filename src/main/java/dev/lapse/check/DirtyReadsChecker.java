package dev.lapse.check;

import dev.lapse.history.LaneKind;
import java.util.List;
import java.util.Optional;

/**
 * {@code dirty_reads}. Terms: {@link DirtyReads}.
 *
 * <ul>
 *   <li>Asked: how many rows were read, are gone, and were INDETERMINATE for their writer?
 *   <li>Seen: their number, in how many reads, and which were read first and last.
 *   <li>Sure: how many reads were answered; by how many the limit is exceeded.
 * </ul>
 *
 * <ul>
 *   <li>PASS when the number is within the limit, and every read lane was answered.
 *   <li>FAIL when it is above the limit, or below what a control demands in a completed run.
 *   <li>UNKNOWN when no final read says what is gone, or it is no truth, as for {@code lost_writes}; when there is no
 *       read lane, or one was never answered and the limit is not exceeded; when a run cut short has not reached what a
 *       control demands.
 * </ul>
 */
final class DirtyReadsChecker implements Checker {
    @Override
    public List<Finding> check(RunLog run, Measurements measured) {
        return run.expectations(Expectation.Check.DIRTY_READS).stream()
                .map(expectation -> check(run, measured, expectation))
                .toList();
    }

    private static Finding check(RunLog run, Measurements measured, Expectation expectation) {
        List<LaneMeasure> readers = StaleReadChecker.clients(measured, LaneKind.READ);
        Optional<ReadMeasure.Dirty> dirty = measured.reads().dirty();
        if (readers.isEmpty()) {
            return unknown(run, expectation, "no client read lane in this run", "no lane read");
        }
        if (dirty.isEmpty()) {
            return unknown(
                    run, expectation, "no final read of the rows that are read", "what is gone was not looked for");
        }
        List<String> silent = StaleReadChecker.silent(readers);
        long rows = dirty.get().rows();
        Ruling demanded = new Demand(expectation.limit(), run.isCompleted() && silent.isEmpty()).judge(rows, rows);
        Optional<String> doubt = LostWritesChecker.doubt(run, measured)
                .or(() -> silent.isEmpty() || demanded.verdict() == Verdict.FAIL
                        ? Optional.empty()
                        : Optional.of(StaleReadChecker.unanswered(silent)));
        if (doubt.isPresent()) {
            return unknown(run, expectation, seen(dirty.get()), doubt.get());
        }
        String sure = demanded.sure(StaleReadChecker.looked(readers));
        Account account = new Account(Questions.of(run, expectation), seen(dirty.get()), sure);
        return Finding.of(expectation, demanded, Long.toString(rows), account);
    }

    private static Finding unknown(RunLog run, Expectation expectation, String seen, String why) {
        Ruling unknown = new Ruling(Verdict.UNKNOWN, why);
        Account account = new Account(Questions.of(run, expectation), seen, unknown.sure(""));
        return Finding.of(expectation, unknown, "unknown", account);
    }

    private static String seen(ReadMeasure.Dirty dirty) {
        return dirty.reads() == 0
                ? "no row that was read and whose write is indeterminate is gone"
                : Wording.count(dirty.rows(), "row that was read is", "rows that were read are")
                        + " gone, of indeterminate writes: in " + Wording.count(dirty.reads(), "read", "reads")
                        + ", first row " + dirty.firstSeq() + " at " + Wording.at(dirty.firstNanos())
                        + ", last row " + dirty.lastSeq() + " at " + Wording.at(dirty.lastNanos());
    }
}

package dev.lapse.check;

import dev.lapse.history.LaneKind;
import java.util.List;

/**
 * {@code backward_reads}. Terms: {@link BackwardReads}.
 *
 * <ul>
 *   <li>Asked: how many reads showed less than their lane had seen before?
 *   <li>Seen: their number.
 *   <li>Sure: how many reads were answered; by how many the limit is exceeded.
 * </ul>
 *
 * <ul>
 *   <li>PASS when the number is within the limit, and every read lane was answered.
 *   <li>FAIL when it is above the limit, or below what a control demands in a completed run.
 *   <li>UNKNOWN when a read lane was never answered, or when a run cut short has not reached what a control demands.
 * </ul>
 */
final class BackwardReadsChecker implements Checker {
    @Override
    public List<Finding> check(RunLog run, Measurements measured) {
        return run.expectations(Expectation.Check.BACKWARD_READS).stream()
                .map(expectation -> check(run, measured, expectation))
                .toList();
    }

    private static Finding check(RunLog run, Measurements measured, Expectation expectation) {
        List<LaneMeasure> readers = StaleReadChecker.clients(measured, LaneKind.READ);
        List<String> silent = StaleReadChecker.silent(readers);
        ReadMeasure.Backward reads = measured.reads().backward();
        long backward = reads.all();
        Ruling ruling = new Demand(expectation.limit(), run.isCompleted()).judge(backward, backward);
        String asked = Questions.of(run, expectation);
        if (readers.isEmpty() || !silent.isEmpty() && ruling.verdict() != Verdict.FAIL) {
            Ruling unknown = new Ruling(
                    Verdict.UNKNOWN, readers.isEmpty() ? "no lane read" : StaleReadChecker.unanswered(silent));
            String seen = readers.isEmpty() ? "no client read lane in this run" : seen(reads);
            return Finding.of(expectation, unknown, "unknown", new Account(asked, seen, unknown.sure("")));
        }
        String sure = ruling.sure(StaleReadChecker.looked(readers));
        return Finding.of(expectation, ruling, Long.toString(backward), new Account(asked, seen(reads), sure));
    }

    private static String seen(ReadMeasure.Backward reads) {
        return reads.all() == 0
                ? "no read showed less than its lane had seen before"
                : Wording.count(reads.all(), "read", "reads") + " showed less than the lane had seen before: "
                        + reads.acrossNodes() + " across two nodes, which asynchronous replication allows, "
                        + reads.overFailover() + " on one node over a failover, " + reads.onOneNode()
                        + " on one node without one";
    }
}

package dev.lapse.check;

import dev.lapse.history.LaneKind;
import java.util.List;

/**
 * {@code backward_reads}: how many reads showed less than their lane had seen before? Terms: {@link ReadAges}.
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
                .map(expectation -> check(run, measured, (Limit.Count) expectation.limit()))
                .toList();
    }

    private static Finding check(RunLog run, Measurements measured, Limit.Count limit) {
        List<LaneMeasure> readers = StaleReadChecker.clients(measured, LaneKind.READ);
        List<String> silent = StaleReadChecker.silent(readers);
        boolean noLane = readers.isEmpty();
        long backward = measured.reads().backward();
        Ruling ruling = new Demand(limit, run.isCompleted()).judge(backward, backward);
        if (noLane || !silent.isEmpty() && ruling.verdict() != Verdict.FAIL) {
            return finding(
                    limit, Verdict.UNKNOWN, "unknown", noLane ? "no lane reads" : StaleReadChecker.unanswered(silent));
        }
        String text = backward == 0
                ? "no read showed less than its lane had seen before"
                : backward + " reads showed less than their lane had seen before";
        return finding(limit, ruling.verdict(), Long.toString(backward), ruling.after(text));
    }

    private static Finding finding(Limit limit, Verdict verdict, String measured, String text) {
        return new Finding(Expectation.Check.BACKWARD_READS.text(), verdict, limit.text(), measured, text);
    }
}

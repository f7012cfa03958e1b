package dev.lapse.check;

import dev.lapse.history.LaneKind;
import java.util.List;

/**
 * {@code stale_read}: how old was the oldest answer of a read lane? Terms: {@link ReadAges}. Reads that went back in
 * time are {@code backward_reads}.
 *
 * <ul>
 *   <li>PASS when the age is within the limit.
 *   <li>FAIL when it is above the limit, or below what a control demands in a completed run.
 *   <li>UNKNOWN when a client read lane was never answered, when no write was acknowledged to compare it with, or when
 *       a run cut short has not reached what a control demands.
 * </ul>
 */
final class StaleReadChecker implements Checker {
    @Override
    public List<Finding> check(RunLog run, Measurements measured) {
        return run.expectations(Expectation.Check.STALE_READ).stream()
                .map(expectation -> check(run, measured.reads(), (Limit.Length) expectation.limit()))
                .toList();
    }

    private static Finding check(RunLog run, ReadMeasure reads, Limit.Length limit) {
        long answered = run.lanes().stream()
                .filter(log -> log.isClient(LaneKind.READ))
                .mapToLong(log -> ReadAges.reads(log).size())
                .sum();
        boolean written = run.lanes().stream()
                .filter(log -> log.isClient(LaneKind.WRITE))
                .findFirst()
                .filter(LaneLog::hasOk)
                .isPresent();
        if (answered == 0 || !written) {
            return finding(
                    limit,
                    Verdict.UNKNOWN,
                    "unknown",
                    answered == 0 ? "no read was answered" : "no write was acknowledged to compare reads with");
        }
        String measured = Wording.of(reads.staleMax()) + " (" + answered + " reads, " + reads.backward() + " backward)";
        String text = "the oldest answer was " + Wording.of(reads.staleMax()) + " behind what had been acknowledged";
        Ruling ruling = new Demand(limit, run.isCompleted()).judge(reads.staleMax());
        List<String> silent = ReadAges.silentLanes(run);
        if (!silent.isEmpty() && ruling.verdict() == Verdict.PASS) {
            return finding(limit, Verdict.UNKNOWN, measured, text + "; " + ReadAges.unanswered(silent));
        }
        return finding(limit, ruling.verdict(), measured, ruling.after(text));
    }

    private static Finding finding(Limit limit, Verdict verdict, String measured, String text) {
        return new Finding(Expectation.Check.STALE_READ.text(), verdict, limit.text(), measured, text);
    }
}

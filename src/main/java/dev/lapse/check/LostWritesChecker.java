package dev.lapse.check;

import dev.lapse.history.FinalRead;
import dev.lapse.history.LaneKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code lost_writes}: how many acknowledged rows does the surviving primary not hold? Terms: {@link WriteLedger}.
 *
 * <ul>
 *   <li>PASS when the number is within the limit.
 *   <li>FAIL when it is above the limit, or a completed run has fewer than a control demands.
 *   <li>UNKNOWN when a client write lane has no final read, or one of an older timeline than acknowledged writes, or
 *       one from before the lane ended; when nothing was acknowledged; when a run cut short has fewer than a
 *       control demands.
 * </ul>
 *
 * <p>Unexpected rows are a finding of their own, {@code ledger}, always UNKNOWN: with rows that no attempt can have
 * written, the ledger itself cannot be relied on.
 */
final class LostWritesChecker implements Checker {
    @Override
    public List<Finding> check(RunLog run, Measurements measured) {
        List<Finding> findings = new ArrayList<>();
        Writes writes = measured.writes();
        for (Expectation expectation : run.expectations(Expectation.Check.LOST_WRITES)) {
            findings.add(check(run, measured, (Limit.Count) expectation.limit()));
        }
        if (writes.known() && writes.unexpected() > 0) {
            findings.add(new Finding(
                    "ledger",
                    Verdict.UNKNOWN,
                    "",
                    writes.unexpected() + " unexpected",
                    "the final read holds " + Wording.count(writes.unexpected(), "row", "rows")
                            + " that no attempt can have written"));
        }
        return findings;
    }

    private static Finding check(RunLog run, Measurements numbers, Limit.Count limit) {
        Writes writes = numbers.writes();
        String name = Expectation.Check.LOST_WRITES.text();
        if (!writes.known()) {
            return new Finding(name, Verdict.UNKNOWN, limit.text(), "unknown", missing(run));
        }
        String measured = writes.lost() + " of " + writes.acknowledged() + " acknowledged";
        Optional<String> doubt = doubt(run, numbers);
        if (doubt.isPresent()) {
            return new Finding(name, Verdict.UNKNOWN, limit.text(), measured, doubt.get());
        }
        if (writes.acknowledged() == 0) {
            return new Finding(
                    name, Verdict.UNKNOWN, limit.text(), measured, "no write was acknowledged, so none could be lost");
        }
        String text = Wording.count(writes.lost(), "acknowledged write is", "acknowledged writes are")
                + " absent from the final read; " + writes.recovered() + " of " + writes.indeterminate()
                + " indeterminate ones are present";
        Ruling ruling = new Demand(limit, run.isCompleted()).judge(writes.lost(), writes.lost());
        return new Finding(name, ruling.verdict(), limit.text(), measured, ruling.after(text));
    }

    /** Why the final read is not the truth: it has to be of the newest timeline, after the lane ended. */
    private static Optional<String> doubt(RunLog run, Measurements measured) {
        int newest = measured.writes().newestTimeline();
        for (FinalRead read : run.of(FinalRead.class)) {
            if (read.timeline().value() < newest) {
                return Optional.of("the final read of " + read.lane() + " is of timeline " + read.timeline() + " on "
                        + read.node() + ", and timeline " + newest + " acknowledged writes");
            }
            long last = measured.lanes().stream()
                    .filter(lane -> lane.lane().name().equals(read.lane()))
                    .mapToLong(lane -> lane.health().lastInvokedNanos())
                    .max()
                    .orElse(0);
            long closed = run.lane(read.lane())
                    .map(log -> log.closedNanos().orElse(0))
                    .orElse(0L);
            if (read.atNanos() < Math.max(last, closed)) {
                return Optional.of("the final read of " + read.lane() + " at " + Wording.at(read.atNanos())
                        + " was taken before the lane ended at " + Wording.at(Math.max(last, closed)));
            }
        }
        return Optional.empty();
    }

    private static String missing(RunLog run) {
        List<String> lanes = run.lanes().stream()
                .filter(log -> log.isClient(LaneKind.WRITE))
                .map(log -> log.lane().name())
                .filter(lane -> run.of(FinalRead.class).stream()
                        .noneMatch(read -> read.lane().equals(lane)))
                .map(Object::toString)
                .toList();
        return lanes.isEmpty()
                ? "no client write lane in this run"
                : "no final read of " + String.join(", ", lanes) + ", so what was lost is not known";
    }
}

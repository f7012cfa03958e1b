package dev.lapse.check;

import dev.lapse.history.FinalRead;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code lost_writes}. Terms: {@link WriteLedger}.
 *
 * <ul>
 *   <li>Asked: how many acknowledged rows does the surviving primary not hold?
 *   <li>Measured: the number, and beside it by how much the load fell short of its rate while the cluster was not out:
 *       what was not sent cannot be lost.
 *   <li>Seen: how many acknowledged writes are absent from the final read, of which {@link LossClass}, and which are
 *       the first and the last; how many indeterminate ones are present.
 *   <li>Sure: of which node and timeline the final read is, and that it came after the last attempt.
 * </ul>
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
    /** A line that is longer leaves out what stands elsewhere in the report too. */
    private static final int LONGEST = 190;

    @Override
    public List<Finding> check(RunLog run, Measurements measured) {
        List<Finding> findings = new ArrayList<>();
        Writes writes = measured.writes();
        for (Expectation expectation : run.expectations(Expectation.Check.LOST_WRITES)) {
            findings.add(check(run, measured, expectation));
        }
        if (writes.known() && writes.unexpected() > 0) {
            findings.add(new Finding(
                    "ledger",
                    Verdict.UNKNOWN,
                    "",
                    writes.unexpected() + " unexpected",
                    new Account(
                            "does the final read hold only rows that an attempt can have written?",
                            Wording.count(writes.unexpected(), "row", "rows") + " that no attempt can have written",
                            "no, with such rows the ledger itself cannot be relied on")));
        }
        return findings;
    }

    private static Finding check(RunLog run, Measurements numbers, Expectation expectation) {
        Writes writes = numbers.writes();
        String asked = Questions.of(run, expectation);
        if (!writes.known()) {
            Ruling unknown = new Ruling(Verdict.UNKNOWN, "what was lost was not looked for");
            return Finding.of(expectation, unknown, "unknown", new Account(asked, missing(run), unknown.sure("")));
        }
        String measured = writes.lost() + " of " + writes.acknowledged() + " acknowledged"
                + numbers.load()
                        .filter(LoadMeasure::fellShort)
                        .map(load -> "; the load sent " + Wording.percent(load.ownShortfall())
                                + " less than asked while the cluster was not out")
                        .orElse("");
        Losses losses = writes.losses();
        List<String> parts = new ArrayList<>();
        parts.add(Wording.count(writes.lost(), "acknowledged write is", "acknowledged writes are")
                + " absent from the final read"
                + losses.classes().map(classes -> ": " + classes).orElse(""));
        rows(losses).ifPresent(parts::add);
        parts.add(writes.recovered() + " of " + writes.indeterminate() + " indeterminate ones are present");
        while (parts.size() > 1 && String.join("; ", parts).length() > LONGEST) {
            parts.remove(parts.size() - 1);
        }
        String seen = String.join("; ", parts);
        Ruling ruling = doubt(run, numbers)
                .or(() -> writes.acknowledged() == 0
                        ? Optional.of("nothing was acknowledged, so nothing could be lost")
                        : Optional.empty())
                .map(why -> new Ruling(Verdict.UNKNOWN, why))
                .orElseGet(
                        () -> new Demand(expectation.limit(), run.isCompleted()).judge(writes.lost(), writes.lost()));
        return Finding.of(expectation, ruling, measured, new Account(asked, seen, ruling.sure(looked(run))));
    }

    /** {@code first: write-haproxy 312 at 21.03s, last: write-haproxy 400 at 22.79s}. */
    private static Optional<String> rows(Losses losses) {
        LostRow first = losses.first();
        LostRow last = losses.last();
        if (first == null || last == null) {
            return Optional.empty();
        }
        return Optional.of("first: " + row(first) + (losses.count() == 1 ? "" : ", last: " + row(last)));
    }

    private static String row(LostRow row) {
        return row.lane() + " " + row.seq() + " at " + Wording.at(row.acknowledgedNanos());
    }

    /** Which final read is the truth. */
    private static String looked(RunLog run) {
        return run.of(FinalRead.class).stream()
                .reduce((earlier, later) -> later)
                .map(read -> "the final read was of " + read.node() + " on timeline " + read.timeline() + ", after the "
                        + "last attempt")
                .orElse("the final read came after the last attempt");
    }

    /** Why the final read is not the truth: it has to be of the newest timeline, after the lane ended. */
    static Optional<String> doubt(RunLog run, Measurements measured) {
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
                .filter(log -> log.lane().isInLedger())
                .map(log -> log.lane().name())
                .filter(lane -> run.of(FinalRead.class).stream()
                        .noneMatch(read -> read.lane().equals(lane)))
                .map(Object::toString)
                .toList();
        return lanes.isEmpty() ? "no client write lane in this run" : "no final read of " + String.join(", ", lanes);
    }
}

package dev.lapse.check;

import dev.lapse.history.LaneKind;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * {@code stale_read}. Terms: {@link ReadAges}. Reads that went back in time are {@code backward_reads}.
 *
 * <ul>
 *   <li>Asked: how old was the oldest answer of a read lane?
 *   <li>Seen: how far it was behind what had been acknowledged.
 *   <li>Sure: how many reads were answered, and which lane was silent for too long; by how much the limit is exceeded.
 * </ul>
 *
 * <ul>
 *   <li>PASS when the age is within the limit.
 *   <li>FAIL when it is above the limit, or below what a control demands in a completed run.
 *   <li>UNKNOWN when a client read lane was never answered, when no write was acknowledged to compare it with, when a
 *       lane was silent for longer than the limit (1s where it is less), or when a run cut short has not reached what a
 *       control demands.
 * </ul>
 */
final class StaleReadChecker implements Checker {
    private static final Duration SILENCE_OF_LITTLE_LIMIT = Duration.ofSeconds(1);

    @Override
    public List<Finding> check(RunLog run, Measurements measured) {
        return run.expectations(Expectation.Check.STALE_READ).stream()
                .map(expectation -> check(run, measured, expectation))
                .toList();
    }

    private static Finding check(RunLog run, Measurements numbers, Expectation expectation) {
        List<LaneMeasure> readers = clients(numbers, LaneKind.READ);
        ReadMeasure reads = numbers.reads();
        Limit.Length limit = (Limit.Length) expectation.limit();
        String asked = Questions.of(run, expectation);
        long answered = answered(readers);
        boolean written = clients(numbers, LaneKind.WRITE).stream()
                .findFirst()
                .filter(lane -> lane.ok() > 0)
                .isPresent();
        if (answered == 0 || !written) {
            Ruling unknown = new Ruling(Verdict.UNKNOWN, "there is nothing to compare");
            String seen = answered == 0 ? "no read was answered" : "no write was acknowledged to compare reads with";
            return Finding.of(expectation, unknown, "unknown", new Account(asked, seen, unknown.sure("")));
        }
        String measured = Wording.of(reads.staleMax()) + " (" + answered + " reads, "
                + reads.backward().all() + " backward)";
        String seen = "the oldest answer was " + Wording.of(reads.staleMax()) + " behind what had been acknowledged";
        Ruling demanded = new Demand(limit, run.isCompleted()).judge(reads.staleMax());
        Ruling ruling = doubt(readers, limit)
                .filter(why -> demanded.verdict() == Verdict.PASS)
                .map(why -> new Ruling(Verdict.UNKNOWN, why))
                .orElse(demanded);
        return Finding.of(expectation, ruling, measured, new Account(asked, seen, ruling.sure(looked(readers))));
    }

    private static long answered(List<LaneMeasure> readers) {
        return readers.stream().mapToLong(LaneMeasure::ok).sum();
    }

    /** Who read, and how often. */
    static String looked(List<LaneMeasure> readers) {
        return Wording.count(answered(readers), "read", "reads") + " of "
                + Wording.count(readers.size(), "lane", "lanes") + " were answered";
    }

    private static Optional<String> doubt(List<LaneMeasure> readers, Limit.Length limit) {
        List<String> silent = silent(readers);
        if (!silent.isEmpty()) {
            return Optional.of(unanswered(silent));
        }
        Duration most = limit.max().orElse(Duration.ZERO);
        Duration hides = most.compareTo(SILENCE_OF_LITTLE_LIMIT) > 0 ? most : SILENCE_OF_LITTLE_LIMIT;
        return readers.stream()
                .filter(lane -> limit.max().isPresent())
                .filter(lane -> lane.health().longestSilence().compareTo(hides) > 0)
                .findFirst()
                .map(lane -> "lane " + lane.lane().name() + " neither sent nor got anything for "
                        + Wording.of(lane.health().longestSilence()) + ", which is above the limit");
    }

    /** The client lanes of a kind. */
    static List<LaneMeasure> clients(Measurements numbers, LaneKind kind) {
        return numbers.lanes().stream()
                .filter(lane -> lane.lane().isClient() && lane.lane().kind() == kind)
                .toList();
    }

    /** The read lanes that were never answered. */
    static List<String> silent(List<LaneMeasure> readers) {
        return readers.stream()
                .filter(lane -> lane.ok() == 0)
                .map(lane -> lane.lane().name().value())
                .toList();
    }

    /** {@code lane read-vip was never answered}. */
    static String unanswered(List<String> lanes) {
        return "lane " + String.join(", ", lanes) + " was never answered";
    }
}

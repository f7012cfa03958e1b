package dev.lapse.check;

import dev.lapse.cluster.DurationText;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * {@code last_writable}: how long after the first fault was some node still writable? Terms: {@link LastWritables}.
 *
 * <p>FAIL when that is longer than the limit allows or lasts until healing begins, which is beyond any limit, or when
 * it is shorter than a control demands. UNKNOWN when no fault was requested, when a node could not be asked after the
 * last sighting (no direct lanes, none that ever saw a writable node, a stretch without an answer) and more could
 * change the answer, when healing came before what a control demands, or when a run cut short leaves it open. PASS
 * otherwise. It is known to within a period of the direct lanes.
 */
final class LastWritableChecker implements Checker {
    @Override
    public List<Finding> check(RunLog run, Measurements measured) {
        return run.expectations(Expectation.Check.LAST_WRITABLE).stream()
                .map(expectation -> check(run, measured.lastWritable(), (Limit.Length) expectation.limit()))
                .toList();
    }

    private static Finding check(RunLog run, Optional<LastWritable> measured, Limit.Length limit) {
        Duration period = run.lanes().stream()
                .filter(LaneLog::isDirect)
                .map(log -> log.lane().period())
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
        if (measured.isEmpty() || period.isZero()) {
            return finding(
                    limit,
                    Verdict.UNKNOWN,
                    "not observed",
                    measured.isEmpty() ? "no fault was requested" : "no direct lanes in this run");
        }
        LastWritable last = measured.get();
        Verdict verdict = verdict(last, limit, run.isCompleted());
        String lasted = Wording.of(last.duration());
        String figures =
                (last.untilHeal() ? "until heal, after " + lasted : (last.observed() ? "" : "at least ") + lasted)
                        + ", asked every " + DurationText.of(period);
        return finding(limit, verdict, figures, text(last) + why(last, limit, verdict));
    }

    private static Verdict verdict(LastWritable last, Limit.Length limit, boolean completed) {
        Duration max = limit.max().orElse(null);
        if (max != null && last.duration().compareTo(max) > 0) {
            return Verdict.FAIL;
        }
        if (max != null && last.untilHeal()) {
            return completed ? Verdict.FAIL : Verdict.UNKNOWN;
        }
        if (max != null && !last.observed()) {
            return Verdict.UNKNOWN;
        }
        if (last.duration().compareTo(limit.min()) >= 0) {
            return Verdict.PASS;
        }
        return completed && last.observed() && !last.untilHeal() ? Verdict.FAIL : Verdict.UNKNOWN;
    }

    private static String text(LastWritable last) {
        if (last.node() == null) {
            return "no node was seen writable after the first fault was requested";
        }
        return last.node()
                + (last.untilHeal() ? " was still writable when healing began, " : " was last seen writable ")
                + Wording.of(last.duration()) + " after the first fault was requested";
    }

    private static String why(LastWritable last, Limit.Length limit, Verdict verdict) {
        String unobserved = last.observed() ? "" : "; a node could not be asked after that";
        if (last.duration().compareTo(limit.min()) >= 0) {
            return unobserved;
        }
        String demand = "; this control demands at least " + DurationText.of(limit.min());
        if (verdict == Verdict.FAIL) {
            return demand + ": it did not catch what it must";
        }
        return demand + (last.untilHeal() ? ", and healing came before" : unobserved);
    }

    private static Finding finding(Limit limit, Verdict verdict, String measured, String text) {
        return new Finding(Expectation.Check.LAST_WRITABLE.text(), verdict, limit.text(), measured, text);
    }
}

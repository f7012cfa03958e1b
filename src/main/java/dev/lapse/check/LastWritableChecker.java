package dev.lapse.check;

import java.util.List;
import java.util.Optional;

/**
 * {@code last_writable}: how long after the first fault was some node still writable? Terms: {@link LastWritables}. It
 * is known to within a period of the direct lanes.
 *
 * <ul>
 *   <li>PASS when the upper bound is within the limit and the lower one meets what a control demands.
 *   <li>FAIL when the lower bound is longer than the limit allows; when it lasts until healing begins, which is beyond
 *       any maximum; when the upper bound is shorter than a control demands.
 *   <li>UNKNOWN when no fault was requested; when the limit lies between the two bounds (a node could not be asked, or
 *       denied it only later); when healing came before what a control demands; when a run cut short leaves it open.
 * </ul>
 */
final class LastWritableChecker implements Checker {
    @Override
    public List<Finding> check(RunLog run, Measurements measured) {
        return run.expectations(Expectation.Check.LAST_WRITABLE).stream()
                .map(expectation -> check(run, measured, (Limit.Length) expectation.limit()))
                .toList();
    }

    private static Finding check(RunLog run, Measurements numbers, Limit.Length limit) {
        Optional<LastWritable> measured = numbers.lastWritable();
        String asked = Wording.asked(numbers);
        if (measured.isEmpty() || asked.isEmpty()) {
            return finding(
                    limit,
                    Verdict.UNKNOWN,
                    "not observed",
                    measured.isEmpty() ? "no fault was requested" : "no direct lanes in this run");
        }
        LastWritable last = measured.get();
        Ruling ruling = ruling(last, limit, run.isCompleted());
        String lasted = Wording.of(last.duration());
        String atMost = isOpen(last, limit) ? ", at most " + Wording.of(last.atMost()) : "";
        String figures = (last.untilHeal()
                        ? "until heal, after " + lasted
                        : (last.observed() && atMost.isEmpty() ? "" : "at least ") + lasted + atMost)
                + asked;
        return finding(limit, ruling.verdict(), figures, ruling.after(text(last)));
    }

    private static Ruling ruling(LastWritable last, Limit.Length limit, boolean completed) {
        boolean hasMax = limit.max().isPresent();
        String unobserved = last.observed() ? "" : "a node could not be asked after that";
        Demand demand = new Demand(limit, completed && (last.untilHeal() ? hasMax : limit.isAbove(last.atMost())));
        if (demand.isMissedBy(last.duration())) {
            if (demand.isWhole()) {
                return demand.missed();
            }
            return demand.missed(
                    last.untilHeal() ? ", and healing came before" : unobserved.isEmpty() ? "" : "; " + unobserved);
        }
        Verdict verdict = demand.judge(last.duration()).verdict();
        if (hasMax && last.untilHeal()) {
            verdict = verdict.worst(completed ? Verdict.FAIL : Verdict.UNKNOWN);
        } else if (isOpen(last, limit)) {
            verdict = verdict.worst(Verdict.UNKNOWN);
        }
        return new Ruling(verdict, unobserved);
    }

    /** Whether the limit lies between what was seen and what can have been. */
    private static boolean isOpen(LastWritable last, Limit.Length limit) {
        return !last.untilHeal()
                && (limit.allows(last.duration()) && !limit.allows(last.atMost())
                        || limit.isAbove(last.duration()) && !limit.isAbove(last.atMost()));
    }

    private static String text(LastWritable last) {
        if (last.node() == null) {
            return "no node was seen writable after the first fault was requested";
        }
        return last.node()
                + (last.untilHeal() ? " was still writable when healing began, " : " was last seen writable ")
                + Wording.of(last.duration()) + " after the first fault was requested";
    }

    private static Finding finding(Limit limit, Verdict verdict, String measured, String text) {
        return new Finding(Expectation.Check.LAST_WRITABLE.text(), verdict, limit.text(), measured, text);
    }
}

package dev.lapse.check;

import java.util.List;
import java.util.Optional;

/**
 * {@code last_writable}. Terms: {@link LastWritables}.
 *
 * <ul>
 *   <li>Asked: how long after the first fault was some node still writable?
 *   <li>Seen: which node was last seen writable, and how long after the request of the fault.
 *   <li>Sure: to within a period of the direct lanes; else between which bounds.
 * </ul>
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
    private static final String UNOBSERVED = "a node could not be asked after that";

    @Override
    public List<Finding> check(RunLog run, Measurements measured) {
        return run.expectations(Expectation.Check.LAST_WRITABLE).stream()
                .map(expectation -> check(run, measured, expectation))
                .toList();
    }

    private static Finding check(RunLog run, Measurements numbers, Expectation expectation) {
        Optional<LastWritable> measured = numbers.lastWritable();
        String question = Questions.of(run, expectation);
        Limit.Length limit = (Limit.Length) expectation.limit();
        String asked = Wording.asked(numbers);
        if (measured.isEmpty() || asked.isEmpty()) {
            Ruling unknown = new Ruling(
                    Verdict.UNKNOWN, measured.isEmpty() ? "there is nothing to count from" : "it was not looked at");
            String seen = measured.isEmpty() ? "no fault was requested" : "no direct lanes in this run";
            return Finding.of(expectation, unknown, "not observed", new Account(question, seen, unknown.sure("")));
        }
        LastWritable last = measured.get();
        Ruling ruling = ruling(last, limit, run.isCompleted());
        String lasted = Wording.of(last.duration());
        String atMost = isOpen(last, limit) ? ", at most " + Wording.of(last.atMost()) : "";
        String figures = (last.untilHeal()
                        ? "until heal, after " + lasted
                        : (last.observed() && atMost.isEmpty() ? "" : "at least ") + lasted + atMost)
                + asked;
        String how = "every node was looked at" + asked + (last.observed() ? "" : ", but " + UNOBSERVED);
        return Finding.of(expectation, ruling, figures, new Account(question, text(last), ruling.sure(how)));
    }

    private static Ruling ruling(LastWritable last, Limit.Length limit, boolean completed) {
        boolean hasMax = limit.max().isPresent();
        String unobserved = last.observed() ? "" : UNOBSERVED;
        Demand demand = new Demand(limit, completed && (last.untilHeal() ? hasMax : limit.isAbove(last.atMost())));
        if (demand.isMissedBy(last.duration())) {
            if (demand.isWhole()) {
                return demand.missed();
            }
            return demand.missed(
                    last.untilHeal() ? ", and healing came before" : unobserved.isEmpty() ? "" : "; " + unobserved);
        }
        Ruling ruling = demand.judge(last.duration());
        if (hasMax && last.untilHeal() && completed) {
            return new Ruling(Verdict.FAIL, "no maximum allows it to last until healing begins");
        }
        if (hasMax && last.untilHeal() && ruling.verdict() == Verdict.PASS) {
            return new Ruling(Verdict.UNKNOWN, "the run was cut short");
        }
        if (ruling.verdict() == Verdict.PASS && isOpen(last, limit)) {
            return new Ruling(
                    Verdict.UNKNOWN,
                    "it was at most " + Wording.of(last.atMost()) + ", and the limit lies in between"
                            + (unobserved.isEmpty() ? "" : ": " + unobserved));
        }
        return ruling;
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
}

package dev.lapse.check;

import java.time.Duration;

/**
 * What a limit demands of what a run measured: no more than its maximum, and, of a control, no less than its minimum.
 *
 * <p>Terms. A <i>control</i> is an expectation with a minimum: a configuration that is known to fail, and a checker
 * that must catch it. What it <i>caught</i> is what can have come of the fault; what was measured is all. The question
 * was asked in <i>whole</i> when nothing could still have come: the run came to its end and everything was looked at.
 *
 * <ul>
 *   <li>PASS when as much was caught as is demanded, and no more was measured than is allowed.
 *   <li>FAIL when more was measured than is allowed, or when the whole was seen and too little was caught.
 *   <li>UNKNOWN when too little was caught, and not the whole was seen.
 * </ul>
 *
 * @param isWhole whether the question was asked in whole
 */
record Demand(Limit limit, boolean isWhole) {
    static final String NOT_CAUGHT = "it did not catch what it must";

    Ruling judge(long caught, long measured) {
        return isMissedBy(caught) ? missed() : within(limit.allows(measured), limit.excess(measured));
    }

    Ruling judge(Duration measured) {
        return isMissedBy(measured) ? missed() : within(limit.allows(measured), limit.excess(measured));
    }

    /** Whether less was caught than a control demands. */
    boolean isMissedBy(long caught) {
        return limit.isAbove(caught);
    }

    /** Whether less was caught than a control demands. */
    boolean isMissedBy(Duration caught) {
        return limit.isAbove(caught);
    }

    /** What to say where too little was caught. */
    Ruling missed() {
        return missed(": " + NOT_CAUGHT);
    }

    /** The same, with words of the checker's own behind the demand. */
    Ruling missed(String why) {
        return new Ruling(
                isWhole ? Verdict.FAIL : Verdict.UNKNOWN, "this control demands at least " + limit.minText() + why);
    }

    private static Ruling within(boolean allowed, String excess) {
        return allowed ? Ruling.PASS : new Ruling(Verdict.FAIL, excess);
    }
}

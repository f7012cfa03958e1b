package dev.lapse.history;

/** How an attempt ended, as far as its client can know. */
public enum Outcome {
    /** Acknowledged, or answered. */
    OK,
    /**
     * Certainly without effect: it never reached a server, or a server refused it with an ordinary error. Of a call of
     * the user's own code: it threw.
     */
    FAILED,
    /**
     * Sent, and then silence, a lost connection or a server that was going down: it may or may not have happened. A
     * call of the user's own code that had not returned at its deadline is one.
     */
    INDETERMINATE,
    /** Due, but not attempted, since as many attempts as the lane may have were still in flight. */
    NOT_SENT
}

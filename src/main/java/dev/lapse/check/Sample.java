package dev.lapse.check;

import dev.lapse.cluster.NodeName;
import dev.lapse.history.Attempt;
import dev.lapse.history.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * What the questions need of an {@link Attempt}: small, since a run has many.
 *
 * @param answered whether a server spoke: OK, or an error with a SQLSTATE of its own
 * @param timeline 0 when unknown
 * @param writable true only where the server said so
 */
record Sample(
        long seq,
        long dueNanos,
        long invokedNanos,
        long completedNanos,
        Outcome outcome,
        boolean answered,
        @Nullable NodeName node,
        int timeline,
        boolean writable,
        @Nullable Long newestSeq) {

    static Sample of(Attempt attempt) {
        String sqlState = attempt.sqlState();
        return new Sample(
                attempt.seq(),
                attempt.dueNanos(),
                attempt.invokedNanos(),
                attempt.completedNanos(),
                attempt.outcome(),
                attempt.outcome() == Outcome.OK
                        || attempt.outcome() == Outcome.FAILED && sqlState != null && !sqlState.startsWith("08"),
                attempt.node(),
                attempt.timeline() == null ? 0 : attempt.timeline().value(),
                Boolean.TRUE.equals(attempt.writable()),
                attempt.newestSeq());
    }

    boolean isOk() {
        return outcome == Outcome.OK;
    }

    boolean isSent() {
        return outcome != Outcome.NOT_SENT;
    }

    /** Attempted, and not acknowledged or answered: FAILED or INDETERMINATE. */
    boolean isNotOk() {
        return isSent() && !isOk();
    }

    long latenessNanos() {
        return Math.max(0, invokedNanos - dueNanos);
    }

    long latencyNanos() {
        return completedNanos - invokedNanos;
    }
}

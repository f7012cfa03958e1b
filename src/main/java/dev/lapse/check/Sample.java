package dev.lapse.check;

import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Role;
import dev.lapse.history.Attempt;
import dev.lapse.history.Outcome;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the questions need of an {@link Attempt}: small, since a run has many.
 *
 * @param answered whether it is known if a write was possible: OK, or an error that says that none was, which are
 *     a server that starts, stops or is read-only, and a connection refused by the host since no process listens there.
 *     An error of another kind, such as too many connections (53300), says nothing of it, and neither does silence
 * @param timeline 0 when unknown
 * @param lsn where the server's WAL ended, or was replayed to; 0 when unknown
 * @param writable true only where the server said so
 * @param replica true only where the server said that it is one
 * @param newest the newest row that a read saw; -1 when it saw none
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
        long lsn,
        boolean writable,
        boolean replica,
        long newest,
        @Nullable String sqlState,
        @Nullable String error) {
    /** Shutting down, crashed, starting up; read-only. */
    private static final Set<String> NOT_WRITABLE = Set.of("57P01", "57P02", "57P03", "25006");

    private static final String NOT_CONNECTED = "08001";

    static Sample of(Attempt attempt) {
        return new Sample(
                attempt.seq(),
                attempt.dueNanos(),
                attempt.invokedNanos(),
                attempt.completedNanos(),
                attempt.outcome(),
                attempt.outcome() == Outcome.OK || saysNotWritable(attempt.sqlState(), attempt.error()),
                attempt.node(),
                attempt.timeline() == null ? 0 : attempt.timeline().value(),
                attempt.lsn() == null ? 0 : attempt.lsn().value(),
                Boolean.TRUE.equals(attempt.writable()),
                attempt.role() == Role.REPLICA,
                attempt.newestSeq() == null ? -1 : attempt.newestSeq(),
                attempt.sqlState(),
                attempt.error());
    }

    private static boolean saysNotWritable(@Nullable String sqlState, @Nullable String error) {
        return sqlState != null
                && (NOT_WRITABLE.contains(sqlState)
                        || sqlState.equals(NOT_CONNECTED) && error != null && error.contains("refused"));
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

    /** How late the harness looked at it; one that is NOT_SENT is recorded when it is looked at. */
    long lateNanos() {
        return isSent() ? latenessNanos() : completedNanos - dueNanos;
    }

    long latencyNanos() {
        return completedNanos - invokedNanos;
    }
}

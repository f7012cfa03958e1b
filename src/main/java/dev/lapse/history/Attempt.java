package dev.lapse.history;

import dev.lapse.cluster.Lsn;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Role;
import dev.lapse.cluster.Timeline;
import org.jspecify.annotations.Nullable;

/**
 * One attempt of a lane.
 *
 * @param seq number of the attempt in its lane, from 0; a write inserts it
 * @param dueNanos when it was due
 * @param invokedNanos when it began; equal to due when it was NOT_SENT
 * @param completedNanos when its outcome was known
 * @param sqlState SQLSTATE of the error or warning that decided the outcome, else null
 * @param error what went wrong in a few words, else null
 * @param node who answered, else null
 * @param role what it said of itself, else null
 * @param writable for a state lane: whether it would take a write; null when it did not say
 * @param newestSeq for a read: the newest sequence number seen, -1 when there was none; else null
 */
public record Attempt(
        LaneName lane,
        long seq,
        long dueNanos,
        long invokedNanos,
        long completedNanos,
        Outcome outcome,
        @Nullable String sqlState,
        @Nullable String error,
        @Nullable NodeName node,
        @Nullable Role role,
        @Nullable Timeline timeline,
        @Nullable Lsn lsn,
        @Nullable Boolean writable,
        @Nullable Long newestSeq)
        implements Event {

    /** How late the harness was: invoked after due. */
    public long latenessNanos() {
        return invokedNanos - dueNanos;
    }

    public long latencyNanos() {
        return completedNanos - invokedNanos;
    }

    @Override
    public long atNanos() {
        return completedNanos;
    }
}

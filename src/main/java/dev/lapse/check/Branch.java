package dev.lapse.check;

import dev.lapse.cluster.NodeName;
import org.jspecify.annotations.Nullable;

/** What a node acknowledged on a timeline, as far as the attempts have gone by. Of rows of the ledger alone. */
final class Branch {
    /** Whose it is. */
    record AckedBy(NodeName node, int timeline) {
        /** Null for an acknowledgement that does not say it. */
        static @Nullable AckedBy of(@Nullable NodeName node, int timeline) {
            return node == null || timeline == 0 ? null : new AckedBy(node, timeline);
        }
    }

    private long lastThereInvokedNanos = Long.MIN_VALUE;
    private long lastClaimInvokedNanos = Long.MIN_VALUE;
    private long lastLostNanos = Long.MIN_VALUE;
    private long baseLsn;
    private long lastLostLsn;
    private long closedBytes;
    private boolean withoutLsn;

    /** The node took a write on this timeline, or said that it would. */
    void claims(Sample sample) {
        lastClaimInvokedNanos = Math.max(lastClaimInvokedNanos, sample.invokedNanos());
    }

    /** An acknowledged row that the final read holds. */
    void there(Sample row) {
        lastThereInvokedNanos = Math.max(lastThereInvokedNanos, row.invokedNanos());
        if (lastLostLsn != 0 && row.invokedNanos() > lastLostNanos) {
            closedBytes += openBytes();
            lastLostLsn = 0;
            baseLsn = row.lsn();
        } else if (lastLostLsn == 0) {
            baseLsn = Math.max(baseLsn, row.lsn());
        }
    }

    /** One that it does not hold. */
    void lost(Sample row) {
        lastLostNanos = Math.max(lastLostNanos, row.completedNanos());
        withoutLsn |= row.lsn() == 0;
        baseLsn = baseLsn == 0 ? row.lsn() : baseLsn;
        lastLostLsn = Math.max(lastLostLsn, row.lsn());
    }

    /** When the last row was invoked that is there; the smallest long when none is. */
    long lastThereInvokedNanos() {
        return lastThereInvokedNanos;
    }

    long lastClaimInvokedNanos() {
        return lastClaimInvokedNanos;
    }

    /** See {@link Losses#walBytes}; null when it is not known. */
    @Nullable
    Long lostBytes() {
        return withoutLsn ? null : (Long) (closedBytes + openBytes());
    }

    private long openBytes() {
        return Math.max(0, lastLostLsn - baseLsn);
    }
}

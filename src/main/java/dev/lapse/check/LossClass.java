package dev.lapse.check;

import java.util.Locale;

/**
 * How a row that was acknowledged came to be lost; each lost row has one. {@link LossClasses} decides.
 *
 * <p>Terms. The row was acknowledged by a node, on a timeline: the <i>old</i> one. A <i>newer</i> timeline began when a
 * node was promoted to it. The node took the row at some instant from when it was asked for to when its acknowledgement
 * was complete at the client; where that leaves two classes, as for one that is <i>late</i> by {@link ForkedWrites}, it
 * is not classed. Log positions decide nothing: the one that a statement returns comes before that of its commit.
 */
public enum LossClass {
    /**
     * It was acknowledged before any newer timeline began, and is not on the newest one: the promoted node had not
     * received it. One primary at a time. Replication that does not wait loses rows like this.
     */
    LOSS_AT_FAILOVER,

    /**
     * It was asked for when a newer timeline had begun already, and acknowledged before that timeline's first
     * acknowledgement: two nodes took writes one after the other, and the older one was not stopped in time.
     */
    SEQUENTIAL_FORK,

    /**
     * It was asked for after the first acknowledgement of a newer timeline: two nodes took writes at once. That is a
     * split brain, and a rewind of the old primary destroys what it had committed.
     */
    CONCURRENT_FORK,

    /**
     * No promotion dropped it: PostgreSQL on the same node started again, went on with the same timeline, and no longer
     * had it. {@code synchronous_commit: off} and {@code fsync: off} lose rows like this.
     */
    LOSS_AT_CRASH_RECOVERY,

    /** The history does not tell; each such row says why. */
    NOT_CLASSED;

    /** {@code loss at failover}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** {@code loss_at_failover}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}

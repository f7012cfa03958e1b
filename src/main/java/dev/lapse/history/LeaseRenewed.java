package dev.lapse.history;

import dev.lapse.cluster.NodeName;

/**
 * The lease behind the leader lock was armed for its full time again: after {@code atNanos - resolutionNanos}, and at
 * {@code atNanos} at the latest.
 *
 * @param holder of the lock then
 * @param by who armed it
 */
public record LeaseRenewed(long atNanos, NodeName holder, By by, long resolutionNanos) implements Event {
    /** Who armed it. */
    public enum By {
        /** Patroni on the node that holds the lock. */
        HOLDER,
        /** A new leader of the store, which grants every lease anew. */
        STORE_LEADER
    }
}

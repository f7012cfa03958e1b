package dev.lapse.oracle;

import java.util.Locale;

/** The phases of an outage, in the order in which they come. */
public enum Phase {
    /** Patroni stops PostgreSQL in order. */
    STOP,
    /** Until the leader key is gone. */
    DETECT,
    /** Until the fault is healed. */
    HOLD,
    /** Until the store can be written again. */
    NO_QUORUM,
    /** Until the store has a leader again. */
    QUORUM,
    /** Until a node holds the leader lock. */
    ELECT,
    /** Until that node is writable. */
    PROMOTE,
    /** Until PostgreSQL is up again where it was. */
    RESTART,
    /** Until the standby no longer holds commits back. */
    RELEASE,
    /** Until the balancer sends clients there, and nowhere else. */
    ROUTE,
    /** Until the client has its answer. */
    RECONNECT;

    /** The name in files and messages: lower case, with hyphens. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

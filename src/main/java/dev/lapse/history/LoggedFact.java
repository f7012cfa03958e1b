package dev.lapse.history;

import java.util.Locale;

/** What a component's log tells; the component comes first. A fact is about the host whose log it is, unless it says so. */
public enum LoggedFact {
    /** Patroni: the node has taken the leader lock, having had none. */
    LOCK_TAKEN,
    /** Patroni: it gives the leader lock up, or lost it to nobody. */
    LOCK_FREED,
    /** Patroni: it cannot reach the store. */
    STORE_LOST,
    /** Patroni: it demotes PostgreSQL. */
    DEMOTING,
    /** Patroni: PostgreSQL is to be promoted. */
    PROMOTING,
    /** PostgreSQL: a promotion was asked for. */
    PROMOTION_RECEIVED,
    /** PostgreSQL: it has a new timeline, and is about to take writes. */
    NEW_TIMELINE,
    /** PostgreSQL: a shutdown was asked for. */
    SHUTDOWN_RECEIVED,
    /** PostgreSQL: it has shut down. */
    SHUT_DOWN,
    /** PostgreSQL: it starts. */
    STARTING,
    /** PostgreSQL: it takes connections that may write. */
    READY,
    /** PostgreSQL: a process of it died, and all others are started again. */
    CRASHED,
    /** HAProxy: a server of the listener for writes is up; about that node. */
    BALANCER_UP,
    /** HAProxy: a server of the listener for writes is down; about that node. */
    BALANCER_DOWN,
    /** keepalived: this balancer carries the virtual address. */
    VIP_TAKEN,
    /** keepalived: this balancer carries it no more. */
    VIP_LEFT,
    /** etcd: this member has become the leader. */
    STORE_LEADER,
    /** etcd: this member has lost the leader that it knew. */
    STORE_LEADERLESS;

    /** For people: {@code promotion received}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}

package dev.lapse.history;

/** What a component's log tells, with the words by which it is known beside the pattern that finds them. */
public enum LoggedFact {
    /** Patroni: the node has the leader lock, having had none. */
    LOCK_TAKEN,
    /** Patroni: it gives the leader lock up. */
    LOCK_FREED,
    /** Patroni: it cannot reach the store. */
    STORE_LOST,
    /** Patroni: it demotes PostgreSQL. */
    DEMOTING,
    /** Patroni: PostgreSQL is to be promoted. */
    PROMOTING,
    /** PostgreSQL: a promotion was asked for. */
    PROMOTION_RECEIVED,
    /** PostgreSQL: it is on a new timeline. */
    NEW_TIMELINE,
    /** PostgreSQL: a shutdown was asked for. */
    SHUTDOWN_RECEIVED,
    /** PostgreSQL: it has shut down. */
    SHUT_DOWN,
    /** PostgreSQL: it starts. */
    STARTING,
    /** PostgreSQL: it takes connections. */
    READY,
    /** PostgreSQL: a process of it died, and all others are started again. */
    CRASHED,
    /** HAProxy: a server of the listener for writes is up. */
    BALANCER_UP,
    /** HAProxy: a server of the listener for writes is down. */
    BALANCER_DOWN,
    /** etcd: a member has become the leader, or lost it. */
    STORE_LEADER
}

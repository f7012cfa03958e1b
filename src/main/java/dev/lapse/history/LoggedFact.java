package dev.lapse.history;

import java.util.Locale;

/** What a component's log tells; the component comes first. It is about the host whose log it is, unless it says so. */
public enum LoggedFact {
    /** Patroni: the node has taken the leader lock, having had none. */
    LOCK_TAKEN,
    /** Patroni: it has given the leader lock up. */
    LOCK_FREED,
    /** Patroni: it cannot reach the store; told with each attempt. */
    STORE_LOST,
    /** Patroni: it cannot reach the store and goes on as primary, since all members answer (failsafe mode). */
    FAILSAFE,
    /** Patroni: it demotes PostgreSQL. */
    DEMOTING,
    /** Patroni: PostgreSQL is to be promoted. */
    PROMOTING,
    /** PostgreSQL: a promotion was asked for. */
    PROMOTION_RECEIVED,
    /** PostgreSQL: it has a new timeline. */
    NEW_TIMELINE,
    /** PostgreSQL: the promotion is through with recovery; it takes writes after this and before it is READY. */
    RECOVERED,
    /** PostgreSQL: it takes connections, which may write. */
    READY,
    /** PostgreSQL: it takes connections, which may read. */
    READY_TO_READ,
    /** PostgreSQL: a shutdown was asked for. */
    SHUTDOWN_RECEIVED,
    /** PostgreSQL: it has shut down. */
    SHUT_DOWN,
    /** PostgreSQL: it starts. */
    STARTING,
    /** PostgreSQL: a process of it died, and all others are started again. */
    CRASHED,
    /** PostgreSQL: a primary gives up a standby that was silent for {@code wal_sender_timeout}. */
    STANDBY_LOST,
    /** HAProxy: a server of the listener for writes is up; about that node. */
    BALANCER_UP("now sends writes to"),
    /** HAProxy: a server of the listener for writes is down; about that node. */
    BALANCER_DOWN("no longer sends writes to"),
    /** HAProxy: a server of the listener for reads is up; about that node. */
    READER_UP("now sends reads to"),
    /** HAProxy: a server of the listener for reads is down; about that node. */
    READER_DOWN("no longer sends reads to"),
    /** The watch of addresses, in older histories keepalived: this host carries the virtual address. */
    VIP_TAKEN,
    /** The same: this host does not carry it, or no more. */
    VIP_LEFT,
    /** etcd: this member has become the leader. */
    STORE_LEADER,
    /** etcd: this member has lost the leader that it knew. */
    STORE_LEADERLESS;

    private final String text;

    LoggedFact() {
        this("");
    }

    LoggedFact(String text) {
        this.text = text;
    }

    /** For people, before the node that it is about: {@code promotion received}, {@code now sends writes to}. */
    public String text() {
        return text.isEmpty() ? name().toLowerCase(Locale.ROOT).replace('_', ' ') : text;
    }
}

package dev.lapse.explain;

import java.util.Locale;

/** What brought an outage about, and so which phases it has. */
public enum OutageKind {
    /** Another node, or the same one anew, was promoted after the leader lock had been lost. */
    FAILOVER,
    /** PostgreSQL or Patroni was started again where it was. */
    RESTART,
    /** The store had no quorum. */
    NO_QUORUM,
    /** The primary demoted itself, and nothing was wrong with the store. */
    DEMOTION,
    /** A balancer sent clients elsewhere, or nowhere. */
    ROUTING,
    POOLER,
    VIP,
    /** A replica was lost: readers of it, or commits that waited for it. */
    REPLICA,
    /** The fault cut the client off, or held its requests back, and that ended with the fault. */
    CUT,
    /** An action that was asked for, such as a switchover. */
    PLANNED,
    /** The history does not tell. */
    UNKNOWN;

    /** The name in files and messages: lower case, with hyphens. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

package dev.lapse.cluster;

/** What a PostgreSQL server says of itself: {@code pg_is_in_recovery()} is false on a primary, true on a replica. */
public enum Role {
    PRIMARY,
    REPLICA
}

package dev.lapse.cluster;

import java.util.Locale;

/** Whose settings: each section takes the component's own names. */
public enum Section {
    /** Patroni's dynamic configuration (DCS), dotted below the top: {@code ttl}, {@code postgresql.use_pg_rewind}; and its local {@code watchdog.*}, {@code tags.*}. Times in seconds. */
    PATRONI,
    /** PostgreSQL parameters, as in {@code postgresql.conf}. */
    POSTGRESQL,
    /** HAProxy: server keywords ({@code inter}, {@code fall}), lines of {@code defaults} ({@code timeout connect}, {@code retries}, {@code option redispatch}), either with {@code write.} or {@code read.} before it for one listener alone, and {@code check-write}, {@code check-read}: the URIs asked of Patroni. */
    HAPROXY,
    /** The {@code [pgbouncer]} section of pgbouncer.ini. */
    PGBOUNCER,
    /** Lines of the {@code vrrp_instance}: {@code advert_int}, {@code nopreempt}. */
    KEEPALIVED,
    /** etcd's configuration file: {@code heartbeat-interval}, {@code election-timeout}. */
    ETCD;

    /** The name in files and messages: lower case. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}

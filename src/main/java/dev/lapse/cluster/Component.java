package dev.lapse.cluster;

import java.util.Locale;

/** A program that a host carries; {@code PATRONI} brings PostgreSQL with it. */
public enum Component {
    ETCD,
    PATRONI,
    PGBOUNCER,
    HAPROXY,
    KEEPALIVED;

    /** The name in files, logs and messages: lower case. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}

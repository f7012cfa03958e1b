package dev.lapse.cluster;

import java.util.Comparator;
import java.util.List;

/** Whose settings, by the name that files and messages give the section; each takes the component's own names. */
public record Section(String text) implements Comparable<Section> {
    /**
     * Patroni's dynamic configuration (DCS), dotted below the top: {@code ttl}, {@code postgresql.use_pg_rewind}; and
     * its local {@code watchdog.*}, {@code tags.*}. Times in seconds.
     */
    public static final Section PATRONI = new Section("patroni");

    /** PostgreSQL parameters, as in {@code postgresql.conf}. */
    public static final Section POSTGRESQL = new Section("postgresql");

    /**
     * HAProxy: server keywords ({@code inter}, {@code fall}), lines of {@code defaults} ({@code timeout connect},
     * {@code retries}, {@code option redispatch}), either with {@code write.} or {@code read.} before it for one
     * listener alone, and {@code check-write}, {@code check-read}: the URIs asked of Patroni.
     */
    public static final Section HAPROXY = new Section("haproxy");

    /** The {@code [pgbouncer]} section of pgbouncer.ini. */
    public static final Section PGBOUNCER = new Section("pgbouncer");

    /** Lines of the {@code vrrp_instance}: {@code advert_int}, {@code nopreempt}. */
    public static final Section KEEPALIVED = new Section("keepalived");

    /** vip-manager's configuration file: {@code interval}, {@code retry-after}, {@code retry-num}. */
    public static final Section VIP_MANAGER = new Section("vip-manager");

    /** etcd's configuration file: {@code heartbeat-interval}, {@code election-timeout}. */
    public static final Section ETCD = new Section("etcd");

    /** The order in which files list them; sections that are not here come after them. */
    private static final List<Section> ORDER =
            List.of(PATRONI, POSTGRESQL, HAPROXY, PGBOUNCER, KEEPALIVED, VIP_MANAGER, ETCD);

    private static final Comparator<Section> LISTED =
            Comparator.comparingInt(Section::rank).thenComparing(Section::text);

    @Override
    public int compareTo(Section other) {
        return text.equals(other.text) ? 0 : LISTED.compare(this, other);
    }

    private int rank() {
        int index = ORDER.indexOf(this);
        return index < 0 ? ORDER.size() : index;
    }

    @Override
    public String toString() {
        return text;
    }
}

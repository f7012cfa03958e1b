package dev.lapse.cluster;

import java.util.Comparator;
import java.util.List;

/** The name of a program that hosts carry, in files, logs and messages: lower case. */
public record ComponentName(String text) implements Comparable<ComponentName> {
    public static final ComponentName ETCD = new ComponentName("etcd");
    public static final ComponentName PATRONI = new ComponentName("patroni");
    public static final ComponentName PGBOUNCER = new ComponentName("pgbouncer");
    public static final ComponentName HAPROXY = new ComponentName("haproxy");
    public static final ComponentName KEEPALIVED = new ComponentName("keepalived");
    public static final ComponentName VIP_MANAGER = new ComponentName("vip-manager");
    public static final ComponentName CLIENT = new ComponentName("client");

    /** The order in which hosts list what they carry; names that are not here come after them. */
    private static final List<ComponentName> ORDER =
            List.of(ETCD, PATRONI, PGBOUNCER, HAPROXY, KEEPALIVED, VIP_MANAGER, CLIENT);

    public ComponentName {
        if (!text.matches("[a-z][a-z0-9-]*")) {
            throw new IllegalArgumentException("component name must match [a-z][a-z0-9-]*, was \"" + text + "\"");
        }
    }

    @Override
    public int compareTo(ComponentName other) {
        return Comparator.comparingInt(ComponentName::rank)
                .thenComparing(ComponentName::text)
                .compare(this, other);
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

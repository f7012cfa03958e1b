package dev.lapse.cluster;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Whom a fault hits, resolved at the moment of injection: a role, a host by name, or a link by name. */
public record Target(Kind kind, String name) {
    /** Roles have the name that scenario files use; HOST, LINK and GROUPS carry a name of their own. */
    public enum Kind {
        PRIMARY,
        REPLICA,
        SYNC_STANDBY,
        ALL_REPLICAS,
        ETCD_LEADER,
        /** As few etcd members as leave the others without quorum, the leader among them. */
        ETCD_MAJORITY,
        VIP_HOLDER,
        HOST,
        LINK,
        /** The sides of a partition, such as {@code pg1+etcd1|pg2+pg3}. */
        GROUPS;

        /** The hosts that can have this role; empty: any host can, or it is no host. */
        public Optional<List<NodeName>> candidates(ClusterSpec cluster) {
            return switch (this) {
                case PRIMARY, REPLICA, SYNC_STANDBY, ALL_REPLICAS -> Optional.of(cluster.nodes());
                case ETCD_LEADER, ETCD_MAJORITY -> Optional.of(cluster.hostsWith(ComponentName.ETCD));
                case VIP_HOLDER -> Optional.of(cluster.addressHolders());
                case HOST, LINK, GROUPS -> Optional.empty();
            };
        }

        /** The name in files and messages: lower case, with hyphens. */
        public String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    public static Target role(Kind kind) {
        return new Target(kind, kind.text());
    }

    public static Target host(NodeName host) {
        return new Target(Kind.HOST, host.value());
    }

    /** The path from {@code from} to {@code to}, such as client to haproxy. */
    public static Target link(String from, String to) {
        return new Target(Kind.LINK, from + "-" + to);
    }

    /** A link by its whole name. */
    public static Target link(String name) {
        return new Target(Kind.LINK, name);
    }

    public static Target groups(String sides) {
        return new Target(Kind.GROUPS, sides);
    }

    /** Whether it is a role: at any moment some host has it, or none. */
    public boolean isRole() {
        return isRole(kind);
    }

    private static boolean isRole(Kind kind) {
        return kind != Kind.HOST && kind != Kind.LINK && kind != Kind.GROUPS;
    }

    /** The role of that name, if there is one. */
    public static Optional<Target> ofRole(String text) {
        for (Kind kind : Kind.values()) {
            if (isRole(kind) && kind.text().equals(text)) {
                return Optional.of(role(kind));
            }
        }
        return Optional.empty();
    }

    @Override
    public String toString() {
        return name;
    }
}

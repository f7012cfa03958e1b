package dev.lapse.cluster;

import java.util.Locale;
import java.util.Optional;

/** Whom a fault hits, resolved at the moment of injection: a role, a host by name, or a link by name. */
public record Target(Kind kind, String name) {
    /** Roles have the name that scenario files use; HOST and LINK carry a name of their own. */
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
        LINK;

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

    /** The role of that name, if there is one. */
    public static Optional<Target> ofRole(String text) {
        for (Kind kind : Kind.values()) {
            if (kind != Kind.HOST && kind != Kind.LINK && kind.text().equals(text)) {
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

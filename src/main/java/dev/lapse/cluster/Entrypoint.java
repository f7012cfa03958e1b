package dev.lapse.cluster;

import java.util.List;
import java.util.Locale;

/** Where a client connects: the virtual address, a balancer, a node's pooler, or a node's PostgreSQL. */
public enum Entrypoint {
    VIP,
    HAPROXY,
    POOLER,
    POSTGRES,
    /** Where the user's own code does, which Lapse does not know. */
    APPLICATION;

    /** Those that Lapse's own clients take. */
    public static final List<Entrypoint> OF_PROBES = List.of(VIP, HAPROXY, POOLER, POSTGRES);

    /** The name in files and messages: lower case. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}

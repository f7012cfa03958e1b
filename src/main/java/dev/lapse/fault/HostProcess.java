package dev.lapse.fault;

import dev.lapse.cluster.Component;
import dev.lapse.cluster.Ports;
import java.util.Locale;
import java.util.OptionalInt;

/** What runs on a host and can be hit by itself. */
enum HostProcess {
    PATRONI(Component.PATRONI),
    POSTGRES(Component.PATRONI),
    PGBOUNCER(Component.PGBOUNCER),
    ETCD(Component.ETCD),
    HAPROXY(Component.HAPROXY),
    KEEPALIVED(Component.KEEPALIVED);

    private final Component component;

    HostProcess(Component component) {
        this.component = component;
    }

    static HostProcess of(FaultSpec spec) {
        return valueOf(spec.option("process").toUpperCase(Locale.ROOT));
    }

    /** What a host must carry to run it; PostgreSQL comes with Patroni. */
    Component component() {
        return component;
    }

    /** The folder of s6 that supervises it; for PostgreSQL that of Patroni, which restarts it. */
    String service() {
        return "/run/s6/" + component.text();
    }

    /**
     * Prints the id of its main process, or nothing: the postmaster, the service itself where it is one process, else the
     * leader of the service's process group.
     */
    String pidScript() {
        return this == POSTGRES
                ? "head -n 1 /var/lib/postgresql/lapse/postmaster.pid 2>/dev/null || true"
                : "s6-svstat -o pid " + service() + " | grep -v -- '^-1$' || true";
    }

    /** Whether a signal goes to the whole process group: masters have workers, and a worker alone would go on. */
    boolean isGroup() {
        return this != PATRONI && this != POSTGRES;
    }

    /** The port at which it answers whoever asks; keepalived has none. */
    OptionalInt port() {
        return switch (this) {
            case PATRONI -> OptionalInt.of(Ports.REST);
            case POSTGRES -> OptionalInt.of(Ports.POSTGRES);
            case PGBOUNCER -> OptionalInt.of(Ports.POOLER);
            case ETCD -> OptionalInt.of(Ports.ETCD);
            case HAPROXY -> OptionalInt.of(Ports.STATS);
            case KEEPALIVED -> OptionalInt.empty();
        };
    }

    /** The name in files and messages: lower case. */
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}

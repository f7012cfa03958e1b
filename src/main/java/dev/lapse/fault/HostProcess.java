package dev.lapse.fault;

import dev.lapse.cluster.Component;
import java.util.Arrays;
import java.util.Locale;

/** What runs on a host and can be hit by itself. */
enum HostProcess {
    PATRONI(Component.PATRONI),
    POSTGRES(Component.PATRONI),
    PGBOUNCER(Component.PGBOUNCER),
    ETCD(Component.ETCD),
    HAPROXY(Component.HAPROXY),
    KEEPALIVED(Component.KEEPALIVED);

    /** Which process a fault hits; Patroni unless told. */
    static final FaultOption OPTION = FaultOption.word(
            "process",
            "patroni",
            Arrays.stream(values()).skip(1).map(HostProcess::text).toArray(String[]::new));

    private final Component component;

    HostProcess(Component component) {
        this.component = component;
    }

    static HostProcess of(FaultSpec spec) {
        return valueOf(spec.option(OPTION.name()).toUpperCase(Locale.ROOT));
    }

    /** What a host must carry to run it; PostgreSQL comes with Patroni. */
    Component component() {
        return component;
    }

    /** The name in files and messages: lower case. */
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}

package dev.lapse.probe;

import dev.lapse.cluster.Auth;
import dev.lapse.cluster.Cluster;
import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.Credentials;
import dev.lapse.cluster.Host;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Settings;
import dev.lapse.component.Carried;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A cluster that is only described: nodes pg1 and pg2, balancer lb1, app1, and the addresses that they are said to have. */
record TwoNodes(UnaryOperator<String> address) implements Cluster {
    /** Addresses that tell host and network. */
    TwoNodes() {
        this(UnaryOperator.identity());
    }

    @Override
    public ClusterSpec spec() {
        return new ClusterSpec(
                "two",
                List.of(
                        new Host(
                                new NodeName("pg1"),
                                Carried.of(ComponentName.ETCD, ComponentName.PATRONI, ComponentName.PGBOUNCER)),
                        new Host(new NodeName("pg2"), Carried.of(ComponentName.PATRONI, ComponentName.PGBOUNCER)),
                        new Host(new NodeName("lb1"), Carried.of(ComponentName.HAPROXY, ComponentName.KEEPALIVED)),
                        new Host(new NodeName("app1"), Carried.of(ComponentName.CLIENT))),
                true,
                "trixie",
                Settings.NONE,
                Auth.MD5);
    }

    @Override
    public String dataAddress(NodeName host) {
        return address.apply("data-" + host);
    }

    @Override
    public String watchAddress(NodeName host) {
        return address.apply("watch-" + host);
    }

    @Override
    public Optional<String> vip() {
        return Optional.of(address.apply("vip"));
    }

    @Override
    public Credentials credentials() {
        return new Credentials("", "", "secret");
    }
}

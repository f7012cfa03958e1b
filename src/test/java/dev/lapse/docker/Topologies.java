package dev.lapse.docker;

import dev.lapse.cluster.Auth;
import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.Component;
import dev.lapse.cluster.Host;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Settings;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;

/** Topologies for this package's tests. */
final class Topologies {
    private Topologies() {}

    static ClusterSpec reference() {
        List<Host> hosts = new ArrayList<>();
        hosts.addAll(hosts("etcd", 3, Component.ETCD));
        hosts.addAll(hosts("pg", 3, Component.PATRONI, Component.PGBOUNCER));
        hosts.addAll(hosts("lb", 2, Component.HAPROXY, Component.KEEPALIVED));
        return new ClusterSpec("reference", hosts, true, "trixie", Settings.NONE, Auth.MD5);
    }

    static ClusterSpec noPooler() {
        List<Host> hosts = new ArrayList<>();
        hosts.addAll(hosts("etcd", 3, Component.ETCD));
        hosts.addAll(hosts("pg", 3, Component.PATRONI));
        hosts.addAll(hosts("lb", 1, Component.HAPROXY));
        return new ClusterSpec("no-pooler", hosts, false, "trixie", Settings.NONE, Auth.MD5);
    }

    static ClusterSpec allInOne() {
        List<Host> hosts = new ArrayList<>();
        hosts.addAll(hosts("zone", 3, Component.ETCD, Component.PATRONI, Component.PGBOUNCER));
        hosts.addAll(hosts("lb", 1, Component.HAPROXY));
        return new ClusterSpec("all-in-one", hosts, false, "trixie", Settings.NONE, Auth.MD5);
    }

    static Host host(ClusterSpec spec, String name) {
        return spec.hosts().stream()
                .filter(host -> host.name().equals(new NodeName(name)))
                .findFirst()
                .orElseThrow();
    }

    private static List<Host> hosts(String prefix, int count, Component first, Component... more) {
        List<Host> hosts = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            hosts.add(new Host(new NodeName(prefix + i), EnumSet.of(first, more)));
        }
        return hosts;
    }
}

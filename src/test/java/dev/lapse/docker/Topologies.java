package dev.lapse.docker;

import dev.lapse.cluster.Auth;
import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.Host;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Settings;
import dev.lapse.component.Carried;
import java.util.ArrayList;
import java.util.List;

/** Topologies for this package's tests. */
final class Topologies {
    private Topologies() {}

    static ClusterSpec reference() {
        List<Host> hosts = new ArrayList<>();
        hosts.addAll(hosts("etcd", 3, ComponentName.ETCD));
        hosts.addAll(hosts("pg", 3, ComponentName.PATRONI, ComponentName.PGBOUNCER));
        hosts.addAll(hosts("lb", 2, ComponentName.HAPROXY, ComponentName.KEEPALIVED));
        return new ClusterSpec("reference", hosts, true, "trixie", Settings.NONE, Auth.MD5);
    }

    static ClusterSpec noPooler() {
        List<Host> hosts = new ArrayList<>();
        hosts.addAll(hosts("etcd", 3, ComponentName.ETCD));
        hosts.addAll(hosts("pg", 3, ComponentName.PATRONI));
        hosts.addAll(hosts("lb", 1, ComponentName.HAPROXY));
        return new ClusterSpec("no-pooler", hosts, false, "trixie", Settings.NONE, Auth.MD5);
    }

    static ClusterSpec allInOne() {
        List<Host> hosts = new ArrayList<>();
        hosts.addAll(hosts("zone", 3, ComponentName.ETCD, ComponentName.PATRONI, ComponentName.PGBOUNCER));
        hosts.addAll(hosts("lb", 1, ComponentName.HAPROXY));
        return new ClusterSpec("all-in-one", hosts, false, "trixie", Settings.NONE, Auth.MD5);
    }

    static Host host(ClusterSpec spec, String name) {
        return spec.hosts().stream()
                .filter(host -> host.name().equals(new NodeName(name)))
                .findFirst()
                .orElseThrow();
    }

    private static List<Host> hosts(String prefix, int count, ComponentName... carried) {
        List<Host> hosts = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            hosts.add(new Host(new NodeName(prefix + i), Carried.of(carried)));
        }
        return hosts;
    }
}

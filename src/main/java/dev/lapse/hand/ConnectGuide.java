package dev.lapse.hand;

import dev.lapse.cluster.Cluster;
import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.Credentials;
import dev.lapse.cluster.Host;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Ports;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** How people connect to a cluster that is up. No password is in it. */
record ConnectGuide(Cluster cluster, OwnerSocket socket) {
    /** {@code write=URL} and {@code read=URL}; without a balancer the URLs name all nodes. */
    List<String> urls() {
        return List.of("write=" + url(Ports.WRITE, "primary"), "read=" + url(Ports.READ, "preferSecondary"));
    }

    private String url(int balanced, String targetServerType) {
        List<NodeName> balancers = cluster.spec().balancers();
        if (!balancers.isEmpty()) {
            return jdbc(cluster.dataAddress(balancers.get(0)) + ":" + balanced);
        }
        String nodes = cluster.spec().nodes().stream()
                .map(node -> cluster.dataAddress(node) + ":" + Ports.POSTGRES)
                .collect(Collectors.joining(","));
        return jdbc(nodes) + "?targetServerType=" + targetServerType;
    }

    private static String jdbc(String hosts) {
        return "jdbc:postgresql://" + hosts + "/" + Credentials.DATABASE;
    }

    /** For people. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("write    " + url(Ports.WRITE, "primary"));
        lines.add("read     " + url(Ports.READ, "preferSecondary"));
        cluster.vip().ifPresent(vip -> lines.add("vip      " + vip + ", the same ports"));
        List<NodeName> balancers = cluster.spec().balancers();
        NodeName door = balancers.isEmpty() ? cluster.spec().nodes().get(0) : balancers.get(0);
        lines.add("psql     env $(" + socket.command("status") + " --credentials) psql -h " + cluster.dataAddress(door)
                + " -p " + (balancers.isEmpty() ? Ports.POSTGRES : Ports.WRITE));
        cluster.spec()
                .hosts()
                .forEach(host ->
                        lines.add("%-8s %s  %s".formatted(host.name(), cluster.dataAddress(host.name()), ports(host))));
        lines.add("owner    process " + ProcessHandle.current().pid() + ", log " + socket.log());
        lines.add("next     " + socket.command("status") + " | "
                + socket.command("inject") + " network-loss primary | " + socket.command("probe") + " --write | "
                + socket.command("heal") + " | " + socket.command("export") + " scenarios/mine.yaml | "
                + socket.command("down"));
        return lines;
    }

    private static String ports(Host host) {
        List<String> ports = new ArrayList<>();
        if (host.carries(ComponentName.ETCD)) {
            ports.add("etcd " + Ports.ETCD);
        }
        if (host.carries(ComponentName.PATRONI)) {
            ports.add("PostgreSQL " + Ports.POSTGRES + ", Patroni " + Ports.REST);
        }
        if (host.carries(ComponentName.PGBOUNCER)) {
            ports.add("PgBouncer " + Ports.POOLER);
        }
        if (host.carries(ComponentName.HAPROXY)) {
            ports.add("HAProxy " + Ports.WRITE + " write, " + Ports.READ + " read, " + Ports.STATS + " statistics");
        }
        return String.join(", ", ports);
    }
}

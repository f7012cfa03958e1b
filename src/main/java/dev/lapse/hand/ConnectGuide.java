package dev.lapse.hand;

import dev.lapse.cluster.Cluster;
import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.Credentials;
import dev.lapse.cluster.Host;
import dev.lapse.cluster.NodeName;
import dev.lapse.component.Etcd;
import dev.lapse.component.Haproxy;
import dev.lapse.component.Patroni;
import dev.lapse.component.PgBouncer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** How people connect to a cluster that is up. No password is in it. */
record ConnectGuide(Cluster cluster, OwnerSocket socket) {
    /** {@code write=URL} and {@code read=URL}; without a balancer the URLs name all nodes. */
    List<String> urls() {
        return List.of(
                "write=" + url(Haproxy.WRITE_PORT, "primary"), "read=" + url(Haproxy.READ_PORT, "preferSecondary"));
    }

    private String url(int balanced, String targetServerType) {
        List<NodeName> balancers = cluster.spec().balancers();
        if (!balancers.isEmpty()) {
            return jdbc(cluster.dataAddress(balancers.get(0)) + ":" + balanced);
        }
        String nodes = cluster.spec().nodes().stream()
                .map(node -> cluster.dataAddress(node) + ":" + Patroni.POSTGRES_PORT)
                .collect(Collectors.joining(","));
        return jdbc(nodes) + "?targetServerType=" + targetServerType;
    }

    private static String jdbc(String hosts) {
        return "jdbc:postgresql://" + hosts + "/" + Credentials.DATABASE;
    }

    /** For people. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("write    " + url(Haproxy.WRITE_PORT, "primary"));
        lines.add("read     " + url(Haproxy.READ_PORT, "preferSecondary"));
        cluster.vip().ifPresent(vip -> lines.add("vip      " + vip + ", the same ports"));
        List<NodeName> balancers = cluster.spec().balancers();
        NodeName door = balancers.isEmpty() ? cluster.spec().nodes().get(0) : balancers.get(0);
        lines.add("psql     env $(" + socket.command("status") + " --credentials) psql -h " + cluster.dataAddress(door)
                + " -p " + (balancers.isEmpty() ? Patroni.POSTGRES_PORT : Haproxy.WRITE_PORT));
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
            ports.add("etcd " + Etcd.CLIENT_PORT);
        }
        if (host.carries(ComponentName.PATRONI)) {
            ports.add("PostgreSQL " + Patroni.POSTGRES_PORT + ", Patroni " + Patroni.REST_PORT);
        }
        if (host.carries(ComponentName.PGBOUNCER)) {
            ports.add("PgBouncer " + PgBouncer.PORT);
        }
        if (host.carries(ComponentName.HAPROXY)) {
            ports.add("HAProxy " + Haproxy.WRITE_PORT + " write, " + Haproxy.READ_PORT + " read, " + Haproxy.STATS_PORT
                    + " statistics");
        }
        return String.join(", ", ports);
    }
}

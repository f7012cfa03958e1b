package dev.lapse.hand;

import dev.lapse.cluster.Cluster;
import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.Credentials;
import dev.lapse.cluster.Entrance;
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
    private static final String HOST = "%-8s %-16s %-18s %s";

    /** {@code write=URL} and {@code read=URL}; without a balancer the URLs name all nodes. */
    List<String> urls() {
        return List.of("write=" + url(Entrance.WRITE, "primary"), "read=" + url(Entrance.READ, "preferSecondary"));
    }

    private int port(NodeName balancer, Entrance entrance) {
        return Haproxy.in(cluster.spec()).at(balancer).portFor(entrance);
    }

    private String url(Entrance entrance, String targetServerType) {
        List<NodeName> balancers = cluster.spec().balancers();
        if (!balancers.isEmpty()) {
            int balanced = port(balancers.get(0), entrance);
            return jdbc(
                    cluster.dataAddress(balancers.get(0)) + ":" + balanced,
                    PgBouncer.databaseAt(cluster.spec(), balancers.get(0), balanced, entrance));
        }
        String nodes = cluster.spec().nodes().stream()
                .map(node -> cluster.dataAddress(node) + ":" + Patroni.POSTGRES_PORT)
                .collect(Collectors.joining(","));
        return jdbc(nodes, Credentials.DATABASE) + "?targetServerType=" + targetServerType;
    }

    private static String jdbc(String hosts, String database) {
        return "jdbc:postgresql://" + hosts + "/" + database;
    }

    /** For people: where clients come in, and each host with its addresses. */
    List<String> addresses() {
        List<String> lines = new ArrayList<>();
        lines.add("write    " + url(Entrance.WRITE, "primary"));
        lines.add("read     " + url(Entrance.READ, "preferSecondary"));
        cluster.vip()
                .ifPresent(vip -> lines.add("vip      " + vip
                        + (cluster.spec().addressFollowsPrimary()
                                ? ", port "
                                        + (cluster.spec().behindAddress().equals(ComponentName.PGBOUNCER) ? 6432 : 5432)
                                : ", the same ports")));
        lines.add(HOST.formatted("host", "address", "not cut by faults", "ports"));
        cluster.spec()
                .hosts()
                .forEach(host -> lines.add(HOST.formatted(
                        host.name(),
                        cluster.dataAddress(host.name()),
                        cluster.watchAddress(host.name()),
                        ports(host))));
        return lines;
    }

    /** For people who begin. */
    List<String> lines() {
        List<String> lines = new ArrayList<>(addresses());
        lines.add("owner    process " + ProcessHandle.current().pid() + ", log " + socket.log());
        lines.add("look     " + socket.command("status") + " | " + socket.command("events") + " -f | "
                + socket.command("psql") + " | " + socket.command("logs") + " "
                + cluster.spec().nodes().get(0) + " -f | " + socket.command("probe") + " --write");
        lines.add("next     " + socket.command("inject") + " network-loss primary | " + socket.command("heal") + " | "
                + socket.command("export") + " scenarios/mine.yaml | " + socket.command("down"));
        return lines;
    }

    private String ports(Host host) {
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
            ports.add("HAProxy " + port(host.name(), Entrance.WRITE) + " write, " + port(host.name(), Entrance.READ)
                    + " read, " + Haproxy.in(cluster.spec()).statsPort() + " statistics");
        }
        return String.join(", ", ports);
    }
}

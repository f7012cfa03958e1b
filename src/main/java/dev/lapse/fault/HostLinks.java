package dev.lapse.fault;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.Component;
import dev.lapse.cluster.Host;
import dev.lapse.cluster.Links.Door;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Ports;
import java.util.ArrayList;
import java.util.List;

/**
 * Every TCP link of a host on the data network: what its components connect to, what connects to them, and the doors at
 * which clients knock. What a host says to itself is no link. Network loss by Toxiproxy drops the bytes of all of them.
 *
 * <p>On the wire it differs from the other flavours of {@code network-loss}: Toxiproxy ends TCP, so a new connect is
 * accepted at once, from inside as from outside, every segment is acknowledged and keepalives are answered, and no byte
 * comes: only a deadline of one's own ends the wait. On heal the connections that were there meanwhile are closed (FIN).
 * Where the others cost a connect timeout, this one costs the longer wait for an answer: HAProxy's check runs into
 * {@code timeout check} each time, Patroni calls the next etcd member after a share of {@code retry_timeout}, a replica
 * notices by {@code wal_receiver_timeout} alone. What is not TCP passes: VRRP, so that a balancer keeps its virtual
 * address and its clients; ICMP and UDP.
 *
 * @param hops from the host and to it; all have ports
 * @param doors of the host: its balancer, its pooler, its PostgreSQL
 */
record HostLinks(List<LinkName.HostPair> hops, List<Door> doors) {
    static HostLinks of(NodeName name, ClusterSpec cluster) {
        Host host = cluster.hosts().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
        List<LinkName.HostPair> hops = new ArrayList<>();
        for (Host other : cluster.hosts()) {
            if (!other.equals(host)) {
                add(hops, host, other, cluster);
                add(hops, other, host, cluster);
            }
        }
        return new HostLinks(List.copyOf(hops), doors(host, hops));
    }

    private static void add(List<LinkName.HostPair> hops, Host from, Host to, ClusterSpec cluster) {
        List<Integer> ports = ports(from, to, cluster);
        if (!ports.isEmpty()) {
            hops.add(new LinkName.HostPair(from.name(), to.name(), ports));
        }
    }

    /** Where the components of one host connect to on another, or on the same. */
    static List<Integer> ports(Host from, Host to, ClusterSpec cluster) {
        boolean node = from.carries(Component.PATRONI);
        boolean balancer = from.carries(Component.HAPROXY);
        List<Integer> ports = new ArrayList<>();
        if (to.carries(Component.ETCD) && node) {
            ports.add(Ports.ETCD);
        }
        if (to.carries(Component.ETCD) && from.carries(Component.ETCD)) {
            ports.add(Ports.ETCD_PEER);
        }
        if (to.carries(Component.PATRONI) && (node || balancer)) {
            ports.add(Ports.REST);
        }
        if (to.carries(Component.PATRONI) && (node || balancer && !cluster.pooled())) {
            ports.add(Ports.POSTGRES);
        }
        if (to.carries(Component.PGBOUNCER) && balancer) {
            ports.add(Ports.POOLER);
        }
        return ports;
    }

    private static List<Door> doors(Host host, List<LinkName.HostPair> hops) {
        List<Door> doors = new ArrayList<>();
        if (host.carries(Component.HAPROXY)) {
            doors.addAll(ofBalancer());
        }
        if (host.carries(Component.PGBOUNCER)) {
            doors.add(door(host, Ports.POOLER, hops));
        }
        if (host.carries(Component.PATRONI)) {
            doors.add(door(host, Ports.POSTGRES, hops));
        }
        return List.copyOf(doors);
    }

    /** The ways in that every balancer has; none but clients take them. */
    static List<Door> ofBalancer() {
        return List.of(new Door(Ports.WRITE, List.of()), new Door(Ports.READ, List.of()));
    }

    /** Hosts that connect there by themselves are cut at their own end. */
    private static Door door(Host host, int port, List<LinkName.HostPair> hops) {
        return new Door(
                port,
                hops.stream()
                        .filter(hop ->
                                hop.to().equals(host.name()) && hop.ports().contains(port))
                        .map(LinkName.HostPair::from)
                        .toList());
    }
}

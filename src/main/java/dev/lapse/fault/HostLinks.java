package dev.lapse.fault;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.Component;
import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.Host;
import dev.lapse.cluster.Links.Door;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.TcpPort;
import dev.lapse.component.Haproxy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Every TCP link of a host on the data network: what its components connect to, what connects to them, and the doors at
 * which clients knock. What a host says to itself is no link. Network loss by Toxiproxy drops the bytes of all of them.
 *
 * <p>On the wire it differs from the other flavours of {@code network-loss}: Toxiproxy ends TCP, so a new connect is
 * accepted at once, from inside as from outside, every segment is acknowledged and keepalives are answered, and no byte
 * comes: only a deadline of one's own ends the wait. On heal the connections that were there meanwhile are closed
 * (FIN). Where the others cost a connect timeout, this one costs the longer wait for an answer: HAProxy's check runs
 * into {@code timeout check} each time, Patroni calls the next etcd member after a share of {@code retry_timeout}, a
 * replica notices by {@code wal_receiver_timeout} alone. What is not TCP passes: VRRP, so that a balancer keeps its
 * virtual address and its clients; ICMP and UDP.
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
        return ports(to)
                .filter(port -> connects(from, port, cluster))
                .map(TcpPort::number)
                .toList();
    }

    static Stream<TcpPort> ports(Host host) {
        return host.carries().stream().flatMap(component -> component.ports().stream());
    }

    static boolean connects(Host from, TcpPort port, ClusterSpec cluster) {
        return from.carries().stream().anyMatch(component -> component.connectsTo(port, cluster));
    }

    private static List<Door> doors(Host host, List<LinkName.HostPair> hops) {
        return host.carries().stream()
                .sorted(Comparator.comparing(Component::name).reversed()) // the outermost first
                .flatMap(component -> component.ports().stream())
                .filter(TcpPort::isForClients)
                .map(port -> door(host, port.number(), hops))
                .toList();
    }

    /** Where a client's host comes in at the other end of a hop by the virtual address, while that stands there. */
    static List<Door> byAddress(LinkName.HostPair hop, ClusterSpec cluster) {
        return ports(cluster.host(hop.to()))
                .filter(TcpPort::isForClients)
                .map(TcpPort::number)
                .filter(port -> leadsByAddress(hop.from(), hop.to(), cluster)
                        && hop.ports().contains(port))
                .map(port -> Door.byAddress(port, hop.from()))
                .toList();
    }

    /** Whether it is a client's host, and the other one may have the virtual address. */
    static boolean leadsByAddress(NodeName from, NodeName to, ClusterSpec cluster) {
        return cluster.vip()
                && cluster.hostsWith(ComponentName.CLIENT).contains(from)
                && cluster.addressHolders().contains(to);
    }

    /** The same of every client's host. */
    static List<Door> byAddress(NodeName holder, ClusterSpec cluster) {
        return cluster.hostsWith(ComponentName.CLIENT).stream()
                .filter(client -> !client.equals(holder))
                .map(client -> new LinkName.HostPair(
                        client, holder, ports(cluster.host(client), cluster.host(holder), cluster)))
                .flatMap(hop -> byAddress(hop, cluster).stream())
                .toList();
    }

    /** The ways in that every balancer has; clients take them, and poolers before it, which are no clients. */
    static List<Door> ofBalancer(ClusterSpec cluster) {
        return new Haproxy()
                .ports().stream()
                        .filter(TcpPort::isForClients)
                        .map(port -> new Door(port.number(), cluster.poolersBefore()))
                        .toList();
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

package dev.lapse.fault;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.Component;
import dev.lapse.cluster.Host;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Ports;
import dev.lapse.cluster.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A link as scenarios write it: {@code FROM-TO}, such as {@code primary-etcd}, {@code haproxy-rest}, {@code pg1-pg2}.
 *
 * <p>FROM, the side that connects, is a role, {@code node} (every host with PostgreSQL), {@code haproxy} (every
 * balancer), {@code etcd} (every member) or a host's name; {@code client} goes with {@code haproxy} or one balancer's name. TO is the same
 * without {@code client}, or a service, which is one TCP port: {@code etcd} (2379; from an etcd host 2380), {@code rest}
 * (8008), {@code pooler} (6432), {@code postgres} (5432). A link to a service includes the one that runs on the host
 * itself.
 */
public record LinkName(String from, String to) {
    private static final String CLIENT = "client";
    private static final String NODE = "node";
    private static final String HAPROXY = "haproxy";
    private static final String ETCD = "etcd";
    /** What TO can be beside hosts: one TCP port each. */
    public static final List<String> SERVICES = List.of(ETCD, "rest", "pooler", "postgres");

    private static final List<String> USUAL = List.of(
            "client-haproxy",
            "haproxy-rest",
            "haproxy-pooler",
            "haproxy-postgres",
            "node-etcd",
            "primary-etcd",
            "primary-replica",
            "replica-primary");

    /** One FROM host, one TO host and the ports there; no ports: whatever passes between the two. */
    record HostPair(NodeName from, NodeName to, List<Integer> ports) {}

    /** The link of that name in this cluster; empty: one of its ends is not known, or not there. */
    public static Optional<LinkName> parse(String text, ClusterSpec cluster) {
        if (text.startsWith(CLIENT + "-")) {
            LinkName link = new LinkName(CLIENT, text.substring(CLIENT.length() + 1));
            return link.balancers(cluster).isEmpty() ? Optional.empty() : Optional.of(link);
        }
        for (int hyphen = text.indexOf('-'); hyphen >= 0; hyphen = text.indexOf('-', hyphen + 1)) {
            LinkName link = new LinkName(text.substring(0, hyphen), text.substring(hyphen + 1));
            boolean ends = (link.from.equals(ETCD) || !SERVICES.contains(link.from))
                    && !candidates(link.from, cluster).isEmpty()
                    && !candidates(link.to, cluster).isEmpty();
            if (ends) {
                return Optional.of(link);
            }
        }
        return Optional.empty();
    }

    /** The links that this cluster has, of those that are asked for most; others are made of the words for FROM and TO. */
    public static List<String> usual(ClusterSpec cluster) {
        return USUAL.stream()
                .filter(name -> parse(name, cluster)
                        .filter(link -> link.isUsed(cluster))
                        .isPresent())
                .toList();
    }

    /** Whether anybody connects that way: FROM to TO, not TO to FROM. */
    public boolean isUsed(ClusterSpec cluster) {
        return ofClients()
                || candidates(cluster).stream()
                        .anyMatch(hop ->
                                HostLinks.ports(host(hop.from(), cluster), host(hop.to(), cluster), cluster).stream()
                                        .anyMatch(hop.ports()::contains));
    }

    /** Whether it is the clients' way in, whose connecting end is no host of the cluster. */
    public boolean ofClients() {
        return from.equals(CLIENT);
    }

    /** The balancers that a link of the clients leads to. */
    List<NodeName> balancers(ClusterSpec cluster) {
        return cluster.balancers().stream()
                .filter(balancer -> to.equals(HAPROXY) || balancer.value().equals(to))
                .toList();
    }

    /** Whether TO is a service, and so one port. */
    boolean toService() {
        return SERVICES.contains(to);
    }

    /** The roles that have to be resolved at injection, FROM first. */
    List<Target> roles() {
        List<Target> roles = new ArrayList<>();
        Target.ofRole(from).ifPresent(roles::add);
        Target.ofRole(to).ifPresent(roles::add);
        return roles;
    }

    /** Every hop that the link may have, whoever has its roles. */
    List<HostPair> candidates(ClusterSpec cluster) {
        return hops(candidates(from, cluster), candidates(to, cluster), cluster);
    }

    /** The hops between these hosts; none from a host to itself, but to a service of its own. */
    List<HostPair> hops(List<NodeName> fromHosts, List<NodeName> toHosts, ClusterSpec cluster) {
        List<HostPair> hops = new ArrayList<>();
        for (NodeName source : fromHosts) {
            for (NodeName peer : toHosts) {
                if (!source.equals(peer) || toService()) {
                    hops.add(new HostPair(source, peer, ports(source, peer, cluster)));
                }
            }
        }
        return hops;
    }

    /** Where a TCP proxy has to stand: a host as TO means what its peers connect to there. */
    private List<Integer> ports(NodeName source, NodeName peer, ClusterSpec cluster) {
        boolean fromEtcd = host(source, cluster).carries(Component.ETCD)
                && !host(source, cluster).carries(Component.PATRONI);
        Host target = host(peer, cluster);
        return switch (to) {
            case "rest" -> List.of(Ports.REST);
            case "pooler" -> List.of(Ports.POOLER);
            case "postgres" -> List.of(Ports.POSTGRES);
            case ETCD -> List.of(fromEtcd ? Ports.ETCD_PEER : Ports.ETCD);
            default -> {
                if (target.carries(Component.PATRONI)) {
                    yield List.of(Ports.POSTGRES);
                }
                if (target.carries(Component.ETCD)) {
                    yield List.of(fromEtcd ? Ports.ETCD_PEER : Ports.ETCD);
                }
                yield List.of(Ports.WRITE, Ports.READ);
            }
        };
    }

    /** The hosts that may stand behind a word. */
    static List<NodeName> candidates(String word, ClusterSpec cluster) {
        return switch (word) {
            case "primary", "replica", "all-replicas", "sync-standby", NODE, "rest", "postgres" -> cluster.nodes();
            case "etcd-leader", "etcd-majority", ETCD -> cluster.hostsWith(Component.ETCD);
            case "pooler" -> cluster.hostsWith(Component.PGBOUNCER);
            case "vip-holder" -> cluster.vip() ? cluster.balancers() : List.of();
            case HAPROXY -> cluster.balancers();
            default ->
                cluster.hosts().stream()
                        .map(Host::name)
                        .filter(name -> name.value().equals(word))
                        .toList();
        };
    }

    private static Host host(NodeName name, ClusterSpec cluster) {
        return cluster.hosts().stream()
                .filter(host -> host.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public String toString() {
        return from + "-" + to;
    }
}

package dev.lapse.fault;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.Host;
import dev.lapse.cluster.Layout;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Target;
import dev.lapse.cluster.TcpPort;
import dev.lapse.component.Components;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A link as scenarios write it: {@code FROM-TO}, such as {@code primary-etcd}, {@code haproxy-rest}, {@code pg1-pg2}.
 *
 * <p>FROM, the side that connects, is a role, {@code node} (every host with PostgreSQL), {@code haproxy} (every
 * balancer), {@code etcd} (every member) or a host's name; {@code client} goes with {@code haproxy} or one balancer's
 * name. TO is the same without {@code client}, or a service, which is one TCP port: {@code etcd} (2379; from an etcd
 * host 2380), {@code rest} (8008), {@code pooler} (6432), {@code postgres} (5432). A link to a service includes the one
 * that runs on the host itself.
 *
 * <p>A link of two sites of the topology, such as {@code a-b}, is every connection between their hosts, whichever side
 * makes it.
 */
public record LinkName(String from, String to) {
    private static final String CLIENT = "client";
    private static final String HAPROXY = "haproxy";
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
            boolean sites = cluster.layout().site(link.from).isPresent();
            boolean ends = sites == cluster.layout().site(link.to).isPresent()
                    && (!sites || !link.from.equals(link.to))
                    && (isHostWord(link.from, cluster) || !isService(link.from, cluster))
                    && !candidates(link.from, cluster).isEmpty()
                    && !candidates(link.to, cluster).isEmpty();
            if (ends) {
                return Optional.of(link);
            }
        }
        return Optional.empty();
    }

    /**
     * The links that this cluster has, of those that are asked for most; others are made of the words for FROM and TO.
     */
    public static List<String> usual(ClusterSpec cluster) {
        List<String> sites =
                cluster.layout().sites().stream().map(Layout.Site::name).toList();
        Stream<String> between = sites.stream()
                .flatMap(one ->
                        sites.stream().filter(other -> one.compareTo(other) < 0).map(other -> one + "-" + other));
        return Stream.concat(USUAL.stream(), between)
                .filter(name -> parse(name, cluster)
                        .filter(link -> link.isUsed(cluster))
                        .isPresent())
                .toList();
    }

    /** Whether some host connects that way: FROM to TO, not TO to FROM. */
    public boolean isUsed(ClusterSpec cluster) {
        return ofClients()
                || candidates(cluster).stream()
                        .anyMatch(hop ->
                                HostLinks.ports(cluster.host(hop.from()), cluster.host(hop.to()), cluster).stream()
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
    boolean isToService(ClusterSpec cluster) {
        return isService(to, cluster);
    }

    private static boolean isService(String word, ClusterSpec cluster) {
        return Components.SHIPPED.and(cluster).all().stream()
                .flatMap(component -> component.ports().stream())
                .anyMatch(port -> port.isCalled(word));
    }

    private static boolean isHostWord(String word, ClusterSpec cluster) {
        return cluster.components().stream()
                .anyMatch(component -> component.linkWord().equals(Optional.of(word)));
    }

    /** The roles that have to be resolved at injection, FROM first. */
    List<Target> roles() {
        List<Target> roles = new ArrayList<>();
        Target.ofRole(from).ifPresent(roles::add);
        Target.ofRole(to).ifPresent(roles::add);
        return roles;
    }

    /** Every hop that the link may have, for every host that may have its roles. */
    List<HostPair> candidates(ClusterSpec cluster) {
        return hops(candidates(from, cluster), candidates(to, cluster), cluster);
    }

    /** The hops between these hosts; none from a host to itself, but to a service of its own. */
    List<HostPair> hops(List<NodeName> fromHosts, List<NodeName> toHosts, ClusterSpec cluster) {
        List<HostPair> hops = new ArrayList<>();
        if (isBetweenSites(cluster)) {
            fromHosts.forEach(one -> toHosts.forEach(other -> {
                add(hops, one, other, cluster);
                add(hops, other, one, cluster);
            }));
            return hops;
        }
        for (NodeName source : fromHosts) {
            for (NodeName peer : toHosts) {
                if (!source.equals(peer) || isToService(cluster)) {
                    hops.add(new HostPair(source, peer, ports(source, peer, cluster)));
                }
            }
        }
        return hops;
    }

    private static void add(List<HostPair> hops, NodeName from, NodeName to, ClusterSpec cluster) {
        List<Integer> ports = HostLinks.ports(cluster.host(from), cluster.host(to), cluster);
        if (!ports.isEmpty()) {
            hops.add(new HostPair(from, to, ports));
        }
    }

    /** Whether it is all that passes between two sites. */
    public boolean isBetweenSites(ClusterSpec cluster) {
        return cluster.layout().site(from).isPresent()
                && cluster.layout().site(to).isPresent();
    }

    /** Where a TCP proxy has to stand: a host as TO means what its peers connect to there, or else its clients. */
    private List<Integer> ports(NodeName source, NodeName peer, ClusterSpec cluster) {
        Host from = cluster.host(source);
        List<TcpPort> there = HostLinks.ports(cluster.host(peer))
                .filter(port -> !port.service().isEmpty())
                .toList();
        if (isToService(cluster)) {
            return oneOf(there, to, from, cluster);
        }
        List<TcpPort> leading = cluster.host(peer).leading().ports();
        List<String> services = leading.stream()
                .map(TcpPort::service)
                .filter(service -> !service.isEmpty())
                .distinct()
                .toList();
        return services.isEmpty()
                ? leading.stream()
                        .filter(TcpPort::isForClients)
                        .map(TcpPort::number)
                        .toList()
                : oneOf(leading, services.get(services.size() - 1), from, cluster);
    }

    /** The port of this service that the host connects to; the first one when it connects to none. */
    private static List<Integer> oneOf(List<TcpPort> ports, String service, Host from, ClusterSpec cluster) {
        List<TcpPort> named =
                ports.stream().filter(port -> port.isCalled(service)).toList();
        return named.stream()
                .filter(port -> HostLinks.connects(from, port, cluster))
                .findFirst()
                .or(() -> named.stream().findFirst())
                .map(port -> List.of(port.number()))
                .orElse(List.of());
    }

    /**
     * The hosts that may stand behind a word. A service is never a host's own name, also where the cluster has none of
     * it.
     */
    static List<NodeName> candidates(String word, ClusterSpec cluster) {
        Optional<List<NodeName>> site = cluster.layout().site(word);
        if (site.isPresent()) {
            return site.get();
        }
        Optional<List<NodeName>> named = Target.ofRole(word)
                .flatMap(role -> role.kind().candidates(cluster))
                .or(() -> Components.SHIPPED.and(cluster).all().stream()
                        .filter(component -> component.linkWord().equals(Optional.of(word))
                                || component.ports().stream().anyMatch(port -> port.isCalled(word)))
                        .map(component -> cluster.hostsWith(component.name()))
                        .findFirst());
        if (Target.ofRole(word)
                        .filter(role -> role.kind() == Target.Kind.VIP_HOLDER)
                        .isPresent()
                && !cluster.vip()) {
            return List.of();
        }
        return named.orElseGet(() -> cluster.hosts().stream()
                .map(Host::name)
                .filter(name -> name.value().equals(word))
                .toList());
    }

    @Override
    public String toString() {
        return from + "-" + to;
    }
}

package dev.lapse.fault;

import dev.lapse.cluster.Access;
import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.Host;
import dev.lapse.cluster.Links;
import dev.lapse.cluster.Links.Door;
import dev.lapse.cluster.Links.ProxiedLink;
import dev.lapse.cluster.NodeName;
import dev.lapse.component.Patroni;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The links that go through Toxiproxy: every hop that a named link may have, whoever has its roles when it is hurt, and
 * every link of the hosts that may be cut off by it.
 */
final class ArmedLinks implements AutoCloseable {
    private final Access access;
    private final Map<Key, ProxiedLink> armed = new ConcurrentHashMap<>();

    /**
     * @param from empty: the clients
     * @param byAddress whether it goes by the virtual address, while that stands at the other end
     */
    private record Key(Optional<NodeName> from, NodeName to, int port, boolean byAddress) {
        static Key of(NodeName from, NodeName to, int port) {
            return new Key(Optional.of(from), to, port, false);
        }

        static Key of(NodeName host, Door door) {
            return new Key(door.byAddress(), host, door.port(), door.byAddress().isPresent());
        }
    }

    ArmedLinks(Access access) {
        this.access = access;
    }

    /** Leads the link through Toxiproxy. */
    void arm(LinkName name) {
        if (name.ofClients()) {
            access.atOnce()
                    .run(name.balancers(spec()).stream()
                            .<Runnable>map(balancer -> () -> armDoors(balancer, HostLinks.ofBalancer(spec())))
                            .toList());
        } else {
            armHops(name.candidates(spec()));
        }
    }

    /** Leads every link of these hosts through Toxiproxy. */
    void armHosts(List<NodeName> hosts) {
        armHops(hosts.stream()
                .flatMap(host -> HostLinks.of(host, spec()).hops().stream())
                .distinct()
                .toList());
        access.atOnce()
                .run(hosts.stream()
                        .<Runnable>map(host ->
                                () -> armDoors(host, HostLinks.of(host, spec()).doors()))
                        .toList());
    }

    private void armHops(List<LinkName.HostPair> hops) {
        Map<NodeName, List<Links.Hop>> bySource = new LinkedHashMap<>();
        for (LinkName.HostPair hop : hops) {
            hop.ports()
                    .forEach(port -> bySource.computeIfAbsent(hop.from(), from -> new ArrayList<>())
                            .add(new Links.Hop(hop.to(), port)));
        }
        access.atOnce()
                .run(bySource.keySet().stream()
                        .<Runnable>map(source -> () -> armHops(source, bySource.get(source)))
                        .toList());
        Map<NodeName, List<Door>> byAddress = new LinkedHashMap<>();
        hops.forEach(hop ->
                byAddress.computeIfAbsent(hop.to(), to -> new ArrayList<>()).addAll(HostLinks.byAddress(hop, spec())));
        access.atOnce()
                .run(byAddress.keySet().stream()
                        .<Runnable>map(holder -> () -> armDoors(holder, byAddress.get(holder)))
                        .toList());
    }

    private void armHops(NodeName source, List<Links.Hop> ends) {
        List<ProxiedLink> links = access.links().proxy(source, ends);
        for (int i = 0; i < ends.size(); i++) {
            Links.Hop end = ends.get(i);
            armed.put(Key.of(source, end.peer(), end.port()), links.get(i));
        }
    }

    private void armDoors(NodeName host, List<Door> doors) {
        if (doors.isEmpty()) {
            return;
        }
        List<ProxiedLink> links = access.links().proxyClients(host, doors);
        for (int i = 0; i < doors.size(); i++) {
            armed.put(Key.of(host, doors.get(i)), links.get(i));
        }
    }

    /**
     * The proxied hops of these, which were armed. What goes from a client's host to the virtual address goes to the
     * hop's other end only while the address stands there, so it is led at that end.
     */
    List<ProxiedHop> of(List<LinkName.HostPair> hops) {
        List<ProxiedHop> proxied = new ArrayList<>();
        for (LinkName.HostPair hop : hops) {
            for (int port : hop.ports()) {
                ProxiedLink link = link(Key.of(hop.from(), hop.to(), port));
                proxied.add(new ProxiedHop(hop.from(), hop.from(), hop.to(), port, link));
            }
        }
        hops.forEach(hop -> doors(hop.to(), HostLinks.byAddress(hop, spec())).forEach(proxied::add));
        return proxied;
    }

    /** The clients' hops to these balancers; another host stands in for a client that is at no host. */
    List<ProxiedHop> ofClients(List<NodeName> balancers) {
        return balancers.stream()
                .flatMap(balancer -> doors(
                        balancer,
                        Stream.concat(
                                        HostLinks.ofBalancer(spec()).stream(),
                                        HostLinks.byAddress(balancer, spec()).stream()
                                                .filter(door -> armed.containsKey(Key.of(balancer, door))))
                                .toList()))
                .toList();
    }

    /**
     * Every hop of this host, which was armed; the links that replicas stream by come last. Links are cut one after
     * another within some 0.2 s, and a row acknowledged while clients still reach a primary that replicas do not is
     * lost by this alone.
     */
    List<ProxiedHop> ofHost(NodeName host) {
        HostLinks links = HostLinks.of(host, spec());
        return Stream.concat(of(links.hops()).stream(), doors(host, links.doors()))
                .sorted(Comparator.comparing(this::isReplication))
                .toList();
    }

    private boolean isReplication(ProxiedHop hop) {
        return hop.port() == Patroni.POSTGRES_PORT
                && !hop.from().equals(hop.to())
                && spec().nodes().contains(hop.from());
    }

    private Stream<ProxiedHop> doors(NodeName host, List<Door> doors) {
        return doors.stream()
                .map(door -> new ProxiedHop(
                        host,
                        door.byAddress().orElseGet(() -> standIn(host, door)),
                        host,
                        door.port(),
                        link(Key.of(host, door)),
                        door.byAddress().isPresent()));
    }

    /** A host whose connections to the door are led as a client's are. */
    private @Nullable NodeName standIn(NodeName host, Door door) {
        return spec().hosts().stream()
                .map(Host::name)
                .filter(other -> !other.equals(host) && !door.except().contains(other))
                .findFirst()
                .orElse(null);
    }

    private ProxiedLink link(Key key) {
        ProxiedLink link = armed.get(key);
        if (link == null) {
            throw new IllegalStateException("prepare() must name the link before it is hurt: " + key);
        }
        return link;
    }

    private ClusterSpec spec() {
        return access.cluster().spec();
    }

    @Override
    public void close() {
        FirstError errors = new FirstError();
        armed.values().forEach(link -> errors.keep(link::close));
        armed.clear();
        errors.rethrow();
    }
}

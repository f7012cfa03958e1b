package dev.lapse.fault;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.Host;
import dev.lapse.cluster.Links;
import dev.lapse.cluster.Links.ProxiedLink;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Ports;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The links that go through Toxiproxy: every hop that a named link may have, whoever has its roles when it is hurt. */
final class ArmedLinks implements AutoCloseable {
    private final Ports ports;
    private final Map<Key, ProxiedLink> armed = new LinkedHashMap<>();

    private record Key(NodeName from, NodeName to, int port) {}

    ArmedLinks(Ports ports) {
        this.ports = ports;
    }

    /** Leads the link through Toxiproxy. */
    void arm(LinkName name) {
        ClusterSpec spec = ports.cluster().spec();
        if (name.ofClients()) {
            for (NodeName balancer : name.balancers(spec)) {
                List<Integer> clientPorts = List.of(Ports.WRITE, Ports.READ);
                List<ProxiedLink> links = ports.links().proxyClients(balancer, clientPorts);
                for (int i = 0; i < links.size(); i++) {
                    armed.put(new Key(balancer, balancer, clientPorts.get(i)), links.get(i));
                }
            }
            return;
        }
        Map<NodeName, List<Key>> bySource = new LinkedHashMap<>();
        for (LinkName.Hop hop : name.candidates(spec)) {
            hop.ports()
                    .forEach(port -> bySource.computeIfAbsent(hop.from(), from -> new ArrayList<>())
                            .add(new Key(hop.from(), hop.to(), port)));
        }
        bySource.forEach((source, keys) -> {
            List<ProxiedLink> links = ports.links()
                    .proxy(
                            source,
                            keys.stream()
                                    .map(key -> new Links.Hop(key.to(), key.port()))
                                    .toList());
            for (int i = 0; i < keys.size(); i++) {
                armed.put(keys.get(i), links.get(i));
            }
        });
    }

    /** The proxied hops of these, which were armed. */
    List<ProxiedHop> of(List<LinkName.Hop> hops) {
        List<ProxiedHop> proxied = new ArrayList<>();
        for (LinkName.Hop hop : hops) {
            for (int port : hop.ports()) {
                ProxiedLink link = armed.get(new Key(hop.from(), hop.to(), port));
                if (link == null) {
                    throw new IllegalStateException("prepare() must name the link before it is hurt: " + hop);
                }
                proxied.add(new ProxiedHop(hop.from(), hop.from(), hop.to(), port, link));
            }
        }
        return proxied;
    }

    /** The clients' hops to these balancers; a host that is no balancer stands in for a client. */
    List<ProxiedHop> ofClients(List<NodeName> balancers) {
        NodeName asker = ports.cluster().spec().hosts().stream()
                .map(Host::name)
                .filter(host -> !ports.cluster().spec().balancers().contains(host))
                .findFirst()
                .orElseThrow();
        return armed.entrySet().stream()
                .filter(entry -> entry.getKey().from().equals(entry.getKey().to())
                        && balancers.contains(entry.getKey().from())
                        && List.of(Ports.WRITE, Ports.READ)
                                .contains(entry.getKey().port()))
                .map(entry -> new ProxiedHop(
                        entry.getKey().from(),
                        asker,
                        entry.getKey().to(),
                        entry.getKey().port(),
                        entry.getValue()))
                .toList();
    }

    @Override
    public void close() {
        List<RuntimeException> errors = new ArrayList<>();
        armed.values().forEach(link -> {
            try {
                link.close();
            } catch (RuntimeException e) {
                errors.add(e);
            }
        });
        armed.clear();
        if (!errors.isEmpty()) {
            RuntimeException first = errors.get(0);
            errors.stream().skip(1).forEach(first::addSuppressed);
            throw first;
        }
    }
}

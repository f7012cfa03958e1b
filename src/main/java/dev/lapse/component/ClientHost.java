package dev.lapse.component;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.Component;
import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.Deployment;
import dev.lapse.cluster.Host;
import dev.lapse.cluster.HostProcess;
import dev.lapse.cluster.Inquiry;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.SettingNames;
import dev.lapse.cluster.Speech;
import dev.lapse.cluster.TcpPort;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The place of a client: a host of the cluster by whose address clients come in that run in the harness. It forwards
 * packets and ends no connection: what its network loses, they lose. The other end sees this host's address.
 *
 * <p>Each way in of the cluster has a port here, from {@link #FIRST_WAY} on, in the order of the hosts, and then those
 * of the virtual address.
 */
public record ClientHost() implements Component {
    /** Where the host answers, so that it can be seen to live. */
    public static final int PORT = 8000;

    static final int FIRST_WAY = 20_000;

    private static final TcpPort LISTENS =
            new TcpPort(ComponentName.CLIENT, PORT, "", TcpPort.Use.PEERS, Speech.http("/"));

    /**
     * A way into the cluster.
     *
     * @param host where it leads to; empty: to the virtual address
     */
    private record Lead(Optional<NodeName> host, int port) {}

    private static List<Lead> ways(ClusterSpec cluster) {
        Stream<Lead> ofHosts = cluster.hosts().stream()
                .flatMap(host -> clientPorts(host).map(port -> new Lead(Optional.of(host.name()), port)));
        Stream<Lead> ofAddress = cluster.vip()
                ? clientPorts(cluster.host(cluster.addressHolders().get(0)))
                        .map(port -> new Lead(Optional.empty(), port))
                : Stream.empty();
        return Stream.concat(ofHosts, ofAddress).toList();
    }

    private static Stream<Integer> clientPorts(Host host) {
        return host.carries().stream()
                .flatMap(component -> component.ports().stream())
                .filter(TcpPort::isForClients)
                .map(TcpPort::number);
    }

    /**
     * The port here that leads to that port of a host, or of the virtual address.
     *
     * @param host empty: the virtual address
     * @throws IllegalArgumentException when no client is let in there
     */
    public static int wayTo(ClusterSpec cluster, Optional<NodeName> host, int port) {
        int index = ways(cluster).indexOf(new Lead(host, port));
        if (index < 0) {
            throw new IllegalArgumentException(
                    "no client comes in at " + host.map(NodeName::value).orElse("the virtual address") + ":" + port);
        }
        return FIRST_WAY + index;
    }

    /** Whether clients come in there. */
    public static boolean leadsTo(ClusterSpec cluster, NodeName host, int port) {
        return ways(cluster).contains(new Lead(Optional.of(host), port));
    }

    @Override
    public ComponentName name() {
        return ComponentName.CLIENT;
    }

    /** None. */
    @Override
    public List<SettingNames> settings() {
        return List.of();
    }

    /** A line for each way: the port here, and the address and port that it leads to. */
    @Override
    public Map<String, String> files(Deployment deployment, NodeName host) {
        List<Lead> ways = ways(deployment.spec());
        return Map.of(
                "LAPSE_CLIENT_WAYS",
                ways.stream()
                        .map(way -> (FIRST_WAY + ways.indexOf(way)) + " "
                                + way.host()
                                        .map(deployment::address)
                                        .or(deployment::vip)
                                        .orElseThrow()
                                + ":" + way.port())
                        .collect(Collectors.joining("\n")));
    }

    @Override
    public List<String> capabilities() {
        return List.of("NET_ADMIN");
    }

    @Override
    public Map<String, String> kernelSettings() {
        return Map.of("net.ipv4.ip_forward", "1");
    }

    @Override
    public List<TcpPort> ports() {
        return List.of(LISTENS);
    }

    /** Wherever clients do. */
    @Override
    public boolean connectsTo(TcpPort port, ClusterSpec cluster) {
        return port.isForClients();
    }

    /** None: packets are forwarded by the kernel. */
    @Override
    public List<HostProcess> processes() {
        return List.of();
    }

    @Override
    public List<Inquiry> inquiries(ClusterSpec cluster) {
        return List.of();
    }
}

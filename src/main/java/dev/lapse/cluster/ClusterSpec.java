package dev.lapse.cluster;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What to bring up: hosts and what each carries, the virtual address or not, the Debian suite of the image, and the
 * settings that differ from the components' defaults. Two equal specs can share one running cluster.
 *
 * @param topology name of the topology, for reports
 * @param suite Debian suite of the host image, such as {@code trixie}
 */
public record ClusterSpec(String topology, List<Host> hosts, boolean vip, String suite, Settings settings, Auth auth) {

    /** @throws IllegalArgumentException when no cluster could come of it; the message says why */
    public ClusterSpec {
        hosts = List.copyOf(hosts);
        Set<NodeName> names = new HashSet<>();
        for (Host host : hosts) {
            if (!names.add(host.name())) {
                throw new IllegalArgumentException("topology " + topology + " names host " + host.name() + " twice");
            }
            if (host.carries(ComponentName.PGBOUNCER) && !host.carries(ComponentName.PATRONI)) {
                throw new IllegalArgumentException("topology " + topology + ": host " + host.name()
                        + " carries pgbouncer without patroni; a pooler sits beside its PostgreSQL, such as pg1:"
                        + " [patroni, pgbouncer], and poolers on hosts of their own are not there yet");
            }
        }
        require(topology, hosts, ComponentName.ETCD, "Patroni keeps its leader lock there");
        require(topology, hosts, ComponentName.PATRONI, "there would be no PostgreSQL");
        if (vip) {
            require(topology, hosts, ComponentName.KEEPALIVED, "vip: true needs it");
        }
        for (Host host : hosts) {
            if (host.carries(ComponentName.KEEPALIVED) && !host.carries(ComponentName.HAPROXY)) {
                throw new IllegalArgumentException(
                        "topology " + topology + ": host " + host.name() + " carries keepalived without haproxy; the"
                                + " virtual address is that of the balancers, such as lb1: [haproxy, keepalived], and one"
                                + " on the nodes is not there yet");
            }
        }
        if (hosts.size() > 60) {
            throw new IllegalArgumentException("topology " + topology + " has " + hosts.size() + " hosts; at most 60");
        }
    }

    private static void require(String topology, List<Host> hosts, ComponentName component, String why) {
        if (hosts.stream().noneMatch(host -> host.carries(component))) {
            throw new IllegalArgumentException(
                    "topology " + topology + " has 0 hosts with " + component.text() + ": " + why);
        }
    }

    public List<NodeName> hostsWith(ComponentName component) {
        return hosts.stream()
                .filter(host -> host.carries(component))
                .map(Host::name)
                .toList();
    }

    /** @throws java.util.NoSuchElementException when there is no such host */
    public Host host(NodeName name) {
        return hosts.stream()
                .filter(host -> host.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** What the hosts carry, each once, in the order of the names. */
    public List<Component> components() {
        return hosts.stream()
                .flatMap(host -> host.carries().stream())
                .distinct()
                .sorted(Comparator.comparing(Component::name))
                .toList();
    }

    /** How a port of one of the components is spoken to. */
    public Speech speechAt(int port) {
        return components().stream()
                .flatMap(component -> component.ports().stream())
                .filter(each -> each.number() == port)
                .map(TcpPort::speech)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no component listens at port " + port));
    }

    /** Hosts with PostgreSQL. */
    public List<NodeName> nodes() {
        return hostsWith(ComponentName.PATRONI);
    }

    public List<NodeName> balancers() {
        return hostsWith(ComponentName.HAPROXY);
    }

    public boolean pooled() {
        return !hostsWith(ComponentName.PGBOUNCER).isEmpty();
    }

    /** Whether Patroni's {@code synchronous_mode} is on, in any of its values. */
    public boolean synchronous() {
        return ReplicationMode.of(this).kind() != ReplicationMode.Kind.ASYNCHRONOUS;
    }

    /** Whether a commit waits for a standby: Patroni is synchronous, and PostgreSQL's own setting does not waive it. */
    public boolean acknowledgesOnStandby() {
        return synchronous() && ReplicationMode.of(this).waived().isEmpty();
    }

    public boolean failsafe() {
        return settings.get(Section.PATRONI, "failsafe_mode")
                .filter(Switch::isOn)
                .isPresent();
    }

    public ClusterSpec withSettings(Settings newSettings) {
        return new ClusterSpec(topology, hosts, vip, suite, newSettings, auth);
    }
}

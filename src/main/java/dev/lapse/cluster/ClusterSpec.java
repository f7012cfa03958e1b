package dev.lapse.cluster;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What to bring up: hosts and what each carries, the virtual address or not, the Debian suite of the image, and the
 * settings that differ from the components' defaults. Two equal specs can share one running cluster.
 *
 * @param topology name of the topology, for reports
 * @param suite Debian suite of the host image, such as {@code trixie}
 * @param settings those of the cluster; a host may have some of its own over them, see {@link #at}
 */
public record ClusterSpec(
        String topology, List<Host> hosts, boolean vip, String suite, Settings settings, Auth auth, Layout layout) {
    /** Patroni's own {@code maximum_lag_on_failover}. */
    private static final long USUAL_LAG_BYTES = 1_048_576;

    /** A cluster whose first primary is any node. */
    public ClusterSpec(String topology, List<Host> hosts, boolean vip, String suite, Settings settings, Auth auth) {
        this(topology, hosts, vip, suite, settings, auth, Layout.NONE);
    }

    /** @throws IllegalArgumentException when no cluster could come of it; the message says why */
    public ClusterSpec {
        hosts = List.copyOf(hosts);
        Set<NodeName> names = new HashSet<>();
        for (Host host : hosts) {
            if (!names.add(host.name())) {
                throw new IllegalArgumentException("topology " + topology + " names host " + host.name() + " twice");
            }
        }
        require(topology, hosts, ComponentName.ETCD, "Patroni keeps its leader lock there");
        require(topology, hosts, ComponentName.PATRONI, "there would be no PostgreSQL");
        if (vip && hosts.stream().noneMatch(ClusterSpec::mayHoldAddress)) {
            throw new IllegalArgumentException("topology " + topology + " has 0 hosts with keepalived or vip-manager:"
                    + " vip: true needs one of them");
        }
        holdAddress(topology, hosts);
        List<Host> holders = hosts.stream().filter(ClusterSpec::mayHoldAddress).toList();
        for (Host host : holders) {
            for (ComponentName behind : List.of(ComponentName.HAPROXY, ComponentName.PGBOUNCER)) {
                if (host.carries(behind) != holders.get(0).carries(behind)) {
                    throw new IllegalArgumentException(
                            "topology " + topology + ": " + holders.get(0).name() + " and "
                                    + host.name() + " may have the virtual address, and one of them alone carries "
                                    + behind.text()
                                    + "; the virtual address must lead to the same port wherever it is");
                }
            }
        }
        if (hosts.size() > 60) {
            throw new IllegalArgumentException("topology " + topology + " has " + hosts.size() + " hosts; at most 60");
        }
        layout.hold(hosts);
    }

    private static boolean mayHoldAddress(Host host) {
        return host.carries(ComponentName.KEEPALIVED) || host.carries(ComponentName.VIP_MANAGER);
    }

    /** keepalived is on balancers or on nodes; vip-manager on nodes, where it finds whether its node leads. */
    private static void holdAddress(String topology, List<Host> hosts) {
        for (Host host : hosts) {
            String which = "topology " + topology + ": host " + host.name();
            if (host.carries(ComponentName.KEEPALIVED)
                    && !host.carries(ComponentName.HAPROXY)
                    && !host.carries(ComponentName.PATRONI)) {
                throw new IllegalArgumentException(which
                        + " carries keepalived alone; the virtual address is that of the balancers, such as lb1:"
                        + " [haproxy, keepalived], or of the nodes, such as pg1: [patroni, keepalived]");
            }
            if (host.carries(ComponentName.VIP_MANAGER)
                    && (!host.carries(ComponentName.PATRONI) || host.carries(ComponentName.HAPROXY))) {
                throw new IllegalArgumentException(which
                        + " carries vip-manager, which keeps the virtual address on the node that leads, and leads to"
                        + " its PostgreSQL or pooler: it is for hosts with patroni and without haproxy, such as pg1:"
                        + " [patroni, vip-manager]");
            }
        }
        if (hosts.stream().anyMatch(host -> host.carries(ComponentName.KEEPALIVED))
                && hosts.stream().anyMatch(host -> host.carries(ComponentName.VIP_MANAGER))) {
            throw new IllegalArgumentException("topology " + topology
                    + " has keepalived and vip-manager; one of them keeps the virtual address, so leave one out");
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

    /** Hosts that may have the virtual address: those with keepalived or vip-manager. */
    public List<NodeName> addressHolders() {
        return hosts.stream()
                .filter(ClusterSpec::mayHoldAddress)
                .map(Host::name)
                .toList();
    }

    /**
     * Whether Patroni keeps its keys in etcd's API v2, and not in v3: vip-manager 1.0.2 reads no others. What is
     * written by one of the two cannot be read by the other.
     */
    public boolean keysInV2() {
        return !hostsWith(ComponentName.VIP_MANAGER).isEmpty();
    }

    /** Hosts with PostgreSQL. */
    public List<NodeName> nodes() {
        return hostsWith(ComponentName.PATRONI);
    }

    /**
     * What the virtual address leads to: the balancer beside it; else, on nodes, the pooler, or PostgreSQL
     * where there is none.
     */
    public ComponentName behindAddress() {
        Host holder = host(addressHolders().get(0));
        return holder.carries(ComponentName.HAPROXY)
                ? ComponentName.HAPROXY
                : holder.carries(ComponentName.PGBOUNCER) ? ComponentName.PGBOUNCER : ComponentName.PATRONI;
    }

    /** Whether the virtual address follows the primary; else it is on one of the balancers, whoever leads. */
    public boolean addressFollowsPrimary() {
        return vip && !behindAddress().equals(ComponentName.HAPROXY);
    }

    public List<NodeName> balancers() {
        return hostsWith(ComponentName.HAPROXY);
    }

    /** Whether poolers sit beside PostgreSQL; those before the balancers are {@link #poolersBefore}. */
    public boolean pooled() {
        return hosts.stream()
                .anyMatch(host -> host.carries(ComponentName.PGBOUNCER) && host.carries(ComponentName.PATRONI));
    }

    /**
     * Hosts whose pooler leads to the balancers, or where there are none, to the nodes. On a host with PostgreSQL a
     * pooler leads to that one.
     */
    public List<NodeName> poolersBefore() {
        return hosts.stream()
                .filter(host -> host.carries(ComponentName.PGBOUNCER) && !host.carries(ComponentName.PATRONI))
                .map(Host::name)
                .toList();
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
        return new ClusterSpec(topology, hosts, vip, suite, newSettings, auth, layout);
    }

    public ClusterSpec withHosts(List<Host> newHosts) {
        return new ClusterSpec(topology, newHosts, vip, suite, settings, auth, layout);
    }

    /** The same with the settings that this host has: those of the cluster, and its own over them. */
    public ClusterSpec at(NodeName host) {
        return withSettings(settings.merge(host(host).own()));
    }

    /** A tag of Patroni at this node, where it has one. */
    public Optional<String> tag(NodeName node, String tag) {
        return settings.merge(host(node).own()).get(Section.PATRONI, "tags." + tag);
    }

    private boolean isTagged(NodeName node, String tag) {
        return tag(node, tag).filter(Switch::isOn).isPresent();
    }

    /**
     * The nodes that may become the primary: neither {@code nofailover} nor a {@code failover_priority} of 0 or less
     * keeps them from it, and the former has the last word ({@code tags.py}).
     */
    public List<NodeName> candidates() {
        return nodes().stream().filter(this::isCandidate).toList();
    }

    /** Whether this node may become the primary. */
    public boolean isCandidate(NodeName node) {
        return tag(node, "nofailover").isPresent()
                ? !isTagged(node, "nofailover")
                : tag(node, "failover_priority")
                        .filter(text -> text.matches("0+|-[0-9]+"))
                        .isEmpty();
    }

    /** Who may be the primary before anything happens: the named leader, or else each candidate. */
    public List<NodeName> leaders() {
        return layout.leader().map(List::of).orElseGet(this::candidates);
    }

    /**
     * The nodes that may take over from this primary. Where {@code synchronous_mode} is on, a synchronous standby alone
     * does ({@code ha.py}, {@code is_healthiest_node}); where it is {@code quorum}, each candidate may. One that does
     * not stream is soon behind by more than the 1 MB of {@code maximum_lag_on_failover}, and Patroni promotes none
     * that is; where more is allowed, it may.
     */
    public List<NodeName> heirs(NodeName primary) {
        boolean mayLag = settings.get(Section.PATRONI, "maximum_lag_on_failover")
                .filter(bytes -> !bytes.matches("[0-9]{1,18}") || Long.parseLong(bytes) > USUAL_LAG_BYTES)
                .isPresent();
        boolean named = ReplicationMode.of(this).kind() == ReplicationMode.Kind.SYNCHRONOUS;
        return (named ? standbys(primary) : nodes())
                .stream()
                        .filter(node -> isCandidate(node) && !node.equals(primary) && (streams(node) || mayLag))
                        .toList();
    }

    /** The nodes that may be a synchronous standby of this primary: they stream from it and have no {@code nosync}. */
    public List<NodeName> standbys(NodeName primary) {
        return synchronizable().stream()
                .filter(node -> !node.equals(primary)
                        && upstream(node).filter(from -> !from.equals(primary)).isEmpty())
                .toList();
    }

    /** How many synchronous standbys there can be, under the primary that has the fewest. */
    public long fewestStandbys() {
        return leaders().stream()
                .mapToLong(primary -> standbys(primary).size())
                .min()
                .orElse(0);
    }

    /** The nodes that may be a synchronous standby of some primary: one that does not stream is none. */
    public List<NodeName> synchronizable() {
        return nodes().stream()
                .filter(node -> !isTagged(node, "nosync") && streams(node))
                .toList();
    }

    /** The nodes that balancers may send readers to while they are replicas: without {@code noloadbalance}. */
    public List<NodeName> balanced() {
        return nodes().stream().filter(node -> !isTagged(node, "noloadbalance")).toList();
    }

    /** Whether the node streams from another one; one with {@code nostream} takes what is in an archive. */
    public boolean streams(NodeName node) {
        return !isTagged(node, "nostream");
    }

    /** The node that this one streams from as long as it runs; empty: the primary. */
    public Optional<NodeName> upstream(NodeName node) {
        return tag(node, "replicatefrom")
                .flatMap(name -> nodes().stream()
                        .filter(other -> other.value().equals(name) && !other.equals(node))
                        .findFirst());
    }
}

package dev.lapse.component;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.Nearest;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Remark;
import dev.lapse.cluster.ReplicationMode;
import dev.lapse.cluster.Section;
import dev.lapse.cluster.Switch;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What of Patroni's tags cannot be in a certain cluster, or does nothing there. A tag of the section is on every node,
 * one of a host on that node alone. Sources: Patroni 4.0.7, {@code tags.py}, {@code ha.py}, {@code dcs/__init__.py} and
 * {@code postgresql/sync.py}.
 */
final class PatroniTags {
    private static final String BEFORE = "tags.";

    private final ClusterSpec cluster;
    private final List<Remark> remarks = new ArrayList<>();

    private PatroniTags(ClusterSpec cluster) {
        this.cluster = cluster;
    }

    static List<Remark> of(ClusterSpec cluster) {
        PatroniTags tags = new PatroniTags(cluster);
        tags.candidates();
        tags.leader();
        tags.synchronous();
        tags.readers();
        tags.streaming();
        return tags.remarks.stream().distinct().toList();
    }

    private void candidates() {
        if (cluster.candidates().isEmpty()) {
            String last = cluster.nodes().stream()
                            .anyMatch(node -> cluster.tag(node, "nofailover").isPresent())
                    ? "nofailover"
                    : "failover_priority";
            refuse(anyWith(last), last, "every node has it or a failover_priority of 0: none could become the primary");
        }
        for (NodeName node : cluster.nodes()) {
            if (cluster.tag(node, "nofailover").isPresent()
                    && cluster.tag(node, "failover_priority").isPresent()) {
                if (isOwnFile()) { // Patroni runs with both, though --validate-config has a word to say
                    note(node, "failover_priority", "nofailover stands beside it, and Patroni heeds that one first");
                } else {
                    refuse(
                            node,
                            "failover_priority",
                            "Patroni takes either nofailover or failover_priority; leave one out");
                }
            }
        }
    }

    private boolean isOwnFile() {
        return Patroni.in(cluster).given().isPresent();
    }

    private NodeName anyWith(String tag) {
        return cluster.nodes().stream()
                .filter(node -> cluster.tag(node, tag).isPresent())
                .findFirst()
                .orElseThrow();
    }

    /** {@code ha.py}, {@code bootstrap}: a node that may not fail over makes no cluster. */
    private void leader() {
        cluster.layout()
                .leader()
                .filter(leader -> !cluster.isCandidate(leader))
                .ifPresent(leader -> refuse(
                        leader,
                        cluster.tag(leader, "nofailover").isPresent() ? "nofailover" : "failover_priority",
                        leader + " shall be the first leader, and with this tag it cannot"));
    }

    private void synchronous() {
        List<NodeName> able = cluster.synchronizable();
        String keeping = cluster.nodes().stream().anyMatch(node -> isOn(node, "nosync")) ? "nosync" : "nostream";
        for (NodeName node : cluster.nodes()) {
            if (!cluster.synchronous() && isOn(node, "nosync")) {
                note(node, "nosync", "it does nothing while synchronous_mode is off");
            }
            if (!cluster.synchronous() && cluster.tag(node, "sync_priority").isPresent()) {
                note(node, "sync_priority", "it does nothing while synchronous_mode is off");
            }
            if (ReplicationMode.of(cluster).kind() == ReplicationMode.Kind.SYNCHRONOUS
                    && cluster.tag(node, "failover_priority").isPresent()
                    && cluster.isCandidate(node)) {
                note(
                        node,
                        "failover_priority",
                        "with synchronous_mode on, Patroni compares no priorities, and a value above 0 does nothing;"
                                + " with quorum it compares those of the voters");
            }
            if (cluster.synchronous()
                    && is(node, "sync_priority", "0")
                    && cluster.nodes().stream().allMatch(each -> is(each, "sync_priority", "0"))) {
                refuse(node, "sync_priority", "it is on every node: there would never be a synchronous standby");
            }
        }
        if (cluster.synchronous() && able.isEmpty()) {
            boolean mixed = cluster.nodes().stream().anyMatch(node -> !isOn(node, "nosync"));
            refuse(
                    anyWith(keeping),
                    keeping,
                    (mixed ? "it or nostream is on every node" : "it is on every node")
                            + ": there would never be a synchronous standby");
        } else if (cluster.synchronous() && able.size() == 1 && cluster.nodes().size() > 1) {
            note(
                    anyWith(keeping),
                    keeping,
                    "while " + able.get(0) + " is the primary, there is no synchronous standby");
        }
    }

    /** {@code /replica} answers 503 at a node with noloadbalance, and so does {@code /read-only}. */
    private void readers() {
        if (cluster.balancers().isEmpty()) {
            for (NodeName node : cluster.nodes()) {
                if (isOn(node, "noloadbalance")) {
                    note(node, "noloadbalance", "it does nothing here: it is for balancers, and the topology has none");
                }
            }
        } else if (cluster.balanced().isEmpty()
                && cluster.settings().get(Section.HAPROXY, "check-read").isEmpty()) {
            refuse(
                    anyWith("noloadbalance"),
                    "noloadbalance",
                    "it is on every node: /replica answers 503 then, and the read port would lead nowhere; with haproxy:"
                            + " {check-read: /health} it can be");
        }
    }

    private void streaming() {
        for (NodeName node : cluster.nodes()) {
            cluster.tag(node, "replicatefrom").ifPresent(name -> upstream(node, name));
            if (!cluster.streams(node)) {
                if (cluster.nodes().stream().noneMatch(cluster::streams)) {
                    refuse(node, "nostream", "it is on every node: no replica would stream");
                } else if (cluster.settings()
                        .get(Section.PATRONI, "postgresql.recovery_conf.restore_command")
                        .isEmpty()) {
                    note(
                            node,
                            "nostream",
                            "it takes WAL by restore_command alone, and there is none: as a replica it stays where it"
                                    + " began");
                }
                if (!cluster.balancers().isEmpty() && cluster.balanced().contains(node)) {
                    note(
                            node,
                            "nostream",
                            "balancers send readers there all the same, and they read what it has; noloadbalance keeps"
                                    + " them away");
                }
            }
        }
    }

    private void upstream(NodeName node, String name) {
        List<String> nodes = cluster.nodes().stream().map(NodeName::value).toList();
        if (!nodes.contains(name)) {
            add(
                    node,
                    "replicatefrom",
                    Remark.About.VALUE,
                    Nearest.unknown("node", name, nodes)
                            + (isOwnFile()
                                    ? "; names: {" + name + ": " + nodes.get(0) + "} in the topology says who is meant"
                                    : ""));
        } else if (name.equals(node.value())) {
            note(node, "replicatefrom", "it does nothing at " + node + " itself");
        } else if (isCircle(node)) {
            add(
                    node,
                    "replicatefrom",
                    Remark.About.VALUE,
                    "patroni.tags.replicatefrom: " + node + " would stream from itself, by way of " + name);
        }
    }

    private boolean isCircle(NodeName node) {
        Set<NodeName> passed = new HashSet<>();
        Optional<NodeName> at = cluster.upstream(node);
        while (at.isPresent() && passed.add(at.get())) {
            if (at.get().equals(node)) {
                return true;
            }
            at = cluster.upstream(at.get());
        }
        return false;
    }

    private boolean is(NodeName node, String tag, String value) {
        return cluster.tag(node, tag).filter(value::equals).isPresent();
    }

    private boolean isOn(NodeName node, String tag) {
        return cluster.tag(node, tag).filter(Switch::isOn).isPresent();
    }

    private void refuse(NodeName node, String tag, String message) {
        add(node, tag, Remark.About.NAME, "patroni.tags." + tag + ": " + message);
    }

    private void note(NodeName node, String tag, String message) {
        Remark note = Remark.note(Section.PATRONI, BEFORE + tag, message);
        remarks.add(isOwn(node, tag) ? note.at(node) : note);
    }

    private void add(NodeName node, String tag, Remark.About about, String message) {
        Remark refusal = about == Remark.About.NAME
                ? Remark.refusedName(Section.PATRONI, BEFORE + tag, message)
                : Remark.refusedValue(Section.PATRONI, BEFORE + tag, message);
        remarks.add(isOwn(node, tag) ? refusal.at(node) : refusal);
    }

    private boolean isOwn(NodeName node, String tag) {
        return cluster.host(node).own().get(Section.PATRONI, BEFORE + tag).isPresent();
    }
}

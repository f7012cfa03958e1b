package dev.lapse.lint;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.NodeName;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Replicas, of which none may become the primary, or none that stands by for it. */
final class LoneCandidate implements Rule {
    static final String NAME = "no-heir";

    @Override
    public Stream<Concern> judge(Design design) {
        List<NodeName> candidates = design.cluster().candidates();
        List<NodeName> nodes = design.cluster().nodes();
        if (nodes.size() < 2) {
            return Stream.empty();
        }
        if (candidates.size() != 1) {
            return heirless(design.cluster()).stream();
        }
        return Stream.of(Concern.error(NAME, "no node but " + candidates.get(0) + " may become the primary")
                .because("when it is lost, writes stop until it is back: the replicas have nofailover, or a"
                        + " failover_priority of 0")
                .counting("1 of " + nodes.size() + " nodes may lead; not "
                        + nodes.stream()
                                .filter(node -> !candidates.contains(node))
                                .map(NodeName::value)
                                .collect(Collectors.joining(", ")))
                .from("https://patroni.readthedocs.io/en/latest/patroni_configuration.html (tags)")
                .curedBy(Cure.of("topology: a replica without nofailover")));
    }

    /** A node that may lead does not take over where it is no synchronous standby, or does not stream. */
    private static Optional<Concern> heirless(ClusterSpec cluster) {
        return cluster.leaders().stream()
                .filter(primary -> cluster.heirs(primary).isEmpty())
                .findFirst()
                .map(primary -> Concern.error(NAME, "while " + primary + " is the primary, no node may take over")
                        .because("with synchronous_mode on, a synchronous standby takes over alone; else a node that"
                                + " streams, since another is soon behind by more than maximum_lag_on_failover. None of"
                                + " them may lead: when " + primary + " is lost, writes stop until it is back")
                        .counting(
                                "may lead: " + names(without(cluster.candidates(), primary)),
                                "of all, stream from it without nosync: " + names(cluster.standbys(primary)))
                        .from("https://github.com/patroni/patroni/blob/v4.0.7/patroni/ha.py (is_healthiest_node,"
                                + " is_lagging)")
                        .curedBy(Cure.of(
                                "topology: a replica without nofailover, nosync, nostream and" + " replicatefrom")));
    }

    private static List<NodeName> without(List<NodeName> nodes, NodeName one) {
        return nodes.stream().filter(node -> !node.equals(one)).toList();
    }

    private static String names(List<NodeName> nodes) {
        return nodes.isEmpty() ? "none" : nodes.stream().map(NodeName::value).collect(Collectors.joining(", "));
    }
}

package dev.lapse.lint;

import dev.lapse.cluster.NodeName;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Replicas, of which none may become the primary. */
final class LoneCandidate implements Rule {
    static final String NAME = "no-heir";

    @Override
    public Stream<Concern> judge(Design design) {
        List<NodeName> candidates = design.cluster().candidates();
        List<NodeName> nodes = design.cluster().nodes();
        if (nodes.size() < 2 || candidates.size() != 1) {
            return Stream.empty();
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
}

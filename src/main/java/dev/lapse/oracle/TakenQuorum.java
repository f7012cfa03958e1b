package dev.lapse.oracle;

import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Target;
import java.util.List;
import java.util.Optional;

/** A host of PostgreSQL whose loss takes the quorum of the store: nobody takes over, and no primary stays one. */
record TakenQuorum(Configuration configuration, Incident incident) {
    /** Where the primary's host is lost; empty: the store has its quorum without it. */
    Optional<Prediction> byPrimary() {
        return by(
                incident.who(Target.Kind.PRIMARY)
                        .map(List::of)
                        .orElseGet(() -> configuration.spec().candidates()),
                "the primary's host");
    }

    /** The same of a replica's. */
    Optional<Prediction> byReplica() {
        return by(
                configuration.spec().nodes().stream()
                        .filter(node -> !incident.who(Target.Kind.PRIMARY).equals(Optional.of(node)))
                        .toList(),
                "the replica's host");
    }

    private Optional<Prediction> by(List<NodeName> possible, String what) {
        Optional<Boolean> outlives = configuration.storeOutlives(possible);
        if (outlives.filter(Boolean::booleanValue).isPresent()) {
            return Optional.empty();
        }
        return Optional.of(Prediction.none(
                outlives.isPresent()
                        ? "without " + what + " the store has no quorum, and no node leads until it is back"
                        : "it depends on whether the store has a quorum without " + what));
    }
}

package dev.lapse.check;

import dev.lapse.cluster.NodeName;
import dev.lapse.history.LaneKind;
import dev.lapse.history.LeaderSeen;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Lanes that an expectation names by who has a role: {@code of host-of primary} are the lanes by the balancer or pooler
 * of the node that held the leader lock when the first fault was requested. Where nobody is known to have held it, or
 * the host has no lane, the expectation binds no lane.
 */
public final class RoleLanes {
    /** What expectations write in place of a lane's name. */
    public static final String OF_PRIMARY = "of host-of primary";

    private RoleLanes() {}

    /** The expectation of each lane that it names by a role; else itself. */
    static Stream<Expectation> named(RunLog run, Expectation expectation) {
        if (!expectation.lane().equals(Optional.of(OF_PRIMARY))) {
            return Stream.of(expectation);
        }
        List<String> lanes = primary(run).stream()
                .flatMap(primary -> lanes(run, primary, expectation.check().laneKind()))
                .toList();
        return lanes.isEmpty() ? Stream.of(expectation) : lanes.stream().map(expectation::ofLane);
    }

    private static Stream<String> lanes(RunLog run, NodeName host, Optional<LaneKind> kind) {
        return run.lanes().stream()
                .filter(log -> kind.filter(log::isClient).isPresent())
                .filter(log -> host.equals(log.lane().node()))
                .map(log -> log.lane().name().value());
    }

    private static Optional<NodeName> primary(RunLog run) {
        long injected = run.steps().firstInjectionNanos().orElse(Long.MAX_VALUE);
        return run.of(LeaderSeen.class).stream()
                .filter(seen -> seen.atNanos() <= injected)
                .reduce((earlier, later) -> later)
                .map(LeaderSeen::holder)
                .filter(Objects::nonNull);
    }
}

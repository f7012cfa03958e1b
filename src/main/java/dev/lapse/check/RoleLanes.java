package dev.lapse.check;

import dev.lapse.cluster.NodeName;
import dev.lapse.history.Lane;
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

    /**
     * The expectations of a run that has not begun: which lanes a role names is known where it is known who will lead.
     *
     * @param leader whom the topology names
     */
    public static List<Expectation> foreseen(List<Expectation> all, List<Lane> lanes, Optional<NodeName> leader) {
        return all.stream()
                .flatMap(expectation -> {
                    List<Expectation> named = expectation.lane().equals(Optional.of(OF_PRIMARY))
                            ? lanes.stream()
                                    .filter(lane -> lane.isClient()
                                            && expectation.check().laneKind().equals(Optional.of(lane.kind()))
                                            && leader.equals(Optional.ofNullable(lane.node())))
                                    .map(lane -> expectation.ofLane(lane.name().value()))
                                    .toList()
                            : List.<Expectation>of();
                    return named.isEmpty() ? Stream.of(expectation) : named.stream();
                })
                .toList();
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

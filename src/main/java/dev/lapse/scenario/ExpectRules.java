package dev.lapse.scenario;

import dev.lapse.check.Expectation;
import dev.lapse.check.Limit;
import dev.lapse.check.RoleLanes;
import dev.lapse.cluster.Nearest;
import dev.lapse.cluster.NodeName;
import dev.lapse.history.Lane;
import dev.lapse.history.LaneKind;
import dev.lapse.history.StepKind;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whether a run with these lanes and steps can be asked what is expected. Each rule answers in a message. */
public final class ExpectRules {
    /** How a step that owns what happens is called; what follows is its number among those of its kind. */
    private static final String NAME = "(steady|inject|heal)#[1-9]\\d*";

    static final String NO_ADDRESS_OF_NODES =
            "vip_on_primary is for a topology with vip: true and keepalived or vip-manager on the nodes, such as pg1:"
                    + " [patroni, keepalived]";

    /** What to name where the steps are not known yet. */
    private static final List<String> EXAMPLES = List.of("steady#1", "inject#1", "heal#1");

    private ExpectRules() {}

    /**
     * What is wrong with the expectation in a run with these lanes and steps.
     *
     * @param steps their names, in order; empty where they are not known yet
     */
    public static Optional<String> problem(Expectation expectation, List<Lane> lanes, List<String> steps) {
        return lane(expectation, lanes).or(() -> step(expectation, steps));
    }

    /** Whether there is a lane that the expectation can be judged by. */
    static Optional<String> lane(Expectation expectation, List<Lane> lanes) {
        if (expectation.check() == Expectation.Check.CLIENTS_BEHIND) {
            return behind(expectation, lanes);
        }
        Optional<LaneKind> kind = expectation.check().laneKind();
        if (kind.isEmpty()) {
            return Optional.empty();
        }
        List<String> names = lanes.stream()
                .filter(lane -> lane.isClient() && lane.kind() == kind.get())
                .map(lane -> lane.name().value())
                .toList();
        if (names.isEmpty() && kind.get() == LaneKind.CALL) {
            return Optional.of(expectation.check().text() + " is of calls of your own code, which stand in no scenario;"
                    + " ask it in Java: LapseAssertions.assertThat(cluster.finish()).outageAtMost(\"orders\", limit)");
        }
        if (names.isEmpty()) {
            return Optional.of(expectation.check().text() + ": no client lane has kind " + LaneSpec.text(kind.get()));
        }
        boolean ofHosts =
                lanes.stream().anyMatch(lane -> lane.isClient() && lane.kind() == kind.get() && lane.node() != null);
        if (expectation.lane().equals(Optional.of(RoleLanes.OF_PRIMARY))) {
            return ofHosts
                    ? Optional.empty()
                    : Optional.of("lane " + RoleLanes.OF_PRIMARY + ": no lane goes by a host of its own; give a probe"
                            + " balancer: all, or node, where the nodes carry balancers or poolers");
        }
        return expectation
                .lane()
                .filter(lane -> !names.contains(lane))
                .map(lane -> Nearest.unknown(LaneSpec.text(kind.get()) + " lane", lane, names));
    }

    /** Whether there is a lane that can be held against another one of its kind. */
    private static Optional<String> behind(Expectation expectation, List<Lane> lanes) {
        List<LaneKind> kinds = expectation.check().laneKinds();
        List<Lane> clients = lanes.stream()
                .filter(lane -> lane.isClient() && kinds.contains(lane.kind()))
                .toList();
        List<String> names = clients.stream().map(lane -> lane.name().value()).toList();
        if (expectation.lane().filter(lane -> !names.contains(lane)).isPresent()) {
            return Optional.of(Nearest.unknown("client lane", expectation.lane().orElseThrow(), names));
        }
        boolean compared = clients.stream()
                .filter(lane ->
                        expectation.lane().map(lane.name().value()::equals).orElse(true))
                .anyMatch(lane -> clients.stream().anyMatch(other -> other != lane && other.kind() == lane.kind()));
        return compared
                ? Optional.empty()
                : Optional.of(expectation.check().text() + " holds a client lane against the others of its kind,"
                        + " write or read, and there is no other"
                        + expectation.lane().map(lane -> " beside " + lane).orElse(""));
    }

    /** Whether the expectation names a step that there is, and that owns what happens. */
    static Optional<String> step(Expectation expectation, List<String> steps) {
        return expectation.step().flatMap(step -> {
            List<String> active =
                    steps.stream().filter(name -> name.matches(NAME)).toList();
            if (steps.isEmpty() ? step.matches(NAME) : active.contains(step)) {
                return Optional.empty();
            }
            return steps.contains(step)
                    ? Optional.of("what happens in " + step + " belongs to the step before it that injects or heals,"
                            + " or to the steady one; known: " + Nearest.list(active))
                    : Optional.of(Nearest.unknown("step", step, steps.isEmpty() ? EXAMPLES : active));
        });
    }

    /** Whether the node that is expected to lead is one of these. */
    static Optional<String> node(Expectation expectation, List<NodeName> nodes) {
        return expectation.limit() instanceof Limit.Node limit && !nodes.contains(limit.node())
                ? Optional.of(expectation.check().text() + ": "
                        + Nearest.unknown(
                                "node",
                                limit.node().value(),
                                nodes.stream().map(NodeName::value).toList()))
                : Optional.empty();
    }

    /** Whether there is a step of which something can be predicted. */
    static Optional<String> predicted(Expectation expectation, List<String> steps) {
        String injects = StepKind.INJECT.text() + "#";
        boolean ofInjection = expectation
                .step()
                .map(step -> step.startsWith(injects))
                .orElseGet(() -> steps.isEmpty() || steps.stream().anyMatch(name -> name.startsWith(injects)));
        return expectation.limit() != Limit.PREDICTED || ofInjection
                ? Optional.empty()
                : Optional.of(expectation.check().text()
                        + ": predicted is what the configuration predicts of injected faults, and "
                        + expectation.step().map(step -> step + " injects none").orElse("no step injects one"));
    }

    /** The names of the steps in a run: {@code inject#2} is the second that injects. */
    static List<String> names(List<Step> steps) {
        Map<StepKind, Integer> counts = new EnumMap<>(StepKind.class);
        return steps.stream()
                .map(step -> step.kind() + "#" + counts.merge(step.kind(), 1, Integer::sum))
                .toList();
    }
}

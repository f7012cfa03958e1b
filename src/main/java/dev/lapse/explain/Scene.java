package dev.lapse.explain;

import dev.lapse.cluster.Entrypoint;
import dev.lapse.cluster.FaultName;
import dev.lapse.cluster.NodeName;
import dev.lapse.history.Lane;
import dev.lapse.history.LaneKind;
import dev.lapse.history.StepStarted;
import dev.lapse.oracle.Interval;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * An outage among the events of its run: which fault it comes of, and who served the lane before and after it.
 *
 * @param fault that it comes of; empty: none that the history tells of
 * @param healing whether it comes of the fault's healing
 */
record Scene(Facts facts, LaneOutage outage, Optional<FaultSpan> fault, boolean healing) {
    /** A lock that went so long before the last OK may be what the outage comes of: the old primary served on. */
    private static final long SERVED_ON_NANOS = Duration.ofSeconds(40).toNanos();

    static Scene of(Facts facts, LaneOutage outage) {
        List<FaultSpan> injected = facts.faults().stream()
                .filter(fault -> fault.step().equals(outage.step()))
                .toList();
        if (!injected.isEmpty()) {
            return new Scene(facts, outage, likeliest(facts, outage, injected), false);
        }
        Optional<FaultSpan> healed = facts.of(StepStarted.class).stream()
                .filter(step -> step.step().equals(outage.step()))
                .findFirst()
                .flatMap(step -> facts.faults().stream()
                        .filter(fault -> fault.healedNanos().orElse(Long.MAX_VALUE) <= outage.toNanos())
                        .filter(fault -> fault.healedNanos().orElse(0) >= step.atNanos())
                        .findFirst());
        return new Scene(facts, outage, healed, true);
    }

    /** Of several that were injected in one step: one that hit the node that had served, or else the last before it. */
    private static Optional<FaultSpan> likeliest(Facts facts, LaneOutage outage, List<FaultSpan> injected) {
        Optional<NodeName> before = before(facts, outage);
        List<FaultSpan> soFar = injected.stream()
                .filter(fault -> fault.requestedNanos() <= outage.toNanos())
                .toList();
        Optional<FaultSpan> atServer = soFar.stream()
                .filter(fault -> before.filter(fault::hits).isPresent())
                .findFirst();
        return atServer.or(() -> soFar.stream().max(Comparator.comparingLong(FaultSpan::requestedNanos)));
    }

    /** The faults that were injected with it, and it itself. */
    List<FaultSpan> faultsOfStep() {
        return facts.faults().stream()
                .filter(one ->
                        fault.isPresent() && one.step().equals(fault.get().step()))
                .toList();
    }

    /** The node whose answer was the last before the outage, or that took writes then. */
    Optional<NodeName> before() {
        return before(facts, outage);
    }

    private static Optional<NodeName> before(Facts facts, LaneOutage outage) {
        return outage.before()
                .flatMap(LaneOutage.LaneOk::node)
                .or(() -> facts.writableAt(outage.fromNanos()).map(NodeSpan::node));
    }

    /** The node whose answer ended the outage, or that took writes then. */
    Optional<NodeName> after() {
        return outage.after()
                .flatMap(LaneOutage.LaneOk::node)
                .or(() -> facts.writableAt(outage.toNanos()).map(NodeSpan::node));
    }

    /** Since when a node had taken writes that took some when the outage ended. */
    Optional<NodeSpan> writableAtEnd(NodeName node) {
        return facts.writable(node).stream()
                .filter(span -> span.afterNanos() < outage.toNanos() && outage.toNanos() < span.beforeNanos())
                .reduce((earlier, later) -> later);
    }

    /** The last change of the leader lock that the outage can come of. */
    Optional<LockChange> lockChange() {
        long since = fault.isPresent() && !healing ? fault.get().requestedNanos() : outage.fromNanos();
        return facts.lockChanges().stream()
                .filter(change -> since <= change.goneNanos() && change.taken().atNanos() <= outage.toNanos())
                .filter(change -> outage.fromNanos() - change.taken().atNanos() <= SERVED_ON_NANOS)
                .filter(change -> !alreadyServedBy(change))
                .reduce((earlier, later) -> later);
    }

    /** Whether the lane had an answer of the new holder before the outage. */
    private boolean alreadyServedBy(LockChange change) {
        return outage.before()
                .filter(ok -> ok.invokedNanos() > change.taken().atNanos())
                .flatMap(LaneOutage.LaneOk::node)
                .filter(change.to()::equals)
                .isPresent();
    }

    /** From the fault to the last OK, where the outage comes of its injection. */
    Optional<Interval> served() {
        return fault.filter(one -> !healing)
                .filter(one -> one.requestedNanos() <= outage.fromNanos())
                .map(one -> new Interval(
                        Duration.ofNanos(Math.max(0, outage.fromNanos() - one.injectedNanos())),
                        Duration.ofNanos(outage.fromNanos() - one.requestedNanos())));
    }

    /** When the fault was healed, if that was in the outage. */
    Optional<Occurrence> healed() {
        if (healing || fault.isEmpty()) {
            return Optional.empty();
        }
        return faultsOfStep().stream()
                .flatMap(one -> facts.healed(one).stream())
                .filter(one -> outage.fromNanos() < one.latestNanos() && one.earliestNanos() < outage.toNanos())
                .min(Comparator.comparingLong(Occurrence::latestNanos));
    }

    /** Whether the store had no leader in the outage: its members say so, or the fault took so many of them away. */
    boolean isStoreLost() {
        return facts.quorum().during(outage.fromNanos(), outage.toNanos()).isPresent()
                || fault.filter(one -> one.fault() == FaultName.QUORUM_LOSS && !healing)
                        .isPresent();
    }

    Lane lane() {
        return outage.lane();
    }

    /** Whether a balancer is on the lane's way. */
    boolean isBalanced() {
        return lane().via() == Entrypoint.HAPROXY || lane().via() == Entrypoint.VIP;
    }

    boolean reads() {
        return lane().kind() == LaneKind.READ;
    }
}

package dev.lapse.explain;

import dev.lapse.cluster.FaultName;
import dev.lapse.cluster.NodeName;
import dev.lapse.history.LoggedFact;
import dev.lapse.oracle.Phase;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** Finds out what an outage comes of, from the events around it. */
final class Breakdowns {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final Set<FaultName> ORDERLY = Set.of(FaultName.STOP, FaultName.SWITCHOVER);

    private final Scene scene;
    private final Facts facts;
    private final LaneOutage outage;
    private final Ways ways;

    private Breakdowns(Scene scene) {
        this.scene = scene;
        this.facts = scene.facts();
        this.outage = scene.outage();
        this.ways = new Ways(scene);
    }

    static Breakdown of(Scene scene) {
        Breakdown breakdown = scene.reads() ? new ReadersLost(scene).breakdown() : new Breakdowns(scene).breakdown();
        scene.facts().watchers().note(breakdown);
        return breakdown;
    }

    /** Of a lane that needs the primary. */
    private Breakdown breakdown() {
        Optional<Breakdown> atOwnBalancer = ways.ownBalancer();
        if (atOwnBalancer.isPresent()) {
            return atOwnBalancer.get();
        }
        Optional<LockChange> change = scene.lockChange();
        if (change.isPresent()) {
            return takeover(change.get());
        }
        Optional<NodeName> newcomer = newcomer();
        if (newcomer.isPresent()) {
            return takeoverUnseen(newcomer.get());
        }
        return scene.after()
                .flatMap(node -> new Comebacks(scene).of(node).map(breakdown -> ways.route(breakdown, node)))
                .or(ways::lost)
                .orElseGet(ways::heldOrUnknown);
    }

    /** Another node than before that began to take writes in the outage; empty: none, as far as is known. */
    private Optional<NodeName> newcomer() {
        return scene.after()
                .filter(node ->
                        scene.before().filter(before -> !before.equals(node)).isPresent())
                .filter(node -> scene.writableAtEnd(node)
                        .filter(span -> span.fromNanos() > outage.fromNanos())
                        .isPresent());
    }

    /** The node must have had the lock to be promoted, but no change of the leader key was recorded. */
    private Breakdown takeoverUnseen(NodeName to) {
        String whyNot = "was not seen: the history has no change of the leader key in this outage.";
        Breakdown breakdown = new Breakdown(isPlanned() ? OutageKind.PLANNED : OutageKind.FAILOVER);
        breakdown.then(
                isPlanned() ? Phase.STOP : Phase.DETECT, Optional.empty(), "When the leader key was gone " + whyNot);
        breakdown.then(Phase.ELECT, Optional.empty(), "When " + to + " had the lock " + whyNot);
        new PromotionEnd(scene).then(breakdown, to, outage.fromNanos());
        return ways.route(breakdown, to);
    }

    private boolean isPlanned() {
        return scene.fault()
                .filter(fault -> fault.fault().isPlanned() && !scene.healing())
                .isPresent();
    }

    /** The lock went to a node that was promoted. */
    private Breakdown takeover(LockChange change) {
        Breakdown breakdown = new Breakdown(isPlanned() ? OutageKind.PLANNED : OutageKind.FAILOVER);
        NodeName to = change.to();
        change.gone()
                .ifPresent(gone -> breakdown.then(
                        wasStopped(change) ? Phase.STOP : Phase.DETECT, facts.watched(gone, "leader key deleted")));
        breakdown.then(Phase.ELECT, facts.watched(change.taken(), "leader key put by " + to));
        holdersBefore(change, breakdown);
        shutdown(change, breakdown);
        new PromotionEnd(scene).then(breakdown, to, change.taken().atNanos());
        return ways.route(breakdown, to);
    }

    /** Notes who had the lock in the outage before the last one got it: their time is in the phase of the lease. */
    private void holdersBefore(LockChange last, Breakdown breakdown) {
        facts.lockChanges().stream()
                .filter(one -> one.taken().atNanos() < last.taken().atNanos())
                .filter(one -> one.taken().atNanos() > outage.fromNanos())
                .forEach(one -> breakdown.untold(one.to() + " had the leader lock before " + last.to() + ", from "
                        + Lengths.SECONDS.of(one.taken().atNanos()) + " of the run on: how that time divides is not"
                        + " told."));
    }

    /** Whether the old holder stopped in order and gave the lock up, rather than that the lease ran out. */
    private boolean wasStopped(LockChange change) {
        long gone = change.goneNanos();
        boolean orderly =
                scene.fault().filter(fault -> ORDERLY.contains(fault.fault())).isPresent();
        return orderly
                || change.from()
                        .filter(old -> wasLogged(LoggedFact.LOCK_FREED, old, gone - 2 * SECOND, gone + SECOND)
                                && wasLogged(
                                        LoggedFact.SHUTDOWN_RECEIVED, old, outage.fromNanos() - SECOND, gone + SECOND))
                        .isPresent();
    }

    private boolean wasLogged(LoggedFact fact, NodeName about, long fromNanos, long toNanos) {
        return facts.logged(fact, about, fromNanos, toNanos).findAny().isPresent();
    }

    /** Notes a shutdown of the old primary that took long: it waits for its standbys. */
    private void shutdown(LockChange change, Breakdown breakdown) {
        change.from().ifPresent(old -> Shutdowns.note(scene, old, breakdown));
    }
}

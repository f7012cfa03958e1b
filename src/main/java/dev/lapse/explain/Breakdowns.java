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
        Optional<LockChange> change = scene.lockChange();
        if (change.isPresent()) {
            return takeover(change.get());
        }
        return scene.after()
                .flatMap(node -> new Comebacks(scene).of(node).map(breakdown -> ways.route(breakdown, node)))
                .or(ways::lost)
                .orElseGet(ways::heldOrUnknown);
    }

    /** The lock went to a node that was promoted. */
    private Breakdown takeover(LockChange change) {
        boolean planned = scene.fault()
                .filter(fault -> fault.fault().isPlanned() && !scene.healing())
                .isPresent();
        Breakdown breakdown = new Breakdown(planned ? OutageKind.PLANNED : OutageKind.FAILOVER);
        NodeName to = change.to();
        change.gone()
                .ifPresent(gone -> breakdown.then(
                        wasStopped(change) ? Phase.STOP : Phase.DETECT, facts.watched(gone, "leader key deleted")));
        breakdown.then(Phase.ELECT, facts.watched(change.taken(), "leader key put by " + to));
        shutdown(change, breakdown);
        new PromotionEnd(scene).then(breakdown, to, change.taken().atNanos());
        return ways.route(breakdown, to);
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

package dev.lapse.explain;

import dev.lapse.cluster.FaultName;
import dev.lapse.cluster.NodeName;
import dev.lapse.history.LaneKind;
import dev.lapse.history.LeaseSeen;
import dev.lapse.history.LogSeen;
import dev.lapse.history.LoggedFact;
import dev.lapse.oracle.Phase;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** Finds out what an outage comes of. */
final class Breakdowns {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final Set<FaultName> ORDERLY = Set.of(FaultName.STOP, FaultName.SWITCHOVER);

    private final Scene scene;
    private final Facts facts;
    private final LaneOutage outage;
    private final Routes routes;

    private Breakdowns(Scene scene) {
        this.scene = scene;
        this.facts = scene.facts();
        this.outage = scene.outage();
        this.routes = new Routes(scene);
    }

    static Breakdown of(Scene scene) {
        return new Breakdowns(scene).breakdown();
    }

    private Breakdown breakdown() {
        Optional<LockChange> change = scene.lockChange();
        if (change.isPresent() && !scene.reads()) {
            return takeover(change.get());
        }
        return heldOrUnknown();
    }

    /** The lock went to a node that was promoted. */
    private Breakdown takeover(LockChange change) {
        boolean planned =
                scene.fault().filter(fault -> fault.fault().isPlanned()).isPresent();
        Breakdown breakdown = new Breakdown(planned ? OutageKind.PLANNED : OutageKind.FAILOVER);
        NodeName to = change.to();
        change.gone()
                .ifPresent(gone -> breakdown.then(
                        wasFreed(change) ? Phase.STOP : Phase.DETECT, facts.watched(gone, "leader key deleted")));
        breakdown.then(Phase.ELECT, facts.watched(change.taken(), "leader key put by " + to));
        return route(promoted(breakdown, to, change.taken().atNanos()), to);
    }

    /** Whether the old holder gave the lock up, rather than that the lease ran out. */
    private boolean wasFreed(LockChange change) {
        long gone = change.goneNanos();
        boolean orderly =
                scene.fault().filter(fault -> ORDERLY.contains(fault.fault())).isPresent();
        boolean logged = change.from()
                .filter(old -> facts.logged(LoggedFact.LOCK_FREED, old, gone - 2 * SECOND, gone + SECOND / 2)
                        .findAny()
                        .isPresent())
                .isPresent();
        boolean early = facts.of(LeaseSeen.class).stream()
                .filter(lease -> lease.atNanos() <= gone)
                .reduce((earlier, later) -> later)
                .filter(lease -> lease.atNanos() + lease.leftSeconds() * SECOND > gone + SECOND)
                .isPresent();
        return orderly || logged || early;
    }

    /** A node has the lock; it is promoted when it takes writes. */
    private Breakdown promoted(Breakdown breakdown, NodeName node, long lockedNanos) {
        return breakdown.then(
                Phase.PROMOTE,
                writable(node, lockedNanos),
                "When " + node
                        + " took writes was not seen: no state lane asked it then. The promotion is told with what"
                        + " came after it.");
    }

    private Optional<Occurrence> writable(NodeName node, long sinceNanos) {
        Optional<Occurrence> told = scene.writableAtEnd(node)
                .filter(span -> span.fromNanos() >= sinceNanos)
                .map(span -> new Occurrence(
                        Math.max(span.afterNanos(), sinceNanos), span.fromNanos(), node + " writable", "state lane"));
        Optional<Occurrence> logged = facts.logged(LoggedFact.READY, node, sinceNanos, outage.toNanos() + SECOND)
                .findFirst()
                .map(log -> ready(log, node));
        return told.map(one -> logged.map(one::and).orElse(one)).or(() -> logged);
    }

    private static Occurrence ready(LogSeen log, NodeName node) {
        return Facts.occurrence(log, node + " writable", "PostgreSQL's log");
    }

    /** A node takes writes: what is left is the way to it. */
    private Breakdown route(Breakdown breakdown, NodeName to) {
        if (scene.isBalanced()) {
            breakdown.then(Phase.ROUTE, routes.to(to), routes.whyNot(to));
            routes.early(to, breakdown);
        }
        return breakdown;
    }

    /** Nothing is known but the fault itself. */
    private Breakdown heldOrUnknown() {
        Optional<Occurrence> healed = scene.healed();
        if (healed.isPresent()) {
            return new Breakdown(OutageKind.CUT).then(Phase.HOLD, healed.get());
        }
        String what = outage.lane().kind() == LaneKind.READ ? "reads" : "writes";
        Breakdown breakdown = new Breakdown(OutageKind.UNKNOWN);
        return breakdown.then(
                Phase.HOLD, Optional.empty(), "The history has no event that tells why " + what + " stopped.");
    }
}

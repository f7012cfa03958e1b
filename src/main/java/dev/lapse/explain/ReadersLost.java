package dev.lapse.explain;

import dev.lapse.cluster.NodeName;
import dev.lapse.history.LoggedFact;
import dev.lapse.oracle.Phase;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Predicate;

/** Outages of lanes that read: any node may serve them that the balancer sends readers to. */
final class ReadersLost {
    private final Scene scene;
    private final Facts facts;
    private final LaneOutage outage;
    private final Routes routes;
    private final Ways ways;

    ReadersLost(Scene scene) {
        this.scene = scene;
        this.facts = scene.facts();
        this.outage = scene.outage();
        this.routes = new Routes(scene);
        this.ways = new Ways(scene);
    }

    Breakdown breakdown() {
        Optional<Breakdown> onTheWay = ways.address().or(ways::balancer).or(ways::pooler);
        if (onTheWay.isPresent()) {
            return onTheWay.get();
        }
        Optional<Occurrence> healed = scene.healed();
        Optional<Occurrence> back = runsAgain();
        Optional<Occurrence> sent = scene.isBalanced() ? routes.readersSent() : Optional.empty();
        Breakdown breakdown = new Breakdown(kind(back, sent, healed));
        healed.ifPresent(heal -> breakdown.then(Phase.HOLD, heal));
        back.ifPresent(one -> breakdown.then(Phase.RESTART, one));
        sent.ifPresent(one -> breakdown.then(Phase.ROUTE, one));
        back.ifPresent(one -> ways.poolerRetry(breakdown));
        return breakdown.kind() == OutageKind.UNKNOWN
                ? breakdown.untold("The history has no event that tells why reads stopped.")
                : breakdown;
    }

    private OutageKind kind(Optional<Occurrence> back, Optional<Occurrence> sent, Optional<Occurrence> healed) {
        Optional<FaultSpan> fault = scene.fault();
        if (fault.filter(one -> one.fault().isPlanned() && !scene.healing()).isPresent()) {
            return OutageKind.PLANNED;
        }
        Optional<NodeName> reader = scene.before();
        Optional<NodeName> primary = facts.holderAt(outage.fromNanos());
        boolean replica = reader.isPresent() && !reader.equals(primary);
        if (fault.isPresent() && reader.filter(fault.get()::hits).isPresent()) {
            return replica ? OutageKind.REPLICA : OutageKind.CUT;
        }
        if (reader.filter(this::wasDemoted).isPresent()) {
            return scene.isStoreLost() ? OutageKind.NO_QUORUM : OutageKind.DEMOTION;
        }
        if (scene.lockChange().isPresent()) {
            return OutageKind.FAILOVER;
        }
        if (back.isPresent()) {
            return OutageKind.REPLICA;
        }
        return sent.isPresent()
                ? OutageKind.ROUTING
                : healed.isPresent() || ways.isAtClient() ? OutageKind.CUT : OutageKind.UNKNOWN;
    }

    /** Whether a node that took writes did not any more when the outage began. */
    private boolean wasDemoted(NodeName node) {
        return facts.writable(node).stream()
                .anyMatch(span -> span.toNanos() < outage.toNanos()
                        && span.beforeNanos() > outage.fromNanos()
                        && span.beforeNanos() < outage.toNanos() + routes.pollNanos());
    }

    /** When a node answered again that had not for a while: who answered before, else who was hit, else any. */
    private Optional<Occurrence> runsAgain() {
        return runsAgain(node -> scene.before().filter(node::equals).isPresent())
                .or(() -> runsAgain(
                        node -> scene.fault().filter(fault -> fault.hits(node)).isPresent()))
                .or(() -> runsAgain(node -> true));
    }

    private Optional<Occurrence> runsAgain(Predicate<NodeName> who) {
        return facts.answering().stream()
                .filter(span -> who.test(span.node()) && span.afterNanos() != Long.MIN_VALUE)
                .filter(span -> span.fromNanos() > outage.fromNanos() && span.afterNanos() < outage.toNanos())
                .map(this::runsAgain)
                .max(Comparator.comparingLong(Occurrence::latestNanos));
    }

    private Occurrence runsAgain(NodeSpan span) {
        Occurrence told =
                new Occurrence(span.afterNanos(), span.fromNanos(), span.node() + " takes connections", "state lane");
        return facts.logged(LoggedFact.READY_TO_READ, span.node(), span.afterNanos(), span.fromNanos())
                .reduce((earlier, later) -> later)
                .map(log -> told.and(Facts.occurrence(log, told.event(), "PostgreSQL's log")))
                .orElse(told);
    }
}

package dev.lapse.explain;

import dev.lapse.cluster.NodeName;
import dev.lapse.history.LoggedFact;
import dev.lapse.history.PatroniSeen;
import dev.lapse.oracle.Phase;
import java.util.Comparator;
import java.util.Optional;

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
            return facts.quorum().during(outage.fromNanos(), outage.toNanos()).isPresent()
                    ? OutageKind.NO_QUORUM
                    : OutageKind.DEMOTION;
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

    /** When the last node ran again that had not run for a while. */
    private Optional<Occurrence> runsAgain() {
        return facts.of(PatroniSeen.class).stream()
                .map(PatroniSeen::node)
                .distinct()
                .flatMap(node -> runsAgain(node).stream())
                .max(Comparator.comparingLong(Occurrence::latestNanos));
    }

    private Optional<Occurrence> runsAgain(NodeName node) {
        Optional<Occurrence> back = Optional.empty();
        boolean away = false;
        for (PatroniSeen seen : facts.of(PatroniSeen.class)) {
            if (seen.node().equals(node) && seen.atNanos() <= outage.toNanos() + routes.pollNanos()) {
                boolean runs = seen.state().runs();
                if (runs && away && seen.atNanos() > outage.fromNanos()) {
                    back = Optional.of(ran(node, seen.atNanos()));
                }
                away = !runs;
            }
        }
        return back;
    }

    private Occurrence ran(NodeName node, long seenNanos) {
        Occurrence polled =
                facts.watchers().saw("patroni-" + node, seenNanos, node + " takes connections", "Patroni's REST");
        return facts.logged(LoggedFact.READY_TO_READ, node, outage.fromNanos(), seenNanos)
                .reduce((earlier, later) -> later)
                .map(log -> Facts.occurrence(log, polled.event(), "PostgreSQL's log"))
                .orElse(polled);
    }
}

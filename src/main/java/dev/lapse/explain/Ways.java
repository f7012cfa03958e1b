package dev.lapse.explain;

import dev.lapse.cluster.Entrypoint;
import dev.lapse.cluster.FaultName;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Target;
import dev.lapse.history.ClusterReady;
import dev.lapse.history.PoolerSeen;
import dev.lapse.oracle.Phase;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The way from a client to a node that could answer, and what can be lost on it. */
final class Ways {
    private static final String RETRY = "pgbouncer.server_login_retry";
    private static final long NOTABLE_NANOS = Duration.ofMillis(200).toNanos();

    private final Scene scene;
    private final Facts facts;
    private final LaneOutage outage;
    private final Routes routes;

    Ways(Scene scene) {
        this.scene = scene;
        this.facts = scene.facts();
        this.outage = scene.outage();
        this.routes = new Routes(scene);
    }

    /** A node takes writes: what is left is the way to it. */
    Breakdown route(Breakdown breakdown, NodeName to) {
        if (scene.isBalanced()) {
            breakdown.then(Phase.ROUTE, routes.to(to), routes.whyNot(to));
            routes.early(to, breakdown);
            routes.lucky(to, breakdown);
        }
        new Standbys(scene).awaited(breakdown, to);
        poolerRetry(breakdown);
        return breakdown;
    }

    /** The pooler before a server that was down asks it again after a while only: part of what the client waits for. */
    void poolerRetry(Breakdown breakdown) {
        long ready = breakdown.endings().stream()
                .mapToLong(ending -> ending.by().latestNanos())
                .max()
                .orElse(outage.fromNanos());
        boolean pooled = outage.lane().via() != Entrypoint.POSTGRES;
        Optional<String> retry = facts.of(ClusterReady.class).stream()
                .flatMap(cluster -> Optional.ofNullable(cluster.effective().get(RETRY)).stream())
                .findFirst();
        if (pooled && outage.toNanos() - ready > NOTABLE_NANOS) {
            retry.ifPresent(
                    seconds -> breakdown.beside("After a login that failed, PgBouncer asks its server again only"
                            + " when server_login_retry is over: " + seconds
                            + (seconds.matches("[0-9.]+") ? "s" : "") + "."));
        }
    }

    /** Empty: nothing on the way was seen to be lost. */
    Optional<Breakdown> lost() {
        return address().or(this::balancer).or(this::pooler).or(this::server).or(this::standby);
    }

    /** The virtual address moved to another host. */
    Optional<Breakdown> address() {
        if (outage.lane().via() != Entrypoint.VIP) {
            return Optional.empty();
        }
        boolean ofHolder = scene.fault()
                .filter(fault -> fault.role().equals(Target.Kind.VIP_HOLDER.text())
                        || facts.addresses()
                                .holder(fault.requestedNanos())
                                .filter(fault::hits)
                                .isPresent())
                .isPresent();
        Optional<Occurrence> taken = facts.addresses().taken(outage.fromNanos(), outage.toNanos());
        return taken.isPresent() || ofHolder
                ? Optional.of(new Breakdown(OutageKind.VIP)
                        .then(
                                Phase.ROUTE,
                                taken,
                                "When another host took the virtual address was not seen: the history has nothing of"
                                        + " its moves."))
                : Optional.empty();
    }

    /** The fault took the client's balancer, or the client from it, so that the way was closed until it was healed. */
    Optional<Breakdown> ownBalancer() {
        return scene.fault()
                .filter(fault -> outage.lane().via() == Entrypoint.HAPROXY
                        && scene.healed().isPresent()
                        && routes.balancer()
                                .filter(name -> isGone(fault, name) || isCutOff(fault, name))
                                .isPresent())
                .map(fault -> opened(new Breakdown(OutageKind.CUT)));
    }

    private boolean isGone(FaultSpan fault, NodeName host) {
        return (fault.fault().takesHost() || fault.fault() == FaultName.NETWORK_LOSS)
                && (fault.hits(host) || isPlace(fault::hits));
    }

    /** Whether one side of a partition has the client, and another one its balancer. */
    private boolean isCutOff(FaultSpan fault, NodeName balancer) {
        return fault.fault() == FaultName.PARTITION && isPlace(place -> fault.hits(place) != fault.hits(balancer));
    }

    private boolean isPlace(Predicate<NodeName> is) {
        return Optional.ofNullable(outage.lane().at()).filter(is).isPresent();
    }

    /** The balancer itself did not answer. */
    Optional<Breakdown> balancer() {
        return scene.isBalanced()
                ? routes.balancer()
                        .filter(name -> facts.balancers()
                                .silent(name, outage.fromNanos() - routes.pollNanos(), outage.toNanos())
                                .isPresent())
                        .map(name -> opened(new Breakdown(OutageKind.ROUTING)))
                : Optional.empty();
    }

    /** The pooler before the node did not answer. */
    Optional<Breakdown> pooler() {
        Optional<NodeName> node = scene.after().or(scene::before);
        boolean hit = scene.fault()
                .filter(fault -> fault.isOf("pgbouncer"))
                .filter(fault -> node.isEmpty() || fault.hits(node.get()))
                .isPresent();
        List<PoolerSeen> seen = facts.of(PoolerSeen.class).stream()
                .filter(one -> node.isEmpty() || one.node().equals(node.get()))
                .filter(one -> one.atNanos() <= outage.toNanos() + routes.pollNanos())
                .toList();
        boolean down = seen.stream().anyMatch(one -> !one.up() && one.atNanos() > outage.fromNanos());
        if (!hit && !down) {
            return Optional.empty();
        }
        Breakdown breakdown = new Breakdown(OutageKind.POOLER);
        Optional<Occurrence> healed = scene.healed();
        healed.ifPresent(heal -> breakdown.then(Phase.HOLD, heal));
        Optional<Occurrence> up = seen.stream()
                .reduce((earlier, later) -> later)
                .filter(one -> one.up() && one.atNanos() > outage.fromNanos())
                .map(one -> facts.watchers()
                        .saw("pooler-" + one.node(), one.atNanos(), "pooler of " + one.node() + " up", "the pooler"));
        if (up.isPresent() || healed.isEmpty()) {
            breakdown.then(
                    Phase.RESTART,
                    up,
                    facts.of(PoolerSeen.class).isEmpty()
                            ? "When the pooler was up again was not seen: the history has no observer of poolers."
                            : "When the pooler was up again was not seen: it was back before its observer looked.");
        }
        return Optional.of(opened(breakdown, node));
    }

    /** The balancer had no server up, or another one. */
    private Optional<Breakdown> server() {
        Optional<Occurrence> opened = scene.isBalanced()
                ? scene.after().flatMap(routes::sent).filter(one -> one.latestNanos() > outage.fromNanos())
                : Optional.empty();
        return opened.map(one -> opened(new Breakdown(OutageKind.ROUTING)));
    }

    /** Commits waited for a standby that is gone. */
    private Optional<Breakdown> standby() {
        Standbys standbys = new Standbys(scene);
        if (!standbys.count()) {
            return Optional.empty();
        }
        Optional<Occurrence> released = standbys.released(scene.after());
        boolean spared = scene.fault()
                .filter(fault -> !isAtClient())
                .filter(fault -> scene.after().filter(fault::hits).isEmpty())
                .isPresent();
        return released.isPresent() || spared && scene.healed().isPresent()
                ? Optional.of(new Breakdown(OutageKind.REPLICA)
                        .then(
                                Phase.RELEASE,
                                released.or(scene::healed),
                                "When commits no longer waited for the standby was not seen."))
                : Optional.empty();
    }

    private Breakdown opened(Breakdown breakdown) {
        scene.healed().ifPresent(heal -> breakdown.then(Phase.HOLD, heal));
        return opened(breakdown, scene.after());
    }

    private Breakdown opened(Breakdown breakdown, Optional<NodeName> node) {
        if (scene.isBalanced()) {
            node.flatMap(routes::sent)
                    .filter(one -> one.latestNanos() > outage.fromNanos())
                    .flatMap(one -> routes.to(node.get()))
                    .ifPresent(one -> breakdown.then(Phase.ROUTE, one));
        }
        return breakdown;
    }

    /** Whether the fault is at the link between clients and what they connect to. */
    boolean isAtClient() {
        return scene.faultsOfStep().stream()
                .filter(fault -> fault.fault().aim() == FaultName.Aim.LINK)
                .anyMatch(fault -> fault.role().startsWith("client-"));
    }

    /** Nothing is known but the fault itself. */
    Breakdown heldOrUnknown() {
        Optional<Occurrence> healed = scene.healed();
        if (healed.isPresent()) {
            return new Breakdown(OutageKind.CUT).then(Phase.HOLD, healed.get());
        }
        if (isAtClient()) {
            return new Breakdown(OutageKind.CUT);
        }
        return new Breakdown(OutageKind.UNKNOWN).untold("The history has no event that tells why it stopped.");
    }
}

package dev.lapse.explain;

import dev.lapse.cluster.FaultName;
import dev.lapse.cluster.NodeName;
import dev.lapse.history.LeaseSeen;
import dev.lapse.history.LogSeen;
import dev.lapse.history.LoggedFact;
import dev.lapse.history.PatroniSeen;
import dev.lapse.oracle.Phase;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** Outages after which the same node serves as before: it was restarted, or demoted and promoted again. */
final class Comebacks {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    /** Longer than members that reach each other take: election timeouts here are 1 s, or 5 s of two sites. */
    private static final long LONGEST_ELECTION_NANOS = Duration.ofSeconds(12).toNanos();

    private final Scene scene;
    private final Facts facts;
    private final LaneOutage outage;
    private final PromotionEnd promotion;

    Comebacks(Scene scene) {
        this.scene = scene;
        this.facts = scene.facts();
        this.outage = scene.outage();
        this.promotion = new PromotionEnd(scene);
    }

    /** Empty: the node took writes all the time, as far as is known. */
    Optional<Breakdown> of(NodeName node) {
        Optional<NodeSpan> now = scene.writableAtEnd(node);
        Optional<NodeSpan> before = now.flatMap(last -> facts.writable(node).stream()
                .filter(span -> span.fromNanos() < last.fromNanos())
                .max(Comparator.comparingLong(NodeSpan::fromNanos)));
        if (now.isPresent() && before.isPresent() && now.get().fromNanos() > outage.fromNanos()) {
            return Optional.of(
                    now.get().timeline() > before.get().timeline() ? promotedAgain(node) : restarted(node, now.get()));
        }
        return patroniRestarted(node);
    }

    private Breakdown restarted(NodeName node, NodeSpan now) {
        boolean planned = scene.fault()
                .filter(fault -> fault.fault() == FaultName.RESTART && !scene.healing())
                .isPresent();
        Breakdown breakdown = new Breakdown(planned ? OutageKind.PLANNED : OutageKind.RESTART);
        return breakdown.then(
                Phase.RESTART, promotion.writable(node, Math.max(now.afterNanos(), outage.fromNanos())), "");
    }

    /** PostgreSQL went on, and the balancer asks Patroni. */
    private Optional<Breakdown> patroniRestarted(NodeName node) {
        Optional<PatroniSeen> back = Optional.empty();
        boolean silent = false;
        for (PatroniSeen seen : facts.of(PatroniSeen.class)) {
            if (seen.node().equals(node) && seen.atNanos() < outage.toNanos()) {
                boolean away = !seen.state().runs();
                if (silent && !away) {
                    back = Optional.of(seen).filter(one -> one.atNanos() > outage.fromNanos());
                }
                silent = away;
            }
        }
        boolean isOfPatroni = scene.fault()
                .filter(fault -> fault.isOf("patroni") && fault.hits(node))
                .isPresent();
        return isOfPatroni && back.isPresent()
                ? back.map(seen -> new Breakdown(OutageKind.RESTART)
                        .then(
                                Phase.RESTART,
                                facts.watchers()
                                        .saw(
                                                "patroni-" + node,
                                                seen.atNanos(),
                                                "Patroni of " + node + " answers",
                                                "Patroni's REST")))
                : Optional.empty();
    }

    /** It was demoted, and has the lock and a new timeline again. */
    private Breakdown promotedAgain(NodeName node) {
        Optional<Quorum.Leaderless> gap = facts.quorum().during(outage.fromNanos(), outage.toNanos());
        boolean lost = scene.isStoreLost();
        Breakdown breakdown = new Breakdown(lost ? OutageKind.NO_QUORUM : OutageKind.DEMOTION);
        Optional<Occurrence> healed = scene.healed();
        healed.ifPresent(heal -> breakdown.then(lost ? Phase.NO_QUORUM : Phase.HOLD, heal));
        if (lost) {
            Optional<Occurrence> led = led(gap);
            if (healed.isPresent() && led.isPresent() && waitedForTcp(healed.get(), led.get())) {
                breakdown.beside(
                        "The members of the store were cut off from each other in silence: etcd from 3.5 on asks"
                                + " them again only when TCP does, and TCP waits about as long as the cut had lasted.");
            }
            breakdown.then(
                    Phase.QUORUM,
                    led,
                    "When the store had a leader again was not seen: the history does not tell what its members said.");
        }
        Optional<Occurrence> locked = locked(node);
        breakdown.then(
                Phase.ELECT,
                locked,
                "When Patroni on " + node + " had the lock again was not seen: the leader key did not change, and "
                        + (facts.of(LogSeen.class).isEmpty()
                                ? "the history has nothing of Patroni's log."
                                : "Patroni's log does not tell it."));
        return promotion.then(
                breakdown, node, locked.map(Occurrence::earliestNanos).orElse(outage.fromNanos()));
    }

    /** Whether packets were lost between members, and the store had no leader for longer after it than an election. */
    private boolean waitedForTcp(Occurrence healed, Occurrence led) {
        boolean silent = scene.fault()
                .filter(fault -> fault.fault() == FaultName.PARTITION || fault.fault() == FaultName.LINK_LOSS)
                .isPresent();
        return silent && led.earliestNanos() - healed.latestNanos() > LONGEST_ELECTION_NANOS;
    }

    /** It may have kept its lock: then it says no more than that it promotes itself. */
    private Optional<Occurrence> locked(NodeName node) {
        return Stream.of(LoggedFact.LOCK_TAKEN, LoggedFact.PROMOTING)
                .flatMap(fact -> facts.logged(fact, node, outage.fromNanos(), outage.toNanos() + SECOND))
                .max(Comparator.comparingLong(LogSeen::atNanos))
                .map(log -> Facts.occurrence(log, node + " has the lock again", "Patroni's log"));
    }

    /** When the store had a leader again: as its members said, their logs, or, without both, the lease. */
    private Optional<Occurrence> led(Optional<Quorum.Leaderless> gap) {
        Optional<Occurrence> told = gap.flatMap(Quorum.Leaderless::regained);
        long since = scene.healed().map(Occurrence::earliestNanos).orElse(outage.fromNanos());
        Optional<Occurrence> logged = facts.of(LogSeen.class).stream()
                .filter(log -> log.fact() == LoggedFact.STORE_LEADER)
                .filter(log -> since <= log.atNanos() && log.atNanos() <= outage.toNanos())
                .reduce((earlier, later) -> later)
                .map(log -> Facts.occurrence(log, "store led by " + log.host(), "etcd's log"));
        return told.map(one -> logged.map(one::and).orElse(one))
                .or(() -> logged)
                .or(this::leaseAnswers);
    }

    /** Where the members were not asked: the lease tells its time to live again, after it had not for a while. */
    private Optional<Occurrence> leaseAnswers() {
        long healed = scene.healed().map(Occurrence::earliestNanos).orElse(outage.fromNanos());
        return facts.of(LeaseSeen.class).stream()
                .filter(lease -> healed < lease.atNanos() && lease.atNanos() < outage.toNanos())
                .findFirst()
                .map(lease -> new Occurrence(
                        healed, lease.atNanos(), "store tells the lease again", "the lease's time to live"));
    }
}

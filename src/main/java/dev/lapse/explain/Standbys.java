package dev.lapse.explain;

import dev.lapse.cluster.NodeName;
import dev.lapse.history.ClusterReady;
import dev.lapse.history.PatroniSeen;
import dev.lapse.history.SyncSeen;
import dev.lapse.oracle.Phase;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The standbys that commits wait for, in a synchronous cluster. */
final class Standbys {
    private static final List<String> SYNCHRONOUS = List.of("sync", "quorum");

    /** A client that the way is open to is answered sooner than that, unless commits wait. */
    private static final long WAITING_NANOS = Duration.ofSeconds(1).toNanos();

    private final Scene scene;
    private final Facts facts;
    private final LaneOutage outage;

    Standbys(Scene scene) {
        this.scene = scene;
        this.facts = scene.facts();
        this.outage = scene.outage();
    }

    /** Whether a commit waits for a standby at all. */
    boolean count() {
        return !scene.reads() && facts.of(ClusterReady.class).stream().anyMatch(ClusterReady::synchronous);
    }

    /** A primary that takes writes, but has no standby to acknowledge them. */
    void awaited(Breakdown breakdown, NodeName primary) {
        long ready = breakdown.endings().stream()
                .mapToLong(ending -> ending.by().latestNanos())
                .max()
                .orElse(outage.fromNanos());
        if (count() && outage.toNanos() - ready > WAITING_NANOS) {
            streams(primary, ready).ifPresent(standby -> breakdown.then(Phase.RELEASE, standby));
        }
    }

    /** When commits no longer waited: Patroni named other standbys, or the one that is named streamed again. */
    Optional<Occurrence> released(Optional<NodeName> primary) {
        Optional<Occurrence> named = facts.of(SyncSeen.class).stream()
                .filter(sync -> outage.fromNanos() < sync.atNanos() && sync.atNanos() < outage.toNanos())
                .reduce((earlier, later) -> later)
                .map(sync -> facts.watched(sync.atNanos(), "sync key " + names(sync.standbys())));
        return named.or(() -> primary.flatMap(node -> streams(node, outage.fromNanos())));
    }

    private static String names(List<NodeName> standbys) {
        return standbys.isEmpty()
                ? "without a standby"
                : "names "
                        + String.join(
                                ", ", standbys.stream().map(NodeName::value).toList());
    }

    /** When the primary first had a synchronous standby again, after an instant. */
    private Optional<Occurrence> streams(NodeName primary, long afterNanos) {
        return facts.of(PatroniSeen.class).stream()
                .filter(seen -> seen.node().equals(primary) && seen.atNanos() > afterNanos)
                .filter(seen -> seen.standbys().stream().anyMatch(Standbys::acknowledges))
                .findFirst()
                .map(seen -> facts.watchers()
                        .saw(
                                "patroni-" + primary,
                                seen.atNanos(),
                                "a synchronous standby streams from " + primary,
                                "Patroni's REST"))
                .filter(seen -> seen.earliestNanos() < outage.toNanos());
    }

    private static boolean acknowledges(PatroniSeen.Standby standby) {
        return SYNCHRONOUS.contains(standby.sync()) && standby.state().equals("streaming");
    }
}

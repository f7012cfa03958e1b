package dev.lapse.explain;

import dev.lapse.cluster.NodeName;
import dev.lapse.history.LogSeen;
import dev.lapse.history.LoggedFact;
import dev.lapse.oracle.Phase;
import java.time.Duration;
import java.util.Optional;

/** When a node that has the lock took writes. */
final class PromotionEnd {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final Scene scene;

    PromotionEnd(Scene scene) {
        this.scene = scene;
    }

    Breakdown then(Breakdown breakdown, NodeName node, long lockedNanos) {
        return breakdown.then(
                Phase.PROMOTE,
                writable(node, lockedNanos),
                "When " + node + " took writes was not seen: no state lane asked it then.");
    }

    /** Since when it takes writes, where that began after an instant. */
    Optional<Occurrence> writable(NodeName node, long sinceNanos) {
        Optional<Occurrence> told = scene.writableAtEnd(node)
                .filter(span -> span.fromNanos() >= sinceNanos)
                .map(span -> new Occurrence(
                        Math.max(span.afterNanos(), sinceNanos), span.fromNanos(), node + " writable", "state lane"));
        Optional<Occurrence> logged = logged(node, sinceNanos);
        return told.map(one -> logged.map(one::and).orElse(one)).or(() -> logged);
    }

    /** It takes writes after it says that it has recovered, and before it says that it is ready. */
    private Optional<Occurrence> logged(NodeName node, long sinceNanos) {
        long until = scene.outage().toNanos() + SECOND;
        Facts facts = scene.facts();
        Optional<LogSeen> ready =
                facts.logged(LoggedFact.READY, node, sinceNanos, until).findFirst();
        return ready.map(log -> {
            long latest = log.atNanos() + log.resolutionNanos();
            long earliest = facts.logged(LoggedFact.RECOVERED, node, sinceNanos, log.atNanos())
                    .mapToLong(recovered -> recovered.atNanos() - recovered.resolutionNanos())
                    .max()
                    .orElse(sinceNanos);
            return new Occurrence(Math.max(sinceNanos, earliest), latest, node + " writable", "PostgreSQL's log");
        });
    }
}

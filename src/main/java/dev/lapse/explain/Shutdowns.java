package dev.lapse.explain;

import dev.lapse.cluster.NodeName;
import dev.lapse.history.LogSeen;
import dev.lapse.history.LoggedFact;
import java.time.Duration;
import java.util.Optional;

/** A fast shutdown that takes long: it waits for the standbys that it streams to, up to {@code wal_sender_timeout}. */
final class Shutdowns {
    private static final long LONG_NANOS = Duration.ofSeconds(5).toNanos();

    private Shutdowns() {}

    /** Says it beside the phases where PostgreSQL on a node took long to shut down around an outage. */
    static void note(Scene scene, NodeName node, Breakdown breakdown) {
        long from = scene.outage().fromNanos() - Duration.ofMinutes(2).toNanos();
        long to = scene.outage().toNanos();
        Optional<LogSeen> asked = scene.facts()
                .logged(LoggedFact.SHUTDOWN_RECEIVED, node, from, to)
                .reduce((earlier, later) -> later);
        asked.ifPresent(request -> {
            Optional<LogSeen> done = scene.facts()
                    .logged(LoggedFact.SHUT_DOWN, node, request.atNanos(), Long.MAX_VALUE)
                    .findFirst();
            long length = done.map(LogSeen::atNanos).orElse(to) - request.atNanos();
            if (length >= LONG_NANOS
                    && request.atNanos() + length > scene.outage().fromNanos()) {
                breakdown.beside("PostgreSQL on " + node + " took " + (done.isPresent() ? "" : "more than ")
                        + Lengths.unitOf(length).of(length)
                        + " to shut down: a fast shutdown waits for its standbys, up to wal_sender_timeout.");
            }
        });
    }
}

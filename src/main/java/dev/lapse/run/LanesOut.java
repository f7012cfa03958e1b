package dev.lapse.run;

import dev.lapse.cluster.WaitingClock;
import dev.lapse.history.Attempt;
import dev.lapse.history.Event;
import dev.lapse.history.Lane;
import dev.lapse.history.LaneName;
import dev.lapse.history.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Which clients are out: their latest attempt was not OK. When the cluster is steady again they get a moment to be
 * back, so that no outage is open at the end only because the lanes were closed. Any thread tells, one waits.
 */
final class LanesOut {
    /** Who is not back by then is out with a steady cluster. */
    static final Duration MOMENT = Duration.ofSeconds(5);

    private static final Duration LOOK = Duration.ofMillis(50);

    private final Set<LaneName> clients;
    private final Set<LaneName> out = ConcurrentHashMap.newKeySet();

    LanesOut(List<Lane> lanes) {
        clients = lanes.stream().filter(Lane::isClient).map(Lane::name).collect(Collectors.toSet());
    }

    void hear(Event event) {
        if (event instanceof Attempt attempt
                && clients.contains(attempt.lane())
                && attempt.outcome() != Outcome.NOT_SENT) {
            if (attempt.outcome() == Outcome.OK) {
                out.remove(attempt.lane());
            } else {
                out.add(attempt.lane());
            }
        }
    }

    /** Returns when all are back, or after {@link #MOMENT}. */
    void await(WaitingClock clock) throws InterruptedException {
        long end = clock.nanos() + MOMENT.toNanos();
        while (!out.isEmpty() && clock.nanos() < end) {
            clock.waitUntil(Math.min(end, clock.nanos() + LOOK.toNanos()));
        }
    }
}

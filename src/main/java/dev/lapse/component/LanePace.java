package dev.lapse.component;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.DurationText;
import dev.lapse.cluster.Entrance;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** How often a lane may connect through a balancer while a server is silent, and neither fill it nor who is behind. */
public final class LanePace {
    private LanePace() {}

    /** Empty: as often as it usually does. */
    public static Optional<Duration> least(ClusterSpec cluster, Entrance entrance) {
        return Stream.concat(
                        HaproxyFull.of(cluster, entrance).filter(HaproxyFull::isNarrow).stream()
                                .map(HaproxyFull::leastPeriod),
                        ForgottenConnections.of(cluster, entrance).filter(ForgottenConnections::isNarrow).stream()
                                .map(ForgottenConnections::leastPeriod))
                .max(Comparator.naturalOrder());
    }

    /** Which limits hold a lane for writes back, in words, each with what it does. */
    static Stream<String> notes(ClusterSpec cluster) {
        String every = least(cluster, Entrance.WRITE)
                .map(period -> "; a lane without every connects every " + DurationText.of(period))
                .orElse("");
        return Stream.concat(
                HaproxyFull.of(cluster, Entrance.WRITE).filter(HaproxyFull::isNarrow).stream()
                        .map(full -> full.place() + " is filled while the primary is silent by clients that connect"
                                + " more often" + every),
                ForgottenConnections.of(cluster, Entrance.WRITE).filter(ForgottenConnections::isNarrow).stream()
                        .map(behind -> behind.place() + " may be full for a minute or so (" + behind.timeout()
                                + ") once a silent primary is back, with connections that HAProxy forgets of clients"
                                + " that connect more often" + every));
    }
}

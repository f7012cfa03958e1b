package dev.lapse.scenario;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.DurationText;
import dev.lapse.history.Vantage;
import java.time.Duration;
import java.util.Map;

/** What a client that holds its transactions needs, so that it can keep up while the cluster is well. */
final class HoldRules {
    private HoldRules() {}

    /**
     * The settings as they are.
     *
     * @throws IllegalArgumentException when the client could not keep up, or took more sessions than there are for it
     */
    static Map<String, String> held(LaneSpec spec, Vantage vantage, Map<String, String> settings, ClusterSpec cluster) {
        spec.hold().ifPresent(hold -> {
            switch (vantage) {
                case PINNED -> atMost(hold, spec.every(), 1, "every, since a pinned client has one session");
                case POOL -> {
                    int size = Integer.parseInt(settings.get("hikari.maximumPoolSize"));
                    atMost(hold, spec.every(), size, "every * hikari.maximumPoolSize " + size);
                }
                case NEW_CONNECTION, MULTI_HOST -> {
                    Sessions sessions = Sessions.of(cluster);
                    int most = sessions.most() / 2;
                    atMost(
                            hold,
                            spec.every(),
                            most,
                            "every * " + most + ", half of " + sessions.setting() + " " + sessions.most());
                }
                case LOAD, DIRECT, OWN_CODE -> throw new AssertionError(vantage);
            }
        });
        return settings;
    }

    private static void atMost(Duration hold, Duration every, int sessions, String what) {
        if (hold.compareTo(every.multipliedBy(sessions)) > 0) {
            throw new IllegalArgumentException(
                    "hold must be <= " + what + ", or attempts wait for each other in a cluster that is well; was "
                            + DurationText.of(hold) + " > " + DurationText.of(every.multipliedBy(sessions)));
        }
    }
}

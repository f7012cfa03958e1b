package dev.lapse.oracle;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.DurationText;
import dev.lapse.cluster.Section;
import dev.lapse.cluster.Settings;
import dev.lapse.component.HaproxyTimings;
import dev.lapse.component.PatroniTimings;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the formulas take of a cluster: the timings that its components will have, not those that somebody wrote down.
 *
 * @param ttl, loopWait, retryTimeout of Patroni, as it runs them
 * @param balancer of the listener for writes; empty: the cluster has no balancer
 * @param election etcd's election timeout
 * @param walSenderTimeout of PostgreSQL; zero: none
 */
record Configuration(
        ClusterSpec spec,
        Duration ttl,
        Duration loopWait,
        Duration retryTimeout,
        Optional<HaproxyTimings> balancer,
        Duration election,
        Duration walSenderTimeout) {
    /** What formulas of every client take. */
    static final Set<String> OF_ALL = Set.of(
            "patroni.ttl",
            "patroni.loop_wait",
            "patroni.retry_timeout",
            "patroni.failsafe_mode",
            "patroni.synchronous_mode",
            "patroni.synchronous_mode_strict",
            "patroni.synchronous_node_count",
            "patroni.primary_start_timeout",
            "etcd.election-timeout",
            "postgresql.wal_sender_timeout");

    /** The same cluster with what is in effect laid over what was asked. */
    static Configuration of(ClusterSpec spec, Map<String, String> effective) {
        Settings settings = spec.settings();
        for (Map.Entry<String, String> each : effective.entrySet()) {
            int dot = each.getKey().indexOf('.');
            if (dot > 0) {
                settings = settings.with(
                        new Section(each.getKey().substring(0, dot)),
                        each.getKey().substring(dot + 1),
                        each.getValue());
            }
        }
        return of(spec.withSettings(settings));
    }

    static Configuration of(ClusterSpec spec) {
        PatroniTimings timings = PatroniTimings.from(name -> spec.settings().get(Section.PATRONI, name))
                .asRunIn(spec.suite());
        return new Configuration(
                spec,
                Duration.ofSeconds(timings.ttlSeconds()),
                Duration.ofSeconds(timings.loopWaitSeconds()),
                Duration.ofSeconds(timings.retryTimeoutSeconds()),
                spec.balancers().isEmpty()
                        ? Optional.empty()
                        : Optional.of(HaproxyTimings.of(spec.settings(), "write")),
                spec.settings()
                        .get(Section.ETCD, "election-timeout")
                        .map(Configuration::millis)
                        .orElse(Duration.ofSeconds(1)),
                spec.settings()
                        .get(Section.POSTGRESQL, "wal_sender_timeout")
                        .map(Configuration::millis)
                        .orElse(Duration.ofSeconds(60)));
    }

    /** A number without a unit is milliseconds, for both. */
    private static Duration millis(String text) {
        return DurationText.parse(text.matches("\\d+") ? text + "ms" : text);
    }

    /** Whether a host of PostgreSQL carries a member of etcd, which may be its leader. */
    boolean storeOnNodes() {
        return spec.nodes().stream().anyMatch(node -> spec.host(node).carries(ComponentName.ETCD));
    }
}

package dev.lapse.observe;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lapse.cluster.Cluster;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.NodeName;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Settings in effect, as read back from the running Patroni: {@code patroni.ttl}, {@code patroni.postgresql.use_pg_rewind}.
 *
 * <p>{@code GET /config} tells what is stored, not what holds. Patroni adjusts three timings when it takes them over and
 * tells only its log; here the same is done ({@code patroni/config.py}, {@code _validate_and_adjust_timeouts}):
 *
 * <ul>
 *   <li>floors: loop_wait 1, retry_timeout 3, ttl 20 seconds;
 *   <li>if 1 + 2 retry_timeout &gt; ttl: loop_wait = 1 and retry_timeout = (ttl - 1) / 2, rounded down;
 *   <li>else, if loop_wait + 2 retry_timeout &gt; ttl: loop_wait = ttl - 2 retry_timeout.
 * </ul>
 *
 * This holds from Patroni 3.2.0 on (4.0.7 read); older ones take the values as they are (3.0.2 read). Settings that are
 * not stored have Patroni's defaults ({@code config.py}, {@code __DEFAULT_CONFIG}; {@code global_config.py}).
 */
public final class EffectiveSettings {
    private static final Map<String, String> DEFAULTS = Map.of(
            "ttl", "30",
            "loop_wait", "10",
            "retry_timeout", "10",
            "maximum_lag_on_failover", "1048576",
            "synchronous_mode", "false",
            "synchronous_mode_strict", "false",
            "synchronous_node_count", "1",
            "failsafe_mode", "false",
            "primary_start_timeout", "300",
            "primary_stop_timeout", "0");

    private EffectiveSettings() {}

    /**
     * Asks the nodes in turn until one answers.
     *
     * @throws LapseException when none does
     */
    public static Map<String, String> read(Cluster cluster) {
        IOException last = null;
        try (PatroniApi patroni = new PatroniApi(cluster)) {
            for (NodeName node : cluster.spec().nodes()) {
                try {
                    return of(patroni.config(node), patroni.status(node).patroniVersion());
                } catch (IOException failure) {
                    last = failure;
                }
            }
        }
        throw new LapseException(
                LapseException.Kind.HARNESS,
                "read Patroni's settings from " + cluster.spec().nodes() + ": expected one to answer, the last said: "
                        + (last == null ? "nothing" : Http.why(last)),
                last);
    }

    static Map<String, String> of(JsonNode config, @Nullable String patroniVersion) {
        Map<String, String> settings = new TreeMap<>();
        DEFAULTS.forEach((name, value) -> settings.put("patroni." + name, value));
        flatten("patroni", config, settings);
        if (patroniVersion != null && adjustsTimeouts(patroniVersion) && timingsAreNumbers(settings)) {
            adjust(settings);
        }
        return settings;
    }

    private static void flatten(String name, JsonNode value, Map<String, String> settings) {
        if (value.isObject()) {
            value.properties().forEach(field -> flatten(name + "." + field.getKey(), field.getValue(), settings));
        } else if (!value.isNull()) {
            settings.put(name, value.isValueNode() ? value.asText() : value.toString());
        }
    }

    private static boolean adjustsTimeouts(String version) {
        String[] parts = version.split("[^0-9]+");
        int major = Integer.parseInt(parts[0]);
        int minor = parts.length > 1 ? Integer.parseInt(parts[1]) : 0;
        return major > 3 || major == 3 && minor >= 2;
    }

    private static void adjust(Map<String, String> settings) {
        int loopWait = Math.max(1, seconds(settings, "loop_wait"));
        int retryTimeout = Math.max(3, seconds(settings, "retry_timeout"));
        int ttl = Math.max(20, seconds(settings, "ttl"));
        if (1 + 2 * retryTimeout > ttl) {
            loopWait = 1;
            retryTimeout = (ttl - 1) / 2;
        } else if (loopWait + 2 * retryTimeout > ttl) {
            loopWait = ttl - 2 * retryTimeout;
        }
        settings.put("patroni.loop_wait", Integer.toString(loopWait));
        settings.put("patroni.retry_timeout", Integer.toString(retryTimeout));
        settings.put("patroni.ttl", Integer.toString(ttl));
    }

    /** With anything but whole numbers Patroni refuses the whole new configuration and keeps its last one. */
    private static boolean timingsAreNumbers(Map<String, String> settings) {
        return Stream.of("ttl", "loop_wait", "retry_timeout")
                .allMatch(name -> settings.getOrDefault("patroni." + name, "").matches("[0-9]+"));
    }

    private static int seconds(Map<String, String> settings, String name) {
        return Integer.parseInt(settings.get("patroni." + name));
    }
}

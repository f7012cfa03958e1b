package dev.lapse.observe;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lapse.cluster.Cluster;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.NodeName;
import dev.lapse.component.PatroniTimings;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Settings in effect, as read back from the running Patroni: {@code patroni.ttl}, {@code patroni.postgresql.use_pg_rewind}.
 *
 * <p>{@code GET /config} tells what is stored, not what holds. Patroni adjusts three timings when it takes them over and
 * tells only its log; here the same is done ({@link PatroniTimings}). Settings that are not stored have Patroni's
 * defaults ({@code config.py}, {@code __DEFAULT_CONFIG}; {@code global_config.py}).
 */
public final class EffectiveSettings {
    private static final Map<String, String> DEFAULTS = Map.of(
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
        PatroniTimings.DEFAULT.settings().forEach((name, value) -> settings.put("patroni." + name, value));
        DEFAULTS.forEach((name, value) -> settings.put("patroni." + name, value));
        flatten("patroni", config, settings);
        if (patroniVersion != null && PatroniTimings.isAdjustedBy(patroniVersion) && timingsAreNumbers(settings)) {
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

    private static void adjust(Map<String, String> settings) {
        PatroniTimings.from(name -> Optional.ofNullable(settings.get("patroni." + name)))
                .adjusted()
                .settings()
                .forEach((name, value) -> settings.put("patroni." + name, value));
    }

    /** With anything but whole numbers Patroni refuses the whole new configuration and keeps its last one. */
    private static boolean timingsAreNumbers(Map<String, String> settings) {
        return PatroniTimings.names().stream()
                .allMatch(name -> settings.getOrDefault("patroni." + name, "").matches("[0-9]+"));
    }
}

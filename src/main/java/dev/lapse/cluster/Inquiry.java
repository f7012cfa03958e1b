package dev.lapse.cluster;

import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * How a component is asked for its version and its settings in effect, and how its answers are read.
 *
 * @param asks put to one host, one after another
 * @param read takes an answer for each ask
 */
public record Inquiry(List<Ask> asks, Function<List<String>, Told> read) {
    public Inquiry {
        asks = List.copyOf(asks);
    }

    public static Inquiry shell(String script, Function<String, Told> read) {
        return new Inquiry(List.of(new Ask(Means.SHELL, script)), answers -> read.apply(answers.get(0)));
    }

    public static Inquiry sql(String statement, Function<String, Told> read) {
        return new Inquiry(List.of(new Ask(Means.PRIMARY_SQL, statement)), answers -> read.apply(answers.get(0)));
    }

    /** By which way it is asked. */
    public enum Means {
        /** A shell script on the host; its output is the answer. */
        SHELL,
        /** A statement at the primary. */
        PRIMARY_SQL,
        /** {@code GET} of a port and path on the host, such as {@code 8008/config}, that has to end with status 200. */
        HTTP_OK,
        /** The same, whatever the status: Patroni tells its state with 503 where it is not running. */
        HTTP_ANY
    }

    /** One question in text. */
    public record Ask(Means means, String text) {}

    /**
     * What the answers tell.
     *
     * @param versions by component
     * @param effective settings in effect, by {@code component.name}
     * @param defaults what the component takes where a setting is not set, by the same names, as far as it is known
     */
    public record Told(Map<String, String> versions, Map<String, String> effective, Map<String, String> defaults) {
        public Told {
            versions = Map.copyOf(versions);
            effective = Map.copyOf(effective);
            defaults = Map.copyOf(defaults);
        }

        public static Told version(String component, String version) {
            return new Told(Map.of(component, version), Map.of(), Map.of());
        }

        public static Told effective(Map<String, String> effective) {
            return settings(effective, Map.of());
        }

        public static Told settings(Map<String, String> effective, Map<String, String> defaults) {
            return new Told(Map.of(), effective, defaults);
        }
    }
}

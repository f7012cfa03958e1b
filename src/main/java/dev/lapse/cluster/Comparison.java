package dev.lapse.cluster;

import dev.lapse.cluster.Inquiry.Ask;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * How a component is asked, on each host that carries it, whether the settings that were asked for hold there.
 *
 * @param asked the settings that it is about, {@code section.name} to value; with none there is nothing to ask
 * @param asks put to one host, one after another
 * @param read takes an answer for each ask, and tells what differs
 */
public record Comparison(Map<String, String> asked, List<Ask> asks, Function<List<String>, List<Difference>> read) {
    public Comparison {
        asked = Map.copyOf(asked);
        asks = List.copyOf(asks);
    }

    /** Asks by one script, whose output is the answer. */
    public static Comparison shell(Map<String, String> asked, String script, Function<String, List<Difference>> read) {
        return new Comparison(
                asked, List.of(new Ask(Inquiry.Means.SHELL, script)), answers -> read.apply(answers.get(0)));
    }

    /**
     * What one host tells of one setting.
     *
     * @param name one of those that were asked
     * @param seen what it tells instead
     * @param why as far as it is known
     * @param kind whether that was to be expected
     */
    public record Difference(String name, String seen, String why, Kind kind) {
        public static Difference of(String name, String seen, String why) {
            return new Difference(name, seen, why, Kind.NOT_IN_EFFECT);
        }
    }

    /** What a difference means. */
    public enum Kind {
        /** The setting does not hold. */
        NOT_IN_EFFECT,
        /** The component is known to make this of it; so it holds, and is told. */
        EXPECTED
    }
}

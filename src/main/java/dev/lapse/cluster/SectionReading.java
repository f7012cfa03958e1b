package dev.lapse.cluster;

import dev.lapse.cluster.Inquiry.Ask;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * How a component is asked, on each host that carries it, with which settings of a section it runs.
 *
 * <p>What it tells takes the place of the section: what is not told is not set. A value that means the same as the one
 * that was asked for is told in the words of that one.
 *
 * @param asks put to one host, one after another
 * @param read takes an answer for each ask, and tells name to value; throws IllegalArgumentException with the reason
 *     where the answers are no evidence
 */
public record SectionReading(Section section, List<Ask> asks, Function<List<String>, Map<String, String>> read) {
    public SectionReading {
        asks = List.copyOf(asks);
    }
}

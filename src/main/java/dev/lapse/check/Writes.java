package dev.lapse.check;

import dev.lapse.cluster.NodeName;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What became of the writes of the client lanes and the load; terms: {@link WriteLedger}. {@code known} is false when a
 * lane has no final read.
 *
 * @param duplicate rows that stand more than once in the final read; null: not looked for
 * @param nodes who acknowledged
 * @param newestTimeline the newest on which any write was acknowledged, 0 when none says
 */
public record Writes(
        boolean known,
        long acknowledged,
        long lost,
        long recovered,
        long unexpected,
        @Nullable Long duplicate,
        long indeterminate,
        Set<NodeName> nodes,
        int newestTimeline,
        Losses losses) {
    public Writes {
        nodes = Set.copyOf(nodes);
    }
}

package dev.lapse.check;

import dev.lapse.cluster.NodeName;
import java.util.Set;

/**
 * What became of the writes of the client lanes; terms: {@link WriteLedger}. {@code known} is false when a lane has no
 * final read. {@code nodes}: who acknowledged. {@code newestTimeline}: the newest on which any write was acknowledged,
 * 0 when none says.
 */
public record Writes(
        boolean known,
        long acknowledged,
        long lost,
        long recovered,
        long unexpected,
        long indeterminate,
        Set<NodeName> nodes,
        int newestTimeline) {
    public Writes {
        nodes = Set.copyOf(nodes);
    }
}

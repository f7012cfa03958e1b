package dev.lapse.history;

import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Timeline;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a node that is primary no more held of one write lane, as it was before the node was rewound or made anew. One
 * event per lane; or, where nothing was read, a single one without a lane, whose detail says why.
 *
 * @param timeline on which the node's data ended; null when it did not say
 * @param lane null: not salvaged
 * @param present the rows of the lane that were there; empty without a lane
 * @param how what was read: {@code pg_rewind copy}, {@code host copy}, {@code read over watch}; without a lane
 *     {@code none}, or {@code follow} of a node that was not changed
 * @param detail in a few words: what it took, or why nothing could be read
 */
public record Salvaged(
        long atNanos,
        NodeName node,
        @Nullable Timeline timeline,
        @Nullable LaneName lane,
        List<SeqRange> present,
        String how,
        String detail)
        implements Event {
    /** {@code how} of a node that was neither rewound nor made anew: what it had, it still has. */
    public static final String FOLLOW = "follow";

    /** {@code how} of a node that was not looked at. */
    public static final String NONE = "none";

    /** Why nothing was read where the scenario asks for that. */
    public static final String OFF = "salvage is off in this scenario";

    /** {@code how} of a node that was asked itself, just before a heal. */
    public static final String WATCH = "read over watch";

    /** @throws IllegalArgumentException when there are rows without a lane */
    public Salvaged {
        present = List.copyOf(present);
        if (lane == null && !present.isEmpty()) {
            throw new IllegalArgumentException("expected a lane of the rows salvaged from " + node);
        }
    }

    /** Of a node of which nothing was read. */
    public static Salvaged not(long atNanos, NodeName node, String how, String why) {
        return new Salvaged(atNanos, node, null, null, List.of(), how, why);
    }
}

package dev.lapse.history;

import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Timeline;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a write lane's table holds on the surviving primary after the run: the ledger's truth.
 *
 * @param present the rows that are there, however often
 * @param twice those of them that stand there more than once; null: not looked for, since the table had a unique key
 */
public record FinalRead(
        long atNanos,
        NodeName node,
        Timeline timeline,
        LaneName lane,
        List<SeqRange> present,
        @Nullable List<SeqRange> twice)
        implements Event {
    public FinalRead {
        present = List.copyOf(present);
        twice = twice == null ? null : List.copyOf(twice);
    }

    /** One of a table with a unique key. */
    public FinalRead(long atNanos, NodeName node, Timeline timeline, LaneName lane, List<SeqRange> present) {
        this(atNanos, node, timeline, lane, present, null);
    }
}

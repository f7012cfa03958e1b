package dev.lapse.check;

import dev.lapse.cluster.Lsn;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Timeline;
import dev.lapse.history.LaneName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A write that was acknowledged, and that the final read does not hold.
 *
 * @param node who acknowledged it; null when it did not say
 * @param lsn what the statement returned: where the WAL ended before its commit
 * @param why a row that is not classed: the reason; else null
 * @param read the first read that is known to have seen it; null: not known to be read
 * @param foundOn the deposed nodes that still had it when they were looked at
 */
public record LostRow(
        LaneName lane,
        long seq,
        long acknowledgedNanos,
        @Nullable NodeName node,
        @Nullable Timeline timeline,
        @Nullable Lsn lsn,
        LossClass loss,
        @Nullable String why,
        @Nullable Read read,
        List<NodeName> foundOn) {
    public LostRow {
        foundOn = List.copyOf(foundOn);
    }

    /** A read that saw it: whose, where (null: it did not say), and when it was complete. */
    public record Read(LaneName lane, @Nullable NodeName node, long atNanos) {}
}

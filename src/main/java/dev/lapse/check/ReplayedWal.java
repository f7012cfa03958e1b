package dev.lapse.check;

import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Timeline;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * When nodes were first seen, after an instant of their own, to have replayed WAL that a primary had not yet written by
 * that instant. What a primary had written is the highest LSN of the newest timeline that any OK attempt heard from it
 * before; what a node replayed is what its direct lane, asked after that, was told.
 */
final class ReplayedWal implements Fold {
    private final @Nullable Timeline newest;
    private final Map<NodeName, Returning> nodes = new HashMap<>();

    /** @param startNanos of each node that is asked about: from when its WAL counts */
    ReplayedWal(@Nullable Timeline newest, Map<NodeName, Long> startNanos) {
        this.newest = newest;
        startNanos.forEach((node, start) -> nodes.put(node, new Returning(start)));
    }

    @Override
    public void begun(LaneLog log, Sample sample) {
        if (nodes.isEmpty() || !sample.isOk()) {
            return;
        }
        NodeName writer = sample.node();
        if (writer != null && newest != null && sample.timeline() == newest.value()) {
            nodes.values().forEach(node -> node.written(writer, sample));
        }
        Returning asked = log.isDirect() ? nodes.get(log.lane().node()) : null;
        if (asked != null) {
            asked.replayed(sample);
        }
    }

    /**
     * When the node was first seen to have replayed more than these primaries had written by its start; the largest
     * long when it was not, or when nothing is known of what they had written.
     */
    long beyondNanos(NodeName node, Collection<NodeName> primaries) {
        Returning returning = nodes.get(node);
        Feeder furthest = null;
        for (NodeName primary : primaries) {
            Feeder feeder = returning == null ? null : returning.feeders.get(primary);
            if (feeder != null && (furthest == null || feeder.writtenLsn > furthest.writtenLsn)) {
                furthest = feeder;
            }
        }
        return furthest == null || furthest.writtenLsn == 0 ? Long.MAX_VALUE : furthest.beyondNanos;
    }

    /** A node, and what each node that wrote on the newest timeline had written by the start. */
    private static final class Returning {
        private final long startNanos;
        private final Map<NodeName, Feeder> feeders = new HashMap<>();

        Returning(long startNanos) {
            this.startNanos = startNanos;
        }

        void written(NodeName writer, Sample sample) {
            if (sample.completedNanos() <= startNanos) {
                Feeder feeder = feeders.computeIfAbsent(writer, name -> new Feeder());
                feeder.writtenLsn = Math.max(feeder.writtenLsn, sample.lsn());
            }
        }

        void replayed(Sample sample) {
            if (sample.invokedNanos() >= startNanos) {
                for (Feeder feeder : feeders.values()) {
                    if (sample.lsn() > feeder.writtenLsn) {
                        feeder.beyondNanos = Math.min(feeder.beyondNanos, sample.completedNanos());
                    }
                }
            }
        }
    }

    private static final class Feeder {
        private long writtenLsn;
        private long beyondNanos = Long.MAX_VALUE;
    }
}

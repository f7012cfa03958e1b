package dev.lapse.check;

import dev.lapse.cluster.NodeName;
import dev.lapse.history.LaneKind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whether reads went back in time.
 *
 * <p>Terms. A lane goes <i>backward</i> when a read returns less than a read of the same lane that had completed before
 * it was invoked. Reads in flight together prove nothing of each other. It is <i>on one node</i> when the node that
 * answers had shown more itself, and <i>over a failover</i> when the leader lock changed hands, or a newer timeline was
 * first seen, after it had done so: it may have been rewound. Else it is <i>across nodes</i>: asynchronous replicas
 * need not be equally far, and a lane that is moved from one to another may see that.
 */
final class BackwardReads implements Fold {
    private final Map<LaneLog, SeenByLane> lanes = new HashMap<>();
    private final List<Failover> failovers;
    private int newestTimeline;
    private long all;
    private long acrossNodes;
    private long overFailover;
    private long onOneNode;

    /** The read of a node that showed most. */
    private record Most(long newest, long invokedNanos, int timeline) {}

    private static final class SeenByLane {
        private final Map<NodeName, Most> byNode = new HashMap<>();
        private long newest = Long.MIN_VALUE;
    }

    BackwardReads(RunLog run) {
        failovers = Failovers.of(run);
        run.lanes().stream()
                .filter(log -> log.isClient(LaneKind.READ))
                .forEach(log -> lanes.put(log, new SeenByLane()));
    }

    @Override
    public void begun(LaneLog log, Sample sample) {
        SeenByLane lane = lanes.get(log);
        if (lane == null || !sample.isOk() || sample.newest() >= lane.newest) {
            return;
        }
        all++;
        NodeName node = sample.node();
        if (node != null) {
            count(lane.byNode.get(node), sample);
        }
    }

    private void count(@Nullable Most before, Sample sample) {
        if (before == null || before.newest <= sample.newest()) {
            acrossNodes++;
        } else if (before.timeline < newestTimeline
                || failovers.stream()
                        .anyMatch(one ->
                                before.invokedNanos <= one.atNanos() && one.atNanos() <= sample.completedNanos())) {
            overFailover++;
        } else {
            onOneNode++;
        }
    }

    @Override
    public void ended(LaneLog log, Sample sample) {
        newestTimeline = Math.max(newestTimeline, sample.timeline());
        SeenByLane lane = lanes.get(log);
        if (lane == null || !sample.isOk()) {
            return;
        }
        lane.newest = Math.max(lane.newest, sample.newest());
        NodeName node = sample.node();
        if (node != null) {
            Most before = lane.byNode.get(node);
            if (before == null || before.newest < sample.newest()) {
                lane.byNode.put(node, new Most(sample.newest(), sample.invokedNanos(), newestTimeline));
            }
        }
    }

    ReadMeasure.Backward measure() {
        return new ReadMeasure.Backward(all, acrossNodes, overFailover, onOneNode);
    }
}

package dev.lapse.check;

import dev.lapse.cluster.NodeName;
import dev.lapse.explain.WritableSpan;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * When each node took writes, and on which timeline: by claims and denials ({@link Writability}) of direct lanes. A
 * claim on another timeline, or after a denial, begins a new span; silence ends none.
 */
final class WritableSpans implements Fold {
    private final Map<NodeName, NodeTold> nodes = new HashMap<>();
    private final List<WritableSpan> spans = new ArrayList<>();

    @Override
    public void ended(LaneLog log, Sample sample) {
        NodeName node = log.lane().node();
        if (node == null || !log.isDirect()) {
            return;
        }
        NodeTold told = nodes.computeIfAbsent(node, NodeTold::new);
        if (Writability.isClaim(log, sample)) {
            told.claimed(sample);
        } else if (Writability.isDenial(log, sample)) {
            told.denied(sample);
        }
    }

    @Override
    public void finish() {
        nodes.values().forEach(told -> told.end(Long.MAX_VALUE));
        spans.sort(Comparator.comparingLong(WritableSpan::fromNanos));
    }

    /** In the order in which they began; when there are no more attempts. */
    List<WritableSpan> spans() {
        return List.copyOf(spans);
    }

    /** What a node told so far. */
    private final class NodeTold {
        private final NodeName node;
        private long deniedNanos = Long.MIN_VALUE;
        private @Nullable Sample first;
        private long lastNanos;

        NodeTold(NodeName node) {
            this.node = node;
        }

        void claimed(Sample claim) {
            if (first != null && first.timeline() != claim.timeline()) {
                end(claim.completedNanos());
            }
            if (first == null) {
                first = claim;
                lastNanos = claim.invokedNanos();
            }
            lastNanos = Math.max(lastNanos, claim.invokedNanos());
        }

        void denied(Sample denial) {
            end(denial.completedNanos());
            deniedNanos = Math.max(deniedNanos, denial.invokedNanos());
        }

        void end(long beforeNanos) {
            Sample begun = first;
            if (begun != null) {
                spans.add(new WritableSpan(
                        node, begun.timeline(), deniedNanos, begun.completedNanos(), lastNanos, beforeNanos));
                deniedNanos = Math.max(deniedNanos, lastNanos);
                first = null;
            }
        }
    }
}

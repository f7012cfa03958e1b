package dev.lapse.check;

import dev.lapse.cluster.NodeName;
import dev.lapse.explain.NodeSpan;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * When each node took writes, and when it answered at all, as direct lanes were told.
 *
 * <p>Terms. A node takes writes by its claims and denials ({@link Writability}): a claim on another timeline, or after
 * a denial, begins a new span, and silence ends none. It answers by what is OK: anything else ends the span.
 */
final class NodeSpans implements Fold {
    private final SpanSeries writable = new SpanSeries();
    private final SpanSeries answering = new SpanSeries();

    @Override
    public void ended(LaneLog log, Sample sample) {
        NodeName node = log.lane().node();
        if (node == null || !log.isDirect() || !sample.isSent()) {
            return;
        }
        if (Writability.isClaim(log, sample)) {
            writable.holds(node, sample, sample.timeline());
        } else if (Writability.isDenial(log, sample)) {
            writable.ends(node, sample);
        }
        if (sample.isOk()) {
            answering.holds(node, sample, 0);
        } else {
            answering.ends(node, sample);
        }
    }

    /** In the order in which they began; when there are no more attempts. */
    List<NodeSpan> writable() {
        return writable.spans();
    }

    /** The same of answering at all. */
    List<NodeSpan> answering() {
        return answering.spans();
    }

    /** The spans of one state of all nodes. */
    private static final class SpanSeries {
        private final Map<NodeName, OpenSpan> nodes = new HashMap<>();
        private final List<NodeSpan> spans = new ArrayList<>();

        void holds(NodeName node, Sample sample, int timeline) {
            nodes.computeIfAbsent(node, OpenSpan::new).holds(sample, timeline, spans);
        }

        void ends(NodeName node, Sample sample) {
            nodes.computeIfAbsent(node, OpenSpan::new).ends(sample, spans);
        }

        List<NodeSpan> spans() {
            List<NodeSpan> all = new ArrayList<>(spans);
            nodes.values().forEach(open -> open.end(Long.MAX_VALUE, all));
            all.sort(Comparator.comparingLong(NodeSpan::fromNanos));
            return all;
        }
    }

    /** The span of a node that goes on, and what came before it. */
    private static final class OpenSpan {
        private final NodeName node;
        private long afterNanos = Long.MIN_VALUE;
        private @Nullable Sample first;
        private int timeline;
        private long lastNanos;

        OpenSpan(NodeName node) {
            this.node = node;
        }

        void holds(Sample sample, int onTimeline, List<NodeSpan> spans) {
            if (first != null && timeline != onTimeline) {
                end(sample.completedNanos(), spans);
                afterNanos = Math.max(afterNanos, lastNanos);
                first = null;
            }
            if (first == null) {
                first = sample;
                timeline = onTimeline;
                lastNanos = sample.invokedNanos();
            }
            lastNanos = Math.max(lastNanos, sample.invokedNanos());
        }

        void ends(Sample sample, List<NodeSpan> spans) {
            end(sample.completedNanos(), spans);
            first = null;
            afterNanos = Math.max(afterNanos, sample.invokedNanos());
        }

        void end(long beforeNanos, List<NodeSpan> spans) {
            if (first != null) {
                spans.add(new NodeSpan(node, timeline, afterNanos, first.completedNanos(), lastNanos, beforeNanos));
            }
        }
    }
}

package dev.lapse.check;

import dev.lapse.cluster.NodeName;
import dev.lapse.history.LaneKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Two nodes that both acknowledged writes, on timelines of their own.
 *
 * <p>Terms. A <i>forked write</i> is an acknowledged write of an old timeline that was invoked after a newer timeline's
 * first acknowledgement had completed. Writes of every lane count that say node and timeline. A <i>window</i> is a
 * series of them by the same two nodes, never further apart than {@link LaneLog#apartNanos} says. It runs from the
 * newer timeline's first acknowledgement, or from the invocation of the first forked write where that is more than two
 * periods later, to the invocation of the last one: a lower bound.
 */
final class ForkedWrites implements Fold {
    private static final int PERIODS_TO_BEGIN = 2;

    private final Denials denials;
    private final TreeMap<Integer, FirstAck> firstOfTimeline = new TreeMap<>();
    private final Map<List<NodeName>, Forked> open = new LinkedHashMap<>();
    private final List<SeenWindow> windows = new ArrayList<>();

    ForkedWrites(Denials denials) {
        this.denials = denials;
    }

    @Override
    public void begun(LaneLog log, Sample sample) {
        if (log.lane().kind() != LaneKind.WRITE || !sample.isOk() || sample.timeline() <= 0) {
            return;
        }
        NodeName node = Writability.node(log, sample);
        if (node == null) {
            return;
        }
        FirstAck newer = newer(sample);
        if (newer != null && !newer.node.equals(node)) {
            forked(List.of(node, newer.node), newer, log, sample.invokedNanos());
        }
        FirstAck first = firstOfTimeline.get(sample.timeline());
        if (first == null || sample.completedNanos() < first.completedNanos) {
            firstOfTimeline.put(
                    sample.timeline(),
                    new FirstAck(node, sample.completedNanos(), denials.before(sample.completedNanos())));
        }
    }

    private void forked(List<NodeName> nodes, FirstAck newer, LaneLog log, long atNanos) {
        Forked before = open.get(nodes);
        if (before != null && atNanos - before.toNanos <= log.apartNanos()) {
            before.goesOn(atNanos);
            return;
        }
        if (before != null) {
            close(nodes, before);
        }
        boolean fromFirst = before == null && atNanos - newer.completedNanos <= PERIODS_TO_BEGIN * log.periodNanos();
        open.put(
                nodes,
                new Forked(
                        fromFirst ? newer.completedNanos : atNanos,
                        atNanos,
                        fromFirst ? newer.before : denials.before(atNanos),
                        denials.after(atNanos)));
    }

    private void close(List<NodeName> nodes, Forked series) {
        series.after.settle();
        windows.add(new SeenWindow(nodes, "write", series.fromNanos, series.toNanos, series.before, series.after));
    }

    /** When there are no more attempts; in order of time. */
    List<SeenWindow> windows() {
        open.forEach(this::close);
        open.clear();
        return windows.stream().sorted(SeenWindow.IN_ORDER).toList();
    }

    /** The first acknowledgement on a newer timeline before this write was invoked. */
    private @Nullable FirstAck newer(Sample write) {
        return firstOfTimeline.tailMap(write.timeline(), false).values().stream()
                .filter(first -> first.completedNanos <= write.invokedNanos())
                .min(Comparator.comparingLong(first -> first.completedNanos))
                .orElse(null);
    }

    private record FirstAck(NodeName node, long completedNanos, Denials.Before before) {}

    private static final class Forked {
        private final long fromNanos;
        private final Denials.Before before;
        private final Denials.After after;
        private long toNanos;

        Forked(long fromNanos, long toNanos, Denials.Before before, Denials.After after) {
            this.fromNanos = fromNanos;
            this.toNanos = toNanos;
            this.before = before;
            this.after = after;
        }

        void goesOn(long atNanos) {
            toNanos = atNanos;
            after.restart(atNanos);
        }
    }
}

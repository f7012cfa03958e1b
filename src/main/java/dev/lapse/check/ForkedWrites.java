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
final class ForkedWrites {
    private ForkedWrites() {}

    static List<DualPrimary.Window> windows(List<LaneLog> lanes) {
        List<Ack> acks = new ArrayList<>();
        for (LaneLog log : lanes) {
            if (log.lane().kind() == LaneKind.WRITE) {
                log.ok().forEach(sample -> {
                    NodeName node =
                            sample.node() == null && log.isDirect() ? log.lane().node() : sample.node();
                    if (node != null && sample.timeline() > 0) {
                        acks.add(new Ack(node, sample, log.apartNanos(), 2 * log.periodNanos()));
                    }
                });
            }
        }
        TreeMap<Integer, Ack> firstOfTimeline = new TreeMap<>();
        for (Ack ack : acks) {
            firstOfTimeline.merge(
                    ack.sample().timeline(),
                    ack,
                    (a, b) -> a.sample().completedNanos() <= b.sample().completedNanos() ? a : b);
        }
        Map<List<NodeName>, Open> open = new LinkedHashMap<>();
        List<DualPrimary.Window> windows = new ArrayList<>();
        acks.sort(Comparator.comparingLong(ack -> ack.sample().invokedNanos()));
        for (Ack ack : acks) {
            Ack newer = newer(firstOfTimeline, ack.sample());
            if (newer == null || newer.node().equals(ack.node())) {
                continue;
            }
            List<NodeName> nodes = List.of(ack.node(), newer.node());
            long at = ack.sample().invokedNanos();
            Open before = open.get(nodes);
            if (before != null && at - before.toNanos() <= ack.apartNanos()) {
                open.put(nodes, new Open(before.fromNanos(), at));
                continue;
            }
            if (before != null) {
                windows.add(DualPrimaries.window(nodes, "write", before.fromNanos(), before.toNanos()));
            }
            long began = newer.sample().completedNanos();
            open.put(nodes, new Open(before == null && at - began <= ack.beginNanos() ? began : at, at));
        }
        open.forEach(
                (nodes, last) -> windows.add(DualPrimaries.window(nodes, "write", last.fromNanos(), last.toNanos())));
        windows.sort(Comparator.comparingLong(DualPrimary.Window::fromNanos));
        return windows;
    }

    /** The first acknowledgement on a newer timeline before this write was invoked. */
    private static @Nullable Ack newer(TreeMap<Integer, Ack> firstOfTimeline, Sample write) {
        return firstOfTimeline.tailMap(write.timeline(), false).values().stream()
                .filter(first -> first.sample().completedNanos() <= write.invokedNanos())
                .min(Comparator.comparingLong(first -> first.sample().completedNanos()))
                .orElse(null);
    }

    /** @param beginNanos so much later than the newer timeline a series may begin and still count from there */
    private record Ack(NodeName node, Sample sample, long apartNanos, long beginNanos) {}

    private record Open(long fromNanos, long toNanos) {}
}

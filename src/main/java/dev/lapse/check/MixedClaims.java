package dev.lapse.check;

import dev.lapse.cluster.NodeName;
import dev.lapse.history.LaneKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Two nodes that were both writable by one body of evidence for each node: what it said to state lanes, and what it
 * acknowledged to anyone, on whatever timeline.
 *
 * <p>Terms. A <i>claim</i> of a node is a state answer that says writable, or an acknowledged write that names the
 * node; it was true at some instant between its invocation and its completion. A <i>run</i> is a series of claims of
 * one node without an answer to the contrary between them and never further apart than two periods of their lane, or
 * 500 ms where that is more. From the completion of its first claim to the invocation of its last one the node was
 * writable. A
 * <i>window</i> is the overlap of the runs of two nodes, a lower bound; a run of a single claim makes none.
 */
final class MixedClaims {
    private MixedClaims() {}

    private record Testimony(Sample sample, boolean writable, long apartNanos) {}

    private record WritableSpan(long fromNanos, long toNanos) {}

    static List<DualPrimary.Window> windows(List<LaneLog> lanes) {
        Map<NodeName, List<WritableSpan>> spans = new TreeMap<>();
        testimonies(lanes).forEach((node, told) -> spans.put(node, spans(told)));
        List<NodeName> nodes = List.copyOf(spans.keySet());
        List<DualPrimary.Window> windows = new ArrayList<>();
        for (int a = 0; a < nodes.size(); a++) {
            for (int b = a + 1; b < nodes.size(); b++) {
                List<NodeName> both = List.of(nodes.get(a), nodes.get(b));
                for (WritableSpan one : spans.get(nodes.get(a))) {
                    for (WritableSpan other : spans.get(nodes.get(b))) {
                        long from = Math.max(one.fromNanos, other.fromNanos);
                        long to = Math.min(one.toNanos, other.toNanos);
                        if (from < to) {
                            windows.add(DualPrimaries.window(both, "mixed", from, to));
                        }
                    }
                }
            }
        }
        windows.sort(Comparator.comparingLong(DualPrimary.Window::fromNanos));
        return windows;
    }

    private static Map<NodeName, List<Testimony>> testimonies(List<LaneLog> lanes) {
        Map<NodeName, List<Testimony>> byNode = new TreeMap<>();
        for (LaneLog log : lanes) {
            long apart = log.apartNanos();
            boolean writes = log.lane().kind() == LaneKind.WRITE;
            if (!writes && log.lane().kind() != LaneKind.STATE) {
                continue;
            }
            log.ok().forEach(sample -> {
                NodeName node = log.isDirect() ? log.lane().node() : sample.node();
                if (node != null) {
                    byNode.computeIfAbsent(node, name -> new ArrayList<>())
                            .add(new Testimony(sample, writes || sample.writable(), apart));
                }
            });
        }
        byNode.values()
                .forEach(told -> told.sort(
                        Comparator.comparingLong(testimony -> testimony.sample().invokedNanos())));
        return byNode;
    }

    private static List<WritableSpan> spans(List<Testimony> told) {
        List<WritableSpan> spans = new ArrayList<>();
        long from = 0;
        long to = 0;
        long heard = Long.MIN_VALUE;
        for (Testimony next : told) {
            Sample sample = next.sample();
            boolean follows = heard != Long.MIN_VALUE && sample.invokedNanos() - heard <= next.apartNanos();
            if (heard != Long.MIN_VALUE && !(follows && next.writable())) {
                spans.add(new WritableSpan(from, to));
                heard = Long.MIN_VALUE;
            }
            if (next.writable()) {
                from = heard == Long.MIN_VALUE ? sample.completedNanos() : from;
                to = sample.invokedNanos();
                heard = Math.max(heard, sample.completedNanos());
            }
        }
        if (heard != Long.MIN_VALUE) {
            spans.add(new WritableSpan(from, to));
        }
        return spans;
    }
}

package dev.lapse.check;

import dev.lapse.cluster.NodeName;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * The nearest denials ({@link Writability}) of each node before and after instants that others name while the attempts
 * go by. What is kept grows with the number of those instants, not with that of the denials.
 */
final class Denials implements Fold {
    private final Map<NodeName, NodeDenials> nodes = new HashMap<>();
    private final PriorityQueue<Before> open = new PriorityQueue<>(Comparator.comparingLong(before -> before.atNanos));
    private long latestNanos = Long.MIN_VALUE;

    Denials(RunLog run) {
        for (LaneLog log : run.lanes()) {
            NodeName node = log.lane().node();
            if (node != null) {
                nodes.computeIfAbsent(node, NodeDenials::new);
            }
        }
    }

    @Override
    public void begun(LaneLog log, Sample sample) {
        NodeDenials node = nodes.get(log.lane().node());
        if (node != null && Writability.isDenial(log, sample)) {
            latestNanos = sample.invokedNanos();
            node.begun(sample);
        }
    }

    @Override
    public void ended(LaneLog log, Sample sample) {
        NodeDenials node = nodes.get(log.lane().node());
        if (node != null && Writability.isDenial(log, sample)) {
            settle(sample.completedNanos());
            node.lastInvokedNanos = Math.max(node.lastInvokedNanos, sample.invokedNanos());
        }
    }

    @Override
    public void finish() {
        settle(Long.MAX_VALUE);
    }

    /** The last denials that were completed by this instant, which is now or to come. */
    Before before(long atNanos) {
        Before before = new Before(atNanos);
        open.add(before);
        return before;
    }

    /** The first denials that are invoked from this instant on, which is now or to come. */
    After after(long atNanos) {
        After after = new After();
        nodes.values().forEach(node -> node.waiting.add(after));
        after.restart(atNanos);
        return after;
    }

    private void settle(long nowNanos) {
        for (Before first = open.peek(); first != null && first.atNanos < nowNanos; first = open.peek()) {
            open.remove();
            for (NodeDenials node : nodes.values()) {
                first.invokedNanos.put(node.name, node.lastInvokedNanos);
            }
        }
    }

    /** Complete when there are no more attempts. */
    static final class Before {
        private final long atNanos;
        private final Map<NodeName, Long> invokedNanos = new HashMap<>();

        private Before(long atNanos) {
            this.atNanos = atNanos;
        }

        /** When the last denial of the node was invoked; the smallest long when there was none. */
        long invokedNanos(NodeName node) {
            return invokedNanos.getOrDefault(node, Long.MIN_VALUE);
        }
    }

    /** Complete when there are no more attempts. */
    final class After {
        private final Map<NodeName, Long> completedNanos = new HashMap<>();
        private long atNanos = Long.MIN_VALUE;
        private boolean settled;

        /** From this instant on instead, which is not before the one named last. */
        void restart(long atNanos) {
            if (this.atNanos == atNanos) {
                return;
            }
            this.atNanos = atNanos;
            completedNanos.clear();
            if (latestNanos >= atNanos) {
                nodes.values().forEach(node -> {
                    if (node.atNanos >= atNanos) {
                        completedNanos.put(node.name, node.soonestNanos);
                    }
                });
            }
        }

        /** It is not restarted any more. */
        void settle() {
            settled = true;
        }

        /** It is not asked for any more. */
        void drop() {
            nodes.values().forEach(node -> node.waiting.remove(this));
        }

        /** When the first denial of the node was completed; the largest long when there was none. */
        long completedNanos(NodeName node) {
            return completedNanos.getOrDefault(node, Long.MAX_VALUE);
        }

        /** False while a later denial can still come first. */
        private boolean takes(NodeName node, Sample denial) {
            if (denial.invokedNanos() < atNanos) {
                return false;
            }
            long known = completedNanos(node);
            if (denial.completedNanos() < known) {
                completedNanos.put(node, denial.completedNanos());
            }
            return settled && known < denial.invokedNanos();
        }
    }

    private static final class NodeDenials {
        private final NodeName name;
        private final Set<After> waiting = new LinkedHashSet<>();
        private long lastInvokedNanos = Long.MIN_VALUE;
        /** When the latest denials were invoked, and when the first of those was completed. */
        private long atNanos = Long.MIN_VALUE;

        private long soonestNanos = Long.MAX_VALUE;

        NodeDenials(NodeName name) {
            this.name = name;
        }

        void begun(Sample denial) {
            soonestNanos = denial.invokedNanos() > atNanos
                    ? denial.completedNanos()
                    : Math.min(soonestNanos, denial.completedNanos());
            atNanos = denial.invokedNanos();
            for (Iterator<After> all = waiting.iterator(); all.hasNext(); ) {
                if (all.next().takes(name, denial)) {
                    all.remove();
                }
            }
        }
    }
}

package dev.lapse.check;

import dev.lapse.cluster.NodeName;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The series of claims of each node, and the windows in which those of two nodes overlap. Claims are told in the order
 * of their invocation.
 *
 * <p>Terms. A <i>series</i> is claims of one node without an answer to the contrary between them, each invoked no later
 * after what came before was completed than {@link LaneLog#apartNanos} says. From the completion of its first claim to
 * the invocation of its last one the node was writable. A <i>window</i> is the overlap of the series of two nodes: a
 * lower bound, which can fall short by as much at either end. A <i>single</i> claim is a series of no length.
 *
 * <p>Kept are the series that go on, and those that one which goes on may still overlap.
 */
final class ClaimSeries {
    private final String by;
    private final boolean singlesCount;
    private final Denials denials;
    private final long mostApartNanos;
    private final Map<NodeName, ClaimingNode> nodes = new TreeMap<>();
    private final List<SeenWindow> windows = new ArrayList<>();

    /**
     * @param by the kind of its windows
     * @param singlesCount whether a single claim within a series of another node is a window of no length
     */
    ClaimSeries(RunLog run, String by, boolean singlesCount, Denials denials) {
        this.by = by;
        this.singlesCount = singlesCount;
        this.denials = denials;
        this.mostApartNanos =
                run.lanes().stream().mapToLong(LaneLog::apartNanos).max().orElse(0);
    }

    /** The node claims to be writable. */
    void claimed(NodeName node, LaneLog log, Sample sample) {
        ClaimingNode own = nodes.computeIfAbsent(node, ClaimingNode::new);
        NodeSeries open = own.open;
        if (open != null && sample.invokedNanos() - open.heardNanos <= log.apartNanos()) {
            open.goesOn(sample);
        } else {
            end(own, sample.invokedNanos());
            own.open = new NodeSeries(sample, denials);
        }
    }

    /** The node answers to the contrary. */
    void denied(NodeName node, Sample sample) {
        ClaimingNode own = nodes.get(node);
        if (own != null) {
            end(own, sample.invokedNanos());
        }
    }

    /** When there are no more attempts; in order of time. */
    List<SeenWindow> windows() {
        nodes.values().forEach(this::close);
        return windows.stream().sorted(SeenWindow.IN_ORDER).toList();
    }

    private void end(ClaimingNode own, long nowNanos) {
        if (own.open == null) {
            return;
        }
        close(own);
        long needed = nowNanos;
        for (ClaimingNode other : nodes.values()) {
            if (other.open != null && nowNanos - other.open.heardNanos > mostApartNanos) {
                close(other);
            }
            if (other.open != null) {
                needed = Math.min(needed, other.open.fromNanos);
            }
        }
        own.forgetBefore(needed);
    }

    private void close(ClaimingNode own) {
        NodeSeries ended = own.open;
        if (ended == null) {
            return;
        }
        own.open = null;
        ended.after.settle();
        for (ClaimingNode other : nodes.values()) {
            if (other == own) {
                continue;
            }
            Iterator<NodeSeries> latestFirst = other.closed.descendingIterator();
            while (latestFirst.hasNext()) {
                NodeSeries past = latestFirst.next();
                if (past.toNanos < ended.fromNanos) {
                    break;
                }
                overlap(own.name, ended, other.name, past);
            }
        }
        own.closed.add(ended);
    }

    private void overlap(NodeName node, NodeSeries one, NodeName otherNode, NodeSeries other) {
        if (one.isSingle() || other.isSingle()) {
            NodeSeries single = one.isSingle() ? one : other;
            NodeSeries whole = one.isSingle() ? other : one;
            if (singlesCount && whole.fromNanos <= single.toNanos && single.fromNanos <= whole.toNanos) {
                add(node, otherNode, single, single, single.fromNanos);
            }
            return;
        }
        NodeSeries begins = one.fromNanos >= other.fromNanos ? one : other;
        NodeSeries ends = one.toNanos <= other.toNanos ? one : other;
        if (begins.fromNanos < ends.toNanos || singlesCount && begins.fromNanos == ends.toNanos) {
            add(node, otherNode, begins, ends, ends.toNanos);
        }
    }

    private void add(NodeName node, NodeName other, NodeSeries begins, NodeSeries ends, long toNanos) {
        List<NodeName> both = node.compareTo(other) < 0 ? List.of(node, other) : List.of(other, node);
        windows.add(new SeenWindow(both, by, begins.fromNanos, toNanos, begins.before, ends.after));
        ends.bounds = true;
    }

    private static final class NodeSeries {
        private final long fromNanos;
        private final Denials.Before before;
        private final Denials.After after;
        private long toNanos;
        private long heardNanos;
        private boolean bounds;

        NodeSeries(Sample first, Denials denials) {
            fromNanos = first.completedNanos();
            toNanos = first.invokedNanos();
            heardNanos = fromNanos;
            before = denials.before(fromNanos);
            after = denials.after(fromNanos);
        }

        void goesOn(Sample claim) {
            toNanos = claim.invokedNanos();
            heardNanos = Math.max(heardNanos, claim.completedNanos());
            after.restart(Math.max(fromNanos, toNanos));
        }

        /** A single claim ends before it begins. */
        boolean isSingle() {
            return toNanos < fromNanos;
        }
    }

    private static final class ClaimingNode {
        private final NodeName name;
        private final Deque<NodeSeries> closed = new ArrayDeque<>();
        private @Nullable NodeSeries open;

        ClaimingNode(NodeName name) {
            this.name = name;
        }

        /** NodeSeries that ended before that instant overlap nothing that is still to end. */
        void forgetBefore(long nanos) {
            for (NodeSeries first = closed.peek(); first != null && first.toNanos < nanos; first = closed.peek()) {
                closed.remove();
                if (!first.bounds) {
                    first.after.drop();
                }
            }
        }
    }
}

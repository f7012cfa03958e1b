package dev.lapse.check;

import dev.lapse.cluster.NodeName;
import dev.lapse.history.LaneKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Two nodes that said of themselves, at once, that they are writable.
 *
 * <p>Terms. A <i>claim</i> is an OK attempt of a state lane that says writable; it was true at some instant between its
 * invocation and its completion. A <i>run</i> is a series of claims of one node without an answer to the contrary
 * between them and never further apart than two periods, or 500 ms where that is more; from the completion of its
 * first claim to the invocation of its last one the node was writable. A <i>window</i> is the overlap of the runs of
 * two nodes: a lower bound, which can fall short by up to two periods at either end. A run of a single claim overlaps
 * where another run holds all of it, with a window of no length.
 *
 * <p>An orderly change of roles gives no window: the old primary's last claim was invoked before the new one's first
 * claim completed. The old one must say writable <i>again</i>, after the new one did.
 */
final class WritableRuns {
    private WritableRuns() {}

    static List<DualPrimary.Window> windows(List<LaneLog> lanes) {
        Map<NodeName, List<ClaimRun>> byNode = new TreeMap<>();
        for (LaneLog log : lanes) {
            NodeName node = log.lane().node();
            if (node != null && log.lane().kind() == LaneKind.STATE) {
                byNode.computeIfAbsent(node, n -> new ArrayList<>()).addAll(runs(log));
            }
        }
        List<DualPrimary.Window> windows = new ArrayList<>();
        List<NodeName> nodes = List.copyOf(byNode.keySet());
        for (int a = 0; a < nodes.size(); a++) {
            for (int b = a + 1; b < nodes.size(); b++) {
                for (ClaimRun one : byNode.get(nodes.get(a))) {
                    for (ClaimRun other : byNode.get(nodes.get(b))) {
                        overlap(List.of(nodes.get(a), nodes.get(b)), one, other, windows);
                    }
                }
            }
        }
        windows.sort(Comparator.comparingLong(DualPrimary.Window::fromNanos));
        return windows;
    }

    private static void overlap(List<NodeName> nodes, ClaimRun one, ClaimRun other, List<DualPrimary.Window> windows) {
        long from = Math.max(one.fromNanos(), other.fromNanos());
        long to = Math.min(one.toNanos(), other.toNanos());
        if (one.isOneClaim() || other.isOneClaim()) {
            ClaimRun single = one.isOneClaim() ? one : other;
            ClaimRun whole = one.isOneClaim() ? other : one;
            if (whole.fromNanos() <= single.toNanos() && single.fromNanos() <= whole.toNanos()) {
                windows.add(DualPrimaries.window(nodes, "state", single.fromNanos(), single.fromNanos()));
            }
        } else if (from <= to) {
            windows.add(DualPrimaries.window(nodes, "state", from, to));
        }
    }

    private static List<ClaimRun> runs(LaneLog log) {
        long apart = log.apartNanos();
        List<ClaimRun> runs = new ArrayList<>();
        Sample first = null;
        Sample last = null;
        for (Sample sample :
                log.ok().sorted(Comparator.comparingLong(Sample::invokedNanos)).toList()) {
            boolean follows =
                    last != null && sample.writable() && sample.invokedNanos() - last.completedNanos() <= apart;
            if (first != null && last != null && !follows) {
                runs.add(new ClaimRun(first.completedNanos(), last.invokedNanos()));
                first = null;
            }
            if (sample.writable()) {
                first = first == null ? sample : first;
                last = sample;
            } else {
                last = null;
            }
        }
        if (first != null && last != null) {
            runs.add(new ClaimRun(first.completedNanos(), last.invokedNanos()));
        }
        return runs;
    }

    /** From the completion of the first claim to the invocation of the last; a single claim ends before it begins. */
    private record ClaimRun(long fromNanos, long toNanos) {
        boolean isOneClaim() {
            return toNanos < fromNanos;
        }
    }
}

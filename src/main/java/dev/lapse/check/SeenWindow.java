package dev.lapse.check;

import dev.lapse.cluster.NodeName;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/**
 * A window in which two nodes were writable, as it was found, and what was denied of them next to it.
 *
 * @param before the last denials by its beginning
 * @param after the first denials from its end on
 */
record SeenWindow(
        List<NodeName> nodes, String by, long fromNanos, long toNanos, Denials.Before before, Denials.After after) {
    static final Comparator<SeenWindow> IN_ORDER = Comparator.comparingLong(SeenWindow::fromNanos)
            .thenComparing(window -> window.nodes.get(0))
            .thenComparing(window -> window.nodes.get(1))
            .thenComparingLong(SeenWindow::toNanos);

    /**
     * The longest that it can have been is from the last time before it that one of the two could not be written to, to
     * the first time after it, or to the end of the run.
     */
    DualPrimary.Window window(RunLog run, Steps.Span watched) {
        long from = watched.fromNanos();
        long to = watched.toNanos();
        for (NodeName node : nodes) {
            from = Math.max(from, before.invokedNanos(node));
            to = Math.min(to, after.completedNanos(node));
            for (Steps.Span out : Unobserved.out(run, node)) {
                if (out.fromNanos() <= fromNanos) {
                    from = Math.max(from, Math.min(out.toNanos(), fromNanos));
                } else if (out.fromNanos() >= toNanos) {
                    to = Math.min(to, out.fromNanos());
                }
            }
        }
        return new DualPrimary.Window(
                nodes,
                by,
                fromNanos,
                toNanos,
                Duration.ofNanos(toNanos - fromNanos),
                Duration.ofNanos(Math.max(toNanos - fromNanos, to - from)));
    }
}

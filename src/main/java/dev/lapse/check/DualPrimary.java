package dev.lapse.check;

import dev.lapse.cluster.NodeName;
import java.time.Duration;
import java.util.List;

/**
 * Whether two nodes were writable at once. {@code observed} is false when no node was asked, or none could be, or when
 * there is a doubt. {@code blind}: nodes that could not be asked for a while.
 */
public record DualPrimary(boolean observed, List<Window> windows, List<Doubt> doubts, List<Blind> blind) {
    public DualPrimary {
        windows = List.copyOf(windows);
        doubts = List.copyOf(doubts);
        blind = List.copyOf(blind);
    }

    /**
     * A span in which two nodes were both writable; {@code by}: state (they said so), write (both
     * acknowledged, each on a timeline of its own), or mixed (both were claimed, in whatever way). {@code duration} is
     * a lower bound, {@code atMost} an upper one.
     */
    public record Window(
            List<NodeName> nodes, String by, long fromNanos, long toNanos, Duration duration, Duration atMost) {}

    /**
     * A span in which {@code node}, which had been primary, could not be asked. {@code length}: how long {@code other}
     * was writable in it, or could not be asked either.
     */
    public record Doubt(
            NodeName node, long fromNanos, long toNanos, NodeName other, boolean otherWritable, Duration length) {}

    /** How long a node could not be asked in all since the first injection, excused or not. */
    public record Blind(NodeName node, Duration total) {}
}

package dev.lapse.check;

import dev.lapse.cluster.NodeName;
import java.time.Duration;
import java.util.List;

/** Whether two nodes were writable at once. {@code observed} is false when no node was asked, or none could be. */
public record DualPrimary(boolean observed, List<Window> windows) {
    public DualPrimary {
        windows = List.copyOf(windows);
    }

    /**
     * A span in which two nodes were both writable; {@code by}: state (they said so), write (both
     * acknowledged, each on a timeline of its own), or mixed (both were claimed, in whatever way).
     */
    public record Window(List<NodeName> nodes, String by, long fromNanos, long toNanos, Duration duration) {}
}

package dev.lapse.history;

import dev.lapse.cluster.NodeName;
import java.util.List;

/** The virtual address changed its place: the balancers that carry it now; none, or for a moment more than one. */
public record VipSeen(long atNanos, List<NodeName> holders) implements Event {
    public VipSeen {
        holders = List.copyOf(holders);
    }
}

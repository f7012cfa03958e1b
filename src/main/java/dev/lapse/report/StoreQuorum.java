package dev.lapse.report;

import dev.lapse.cluster.NodeName;
import dev.lapse.history.StoreSeen;
import java.util.Map;
import java.util.TreeMap;

/**
 * Whether the store can tell who holds the leader lock: as long as one of its members names a leader of the store. One
 * thread.
 */
final class StoreQuorum {
    private final Map<NodeName, Boolean> hasLeader = new TreeMap<>();

    void take(StoreSeen seen) {
        hasLeader.put(seen.member(), seen.leader() != null);
    }

    /** Of a store of which no member was seen nothing is known, and it counts as there. */
    boolean isGone() {
        return !hasLeader.isEmpty() && !hasLeader.containsValue(true);
    }
}

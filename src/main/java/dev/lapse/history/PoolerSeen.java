package dev.lapse.history;

import dev.lapse.cluster.NodeName;

/** A host's pooler began to answer new connections, or stopped to: one that is frozen is down, too. */
public record PoolerSeen(long atNanos, NodeName node, boolean up) implements Event {}

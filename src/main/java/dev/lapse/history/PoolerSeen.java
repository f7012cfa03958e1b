package dev.lapse.history;

import dev.lapse.cluster.NodeName;

/** A host's pooler began to take connections, or stopped to. */
public record PoolerSeen(long atNanos, NodeName node, boolean up) implements Event {}

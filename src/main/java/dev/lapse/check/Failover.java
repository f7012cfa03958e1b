package dev.lapse.check;

import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Timeline;
import org.jspecify.annotations.Nullable;

/** The leader lock went from one node to another (null: unknown). */
public record Failover(
        @Nullable NodeName from,
        NodeName to,
        @Nullable Timeline timelineFrom,
        @Nullable Timeline timelineTo,
        long atNanos) {}

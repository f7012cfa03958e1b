package dev.lapse.check;

import dev.lapse.cluster.NodeName;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long some node was still writable after the first fault was requested: until the last time that a direct lane saw
 * one, which is {@code node} (null: none was seen after the request, and the duration is zero). {@code untilHeal}:
 * until healing began, or the end of a run that did not heal. {@code observed}: after that last time every node could
 * be asked; else the duration is a lower bound.
 */
public record LastWritable(
        long requestedNanos, @Nullable NodeName node, Duration duration, boolean untilHeal, boolean observed) {}

package dev.lapse.check;

import dev.lapse.cluster.NodeName;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long some node was still writable after the first fault was requested: until the last time that a direct lane saw
 * one, which is {@code node} (null: none was seen after the request, and the duration is zero). That is a lower bound;
 * {@code atMost} is an upper one: by then each node had said or shown the contrary, or healing began. {@code
 * untilHeal}: until healing began, or the end of a run that did not heal. {@code observed}: after that last time every
 * node could be asked.
 */
public record LastWritable(
        long requestedNanos,
        @Nullable NodeName node,
        Duration duration,
        Duration atMost,
        boolean untilHeal,
        boolean observed) {}

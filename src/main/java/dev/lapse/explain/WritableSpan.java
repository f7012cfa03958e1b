package dev.lapse.explain;

import dev.lapse.cluster.NodeName;

/**
 * A time during which a node took writes on one timeline, as direct lanes were told. Nothing to the contrary was heard
 * between its first and its last answer; the node may have been silent.
 *
 * @param afterNanos when it was last asked and did not take any; the smallest long: that was not heard
 * @param fromNanos when the first answer that it does was complete
 * @param toNanos when it was last asked and did
 * @param beforeNanos when the first answer to the contrary was complete; the largest long: that was not heard
 */
public record WritableSpan(
        NodeName node, int timeline, long afterNanos, long fromNanos, long toNanos, long beforeNanos) {}

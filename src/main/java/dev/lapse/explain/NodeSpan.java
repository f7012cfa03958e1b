package dev.lapse.explain;

import dev.lapse.cluster.NodeName;

/**
 * A time during which a node was in some state, as its direct lanes were told: it took writes, or it answered at all.
 * Nothing to the contrary was heard between its first and its last answer.
 *
 * @param timeline on which it took writes; 0: that is of no account
 * @param afterNanos when it was last asked and was not; the smallest long: that was not heard
 * @param fromNanos when the first answer that it is was complete
 * @param toNanos when it was last asked and was
 * @param beforeNanos when it was first known that it is not any more; the largest long: that was not heard
 */
public record NodeSpan(NodeName node, int timeline, long afterNanos, long fromNanos, long toNanos, long beforeNanos) {}

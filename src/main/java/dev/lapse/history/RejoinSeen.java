package dev.lapse.history;

import dev.lapse.cluster.NodeName;

/**
 * A node's log tells how it came back: {@code pg_rewind}, {@code basebackup} or {@code follow}, and the line that says
 * so.
 */
public record RejoinSeen(long atNanos, NodeName node, String how, String evidence) implements Event {}

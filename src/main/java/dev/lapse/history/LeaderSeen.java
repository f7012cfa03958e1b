package dev.lapse.history;

import dev.lapse.cluster.NodeName;
import org.jspecify.annotations.Nullable;

/** etcd's leader key changed: who holds it now, or null when it is gone. */
public record LeaderSeen(long atNanos, @Nullable NodeName holder, long revision) implements Event {}

package dev.lapse.history;

import dev.lapse.cluster.NodeName;
import org.jspecify.annotations.Nullable;

/** The lease behind the leader lock: whole seconds left of the seconds granted. */
public record LeaseSeen(long atNanos, @Nullable NodeName holder, long leftSeconds, long grantedSeconds)
        implements Event {}

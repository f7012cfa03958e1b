package dev.lapse.history;

import dev.lapse.cluster.NodeName;
import org.jspecify.annotations.Nullable;

/** Patroni's leader key in the DCS changed: who holds it now, or null when it is gone. The revision is the DCS's. */
public record LeaderSeen(long atNanos, @Nullable NodeName holder, long revision) implements Event {}

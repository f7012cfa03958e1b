package dev.lapse.history;

import dev.lapse.cluster.NodeName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Patroni's /sync key changed: the primary and the standbys that it names. */
public record SyncSeen(long atNanos, @Nullable NodeName leader, List<NodeName> standbys) implements Event {}

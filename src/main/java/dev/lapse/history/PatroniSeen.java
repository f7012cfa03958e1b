package dev.lapse.history;

import dev.lapse.cluster.Lsn;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Timeline;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A node's Patroni changed what it says of itself. Recorded on change only, log positions aside.
 *
 * @param role null when it did not say
 * @param standbys on a primary: who streams from it
 */
public record PatroniSeen(
        long atNanos,
        NodeName node,
        PatroniState state,
        @Nullable PatroniRole role,
        @Nullable Timeline timeline,
        @Nullable Lsn lsn,
        List<Standby> standbys)
        implements Event {

    /**
     * A row of {@code pg_stat_replication}: {@code state} such as {@code streaming}, {@code sync} such as {@code
     * async}.
     */
    public record Standby(NodeName node, String state, String sync) {}
}

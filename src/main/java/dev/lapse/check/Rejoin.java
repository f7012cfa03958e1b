package dev.lapse.check;

import dev.lapse.cluster.NodeName;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A node that came back: from heal (of a planned fault from the request; or from promotion, if later) until it streams
 * on the newest timeline; null: it did not.
 *
 * @param resolution how long it may have been back before that was seen
 */
public record Rejoin(NodeName node, @Nullable Duration duration, String how, Duration resolution) {
    /** One that was seen at once. */
    public Rejoin(NodeName node, @Nullable Duration duration, String how) {
        this(node, duration, how, Duration.ZERO);
    }
}

package dev.lapse.history;

import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Timeline;
import org.jspecify.annotations.Nullable;

/**
 * A node put a copy of its data aside before they were changed for good, or could not.
 *
 * @param occasion what was to come: {@code pg_rewind}, or the {@code start} of a host that was down
 * @param copied whether there is a copy
 * @param millis how long that took, by the node's clock; the node came back so much later
 * @param bytes of the copy, or of what would have had to be copied where that is known
 * @param timeline the newest that the node's control file knows; null: it could not be read
 * @param detail why there is none; empty where there is one
 */
public record CopiedAside(
        long atNanos,
        NodeName node,
        String occasion,
        boolean copied,
        long millis,
        long bytes,
        @Nullable Timeline timeline,
        String detail)
        implements Event {
    /** {@code occasion} of a copy that was made before {@code pg_rewind} ran. */
    public static final String REWIND = "pg_rewind";
}

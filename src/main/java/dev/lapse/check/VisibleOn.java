package dev.lapse.check;

import dev.lapse.cluster.NodeName;
import java.time.Duration;

/**
 * How long after its acknowledgement a row was visible on a replica; terms: {@link VisibleRows}.
 *
 * @param unseen acknowledged rows of which no read of the node told that they are there
 * @param up of the rows that were shown with no time between in which no write of their lane was acknowledged for
 *     {@link LoadTally#OUT} or longer: those of the others include the outage
 * @param steady of the rows that were acknowledged in the steady phase
 * @param whole of all rows
 */
public record VisibleOn(NodeName node, long unseen, Visibility steady, Visibility up, Visibility whole) {
    /**
     * Of so many rows; each figure lies between two.
     *
     * @param readEvery the usual time between two reads of the node: how exactly the usual figure is known
     */
    public record Visibility(long rows, Between p50, Between p99, Between max, Duration readEvery) {}

    /** What the reads prove: at least this long, and at most that. */
    public record Between(Duration atLeast, Duration atMost) {}
}

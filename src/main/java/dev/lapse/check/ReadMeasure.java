package dev.lapse.check;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What the read lanes saw.
 *
 * @param staleMax how old the oldest answer was
 * @param staleRows the most acknowledged rows that one answer did not show
 * @param backward how often a lane went back in time, in which way; terms: {@link BackwardReads}
 * @param dirty of rows that are gone; empty: no final read says which are
 * @param visible in the order of the nodes' names; none of a node that never answered a read as a replica
 */
public record ReadMeasure(
        Duration staleMax, long staleRows, Backward backward, Optional<Dirty> dirty, List<VisibleOn> visible) {
    public ReadMeasure {
        visible = List.copyOf(visible);
    }

    /** Of which no more is known. */
    public ReadMeasure(Duration staleMax, long backward) {
        this(staleMax, 0, new Backward(backward, 0, 0, 0), Optional.empty(), List.of());
    }

    /**
     * Reads that showed less than their lane had seen before.
     *
     * @param all of them; more than the others together where it is not known who answered
     * @param acrossNodes two nodes answered: replicas need not be equally far
     * @param overFailover one node answered, and the primary had changed in between: it may have given up rows
     * @param onOneNode one node answered, and the primary was the same: that must not be
     */
    public record Backward(long all, long acrossNodes, long overFailover, long onOneNode) {}

    /** Rows that were read, are gone, and whose writers do not know what became of them. */
    public record Dirty(long rows, long reads, long firstSeq, long firstNanos, long lastSeq, long lastNanos) {}
}

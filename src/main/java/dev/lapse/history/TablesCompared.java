package dev.lapse.history;

import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Timeline;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The tables of the lanes' database that are of no lane, as a node had them before it was changed for good, beside
 * those of the survivor: row by row, by hash.
 *
 * @param survivor the primary after the run; null: nothing could be compared
 * @param tables how many tables the node had
 * @param differing those of which the node had rows that the survivor lacks, or that could not be compared by row
 * @param untold what of the comparison could not be told, such as that nobody could say which rows are younger than the
 *     fork, or why nothing was compared; empty where all could
 */
public record TablesCompared(
        long atNanos,
        NodeName node,
        Timeline timeline,
        @Nullable NodeName survivor,
        int tables,
        List<TableDifference> differing,
        String untold)
        implements Event {
    public TablesCompared {
        differing = List.copyOf(differing);
    }

    /**
     * One table.
     *
     * @param table {@code schema.name}
     * @param onlyThereRows that the survivor lacks; null: there are too many rows to compare them one by one
     * @param ownRows those of them that were written after the node and the survivor had parted; null: nobody knows.
     *     The others were there before, and the survivor has changed or deleted them since
     * @param nodeRows that the node had
     * @param survivorRows that the survivor has; null: it has no such table
     */
    public record TableDifference(
            String table,
            @Nullable Long onlyThereRows,
            @Nullable Long ownRows,
            long nodeRows,
            @Nullable Long survivorRows) {}
}

package dev.lapse.check;

import dev.lapse.cluster.NodeName;
import dev.lapse.history.CopiedAside;
import dev.lapse.history.Salvaged;
import dev.lapse.history.TablesCompared;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a node alone had that lost the leader lock, was rewound or made anew; terms: {@link DeposedNodes}.
 *
 * @param timeline on which it was; null: it was not salvaged
 * @param how {@link Salvaged#how}, of the last that was read
 * @param why it was not salvaged; empty where it was
 * @param onlyThere rows of write lanes; null: not known
 * @param tables the other tables of the lanes' database, for each timeline that it left; empty: they were not compared
 * @param copies that it put aside, or could not
 */
public record DeposedNode(
        NodeName node,
        boolean salvaged,
        @Nullable Integer timeline,
        String how,
        String why,
        @Nullable Long onlyThere,
        List<TablesCompared> tables,
        List<CopiedAside> copies) {
    public DeposedNode {
        tables = List.copyOf(tables);
        copies = List.copyOf(copies);
    }

    /** The tables that differ, of all timelines that it left. */
    public Stream<TablesCompared.TableDifference> differing() {
        return tables.stream().flatMap(compared -> compared.differing().stream());
    }

    /** {@code pg1 alone had 5 rows of public.t that the survivor lacks}. */
    public String text(TablesCompared.TableDifference table) {
        if (table.onlyThereRows() == null) {
            return node + " had " + rows(table.nodeRows()) + " of " + table.table()
                    + ", too many to compare them one by"
                    + " one; the survivor has "
                    + (table.survivorRows() == null
                            ? "no such table"
                            : table.survivorRows().toString());
        }
        if (table.ownRows() == null) {
            return node + " had " + rows(table.onlyThereRows()) + " of " + table.table()
                    + " that the survivor lacks, or has changed since: which, is not known";
        }
        long changed = table.onlyThereRows() - table.ownRows();
        if (table.ownRows() == 0) {
            return node + " had " + rows(changed) + " of " + table.table()
                    + " that the survivor has changed or deleted since";
        }
        return node + " alone had " + rows(table.ownRows()) + " of " + table.table() + " that the survivor lacks"
                + (changed > 0 ? ", and " + changed + " that it has changed or deleted since" : "");
    }

    private static String rows(long count) {
        return count + (count == 1 ? " row" : " rows");
    }
}

package dev.lapse.check;

import dev.lapse.cluster.NodeName;
import dev.lapse.history.CopiedAside;
import dev.lapse.history.LaneName;
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
 * @param unread lanes of the ledger of which nothing was read, though others were; empty where it was not salvaged
 * @param onlyThere rows of those write lanes that were read; null: not known
 * @param tables the other tables of the lanes' database, for each timeline that it left; empty: they were not compared
 * @param uncompared why its other tables, or those of one of its timelines, were not compared; empty where they were,
 *     or where there was nothing to compare
 * @param copies that it put aside, or could not
 */
public record DeposedNode(
        NodeName node,
        boolean salvaged,
        @Nullable Integer timeline,
        String how,
        String why,
        List<LaneName> unread,
        @Nullable Long onlyThere,
        List<TablesCompared> tables,
        String uncompared,
        List<CopiedAside> copies) {
    public DeposedNode {
        unread = List.copyOf(unread);
        tables = List.copyOf(tables);
        copies = List.copyOf(copies);
    }

    /** Whether it was salvaged, with every lane of the ledger. */
    public boolean isWhole() {
        return salvaged && unread.isEmpty();
    }

    /** Whether it was changed neither by a rewind nor by a base backup: there was nothing to salvage. */
    public boolean isFollower() {
        return !salvaged && how.equals(Salvaged.FOLLOW);
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

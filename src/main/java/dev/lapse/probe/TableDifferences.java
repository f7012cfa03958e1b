package dev.lapse.probe;

import dev.lapse.history.TablesCompared;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongPredicate;

/** The rows of a node that the survivor lacks, table by table. */
final class TableDifferences {
    private final TableDump node;
    private final TableDump survivor;

    TableDifferences(TableDump node, TableDump survivor) {
        this.node = node;
        this.survivor = survivor;
    }

    /** The transactions that wrote the rows that the survivor lacks. */
    Set<Long> transactions() {
        Set<Long> transactions = new HashSet<>();
        node.tables()
                .forEach((name, table) -> missing(name, table)
                        .keySet()
                        .forEach(hash ->
                                transactions.addAll(table.byHash().get(hash).keySet())));
        return transactions;
    }

    /** @param own which transactions are the node's own; empty: nobody knows */
    List<TablesCompared.TableDifference> told(Optional<LongPredicate> own) {
        List<TablesCompared.TableDifference> told = new ArrayList<>();
        node.tables().forEach((name, table) -> {
            TableDump.Table other = survivor.tables().get(name);
            Long otherRows = other == null ? null : other.rows();
            if (table.isCountedOnly() || other != null && other.isCountedOnly()) {
                told.add(new TablesCompared.TableDifference(name, null, null, table.rows(), otherRows));
                return;
            }
            Map<String, Long> missing = missing(name, table);
            if (!missing.isEmpty()) {
                told.add(new TablesCompared.TableDifference(
                        name,
                        missing.values().stream().mapToLong(Long::longValue).sum(),
                        own.map(is -> own(table, missing, is)).orElse(null),
                        table.rows(),
                        otherRows));
            }
        });
        return told;
    }

    private static long own(TableDump.Table table, Map<String, Long> missing, LongPredicate isOwn) {
        return missing.entrySet().stream()
                .mapToLong(entry -> Math.min(
                        entry.getValue(),
                        table.byHash().get(entry.getKey()).entrySet().stream()
                                .filter(written -> isOwn.test(written.getKey()))
                                .mapToLong(Map.Entry::getValue)
                                .sum()))
                .sum();
    }

    private Map<String, Long> missing(String name, TableDump.Table table) {
        TableDump.Table other = survivor.tables().get(name);
        Map<String, Long> missing = new HashMap<>();
        table.byHash().keySet().forEach(hash -> {
            long rows = table.of(hash) - (other == null ? 0 : other.of(hash));
            if (rows > 0) {
                missing.put(hash, rows);
            }
        });
        return missing;
    }
}

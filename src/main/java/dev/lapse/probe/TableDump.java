package dev.lapse.probe;

import dev.lapse.cluster.LapseException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The permanent tables of the lanes' database that are not the ledger's: how many rows each has, and of those that are
 * not too large the rows as a multiset of hashes, each with the transactions that wrote it. Of a partitioned table the
 * partitions count.
 *
 * @param tables by {@code schema.name}
 */
record TableDump(Map<String, Table> tables) {
    /** A table with more rows is counted, and its rows are not told apart. */
    static final long MOST_ROWS = 100_000;

    private static final Pattern TABLE = Pattern.compile("table ([0-9a-f]+) (\\d{1,18})");
    private static final Pattern ROW = Pattern.compile("row ([0-9a-f]+) ([0-9a-f]{32}) (\\d{1,10}) (\\d{1,18})");

    private static final String USER_TABLES = " from pg_class c join pg_namespace n on n.oid = c.relnamespace"
            + " where c.relkind = 'r' and c.relpersistence = 'p' and n.nspname !~ '^pg_'"
            + " and n.nspname <> 'information_schema' and c.relname not in ('" + JdbcLedger.TABLE + "', '"
            + JdbcLedger.DIRECT_TABLE + "') order by n.nspname, c.relname \\gexec\n";

    private static final String NAME = "encode(convert_to(n.nspname || '.' || c.relname, 'UTF8'), 'hex')";

    /** For psql. The text of a value must not depend on settings, which may differ between two servers. */
    static final String SCRIPT = "set timezone to 'UTC'; set datestyle to 'ISO, YMD'; set intervalstyle to 'iso_8601';"
            + " set bytea_output to 'hex'; set extra_float_digits to 3; set lc_monetary to 'C';\n"
            + "begin isolation level repeatable read read only;\n"
            + "select format('select %L || count(*) from only %I.%I', 'table ' || " + NAME
            + " || ' ', n.nspname, c.relname)" + USER_TABLES
            + "select format('select %L || md5(lapse_row::text) || '' '' || xmin::text || '' '' || count(*)"
            + " from only %I.%I lapse_row where (select count(*) from (select 1 from only %2$I.%3$I limit "
            + (MOST_ROWS + 1) + ") few) <= " + MOST_ROWS + " group by md5(lapse_row::text), xmin::text', 'row ' || "
            + NAME + " || ' ', n.nspname, c.relname)" + USER_TABLES
            + "commit;\n";

    /**
     * @param rows how many
     * @param byHash the rows by hash, each with how many of them a transaction wrote; empty where there are too many
     */
    record Table(long rows, Map<String, Map<Long, Long>> byHash) {
        boolean isCountedOnly() {
            return rows > MOST_ROWS;
        }

        /** How many rows have this hash. */
        long of(String hash) {
            return byHash.getOrDefault(hash, Map.of()).values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
        }
    }

    /** @throws LapseException when that is not what {@link #SCRIPT} prints */
    static TableDump parse(String text) {
        Map<String, Table> tables = new TreeMap<>();
        for (String line : text.lines().toList()) {
            Matcher table = TABLE.matcher(line);
            Matcher row = ROW.matcher(line);
            if (table.matches()) {
                tables.put(name(table.group(1)), new Table(Long.parseLong(table.group(2)), new HashMap<>()));
            } else if (row.matches() && tables.containsKey(name(row.group(1)))) {
                tables.get(name(row.group(1)))
                        .byHash()
                        .computeIfAbsent(row.group(2), hash -> new HashMap<>())
                        .merge(Long.parseLong(row.group(3)), Long.parseLong(row.group(4)), Long::sum);
            } else {
                throw new LapseException(
                        LapseException.Kind.HARNESS,
                        "read the tables: expected a table or a row, saw \"" + line + "\"");
            }
        }
        return new TableDump(tables);
    }

    private static String name(String hex) {
        return new String(HexFormat.of().parseHex(hex), StandardCharsets.UTF_8);
    }
}

package dev.lapse.probe;

import dev.lapse.cluster.Credentials;
import dev.lapse.cluster.NanoClock;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Timeline;
import dev.lapse.history.DataGaps;
import dev.lapse.history.FinalRead;
import dev.lapse.history.LaneName;
import dev.lapse.history.SeqRange;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The ledger asked over JDBC, with a connection and a hard deadline per call. Any thread.
 *
 * <p>Its index is not unique. A client sends each row once, so a row that stands there twice was sent again by
 * something on the way, and an application without such a key would have it twice as well. A unique key would refuse
 * the second one, hide the harm, and tell the client of an error that its own statement did not cause.
 */
final class JdbcLedger implements Ledger {
    /** What client lanes write. */
    static final String TABLE = "lapse_ledger";

    /** What direct write lanes write, with {@code synchronous_commit=local}; never counted as acknowledged writes. */
    static final String DIRECT_TABLE = "lapse_ledger_direct";

    /** {@code at}: when the server ran the statement, by its own clock; the commit comes after it. */
    private static final String COLUMNS =
            " (lane text not null, seq bigint not null, at timestamptz not null default clock_timestamp(),"
                    + " mark bigint not null check (mark = %d))";

    private static final String DROP = "drop table if exists " + TABLE + ", " + DIRECT_TABLE;

    private final Credentials credentials;
    private final long mark;
    private final NanoClock clock;

    /** @param mark what the rows of this run have; one without it is refused */
    JdbcLedger(Credentials credentials, long mark, NanoClock clock) {
        this.credentials = credentials;
        this.mark = mark;
        this.clock = clock;
    }

    @Override
    public void create(String address, int port, Duration timeout) {
        Direct.call(credentials, address, port, timeout, "make the ledger", connection -> {
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.execute(DROP);
                for (String table : List.of(TABLE, DIRECT_TABLE)) {
                    statement.execute("create table " + table + COLUMNS.formatted(mark));
                    statement.execute("create index on " + table + " (lane, seq)");
                }
            }
            connection.commit();
            return null;
        });
    }

    @Override
    public void drop(String address, int port, Duration timeout) {
        Direct.call(credentials, address, port, timeout, "drop the ledger", connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute(DROP);
            }
            return null;
        });
    }

    @Override
    public List<FinalRead> finalRead(String address, int port, Duration timeout, List<LaneName> lanes) {
        return Direct.call(credentials, address, port, timeout, "read the ledger", connection -> {
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            Who who = who(connection);
            Map<LaneName, List<SeqRange>> present = new LinkedHashMap<>();
            Map<LaneName, List<SeqRange>> twice = new LinkedHashMap<>();
            lanes.forEach(lane -> present.put(lane, new ArrayList<>()));
            lanes.forEach(lane -> twice.put(lane, new ArrayList<>()));
            try (PreparedStatement statement = connection.prepareStatement(islands("any(?)"))) {
                String[] names = lanes.stream().map(LaneName::value).toArray(String[]::new);
                statement.setArray(1, connection.createArrayOf("text", names));
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        LaneName lane = new LaneName(rows.getString(1));
                        SeqRange range = new SeqRange(rows.getLong(2), rows.getLong(3));
                        present.get(lane).add(range);
                        if (rows.getBoolean(4)) {
                            twice.get(lane).add(range);
                        }
                    }
                }
            }
            connection.commit();
            long now = clock.nanos();
            return lanes.stream()
                    .map(lane ->
                            new FinalRead(now, who.node(), who.timeline(), lane, present.get(lane), twice.get(lane)))
                    .toList();
        });
    }

    @Override
    public List<DataGaps> gaps(String address, int port, Duration timeout, Map<LaneName, Duration> longerThan) {
        return Direct.call(credentials, address, port, timeout, "read the times of the rows", connection -> {
            List<DataGaps> lanes = new ArrayList<>();
            for (Map.Entry<LaneName, Duration> lane : longerThan.entrySet()) {
                lanes.add(RowTimes.gaps(connection, clock.nanos(), lane.getKey(), lane.getValue()));
            }
            return lanes;
        });
    }

    @Override
    public long databaseBytes(String address, int port, Duration timeout) {
        return Direct.call(credentials, address, port, timeout, "ask for the database's size", connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery("select pg_database_size(current_database())")) {
                rows.next();
                return rows.getLong(1);
            }
        });
    }

    /**
     * Gaps and islands: consecutive numbers keep their distance to their row number. Rows that stand there once and
     * rows that stand there more often are islands of their own.
     *
     * @param lanes what a lane's name is to be equal to
     */
    static String islands(String lanes) {
        return "select lane, min(seq), max(seq), twice from (select lane, seq, twice,"
                + " seq - row_number() over (partition by lane, twice order by seq) as island"
                + " from (select lane, seq, count(*) > 1 as twice from (select lane, seq from " + TABLE
                + " union all select lane, seq from " + DIRECT_TABLE
                + ") rows where lane = " + lanes + " group by lane, seq) counted) numbered"
                + " group by lane, twice, island order by lane, min(seq)";
    }

    private record Who(NodeName node, Timeline timeline) {}

    private static Who who(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(new LaneStatement.AskState().sql())) {
            row.next();
            String node = row.getString(1);
            if (row.getBoolean(2)) {
                throw new SQLException("expected a primary, saw replica " + node);
            }
            if (node == null) {
                throw new SQLException(
                        "expected the setting syslog_ident to name the node, as in lapse-pg1; saw another");
            }
            return new Who(new NodeName(node), LaneStatement.timelineOfWalFile(row.getString(4)));
        }
    }
}

package dev.lapse.probe;

import dev.lapse.history.Lane;
import dev.lapse.history.LaneName;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/**
 * The statements of {@link LaneStatement}, sent to a server that need not be ours, to a table that others may write
 * too.
 */
record UrlStatement(LaneStatement like, String sql) implements LaneStatement {
    /** Our own name for the node where it has one, else its address as a name; a Unix socket has none. */
    private static final String NODE = "coalesce(" + LaneStatement.NODE
            + ", left('ip-' || translate(host(inet_server_addr()), '.:', '--'), 31), 'local')";

    static LaneStatement of(Lane lane, String table) {
        return switch (lane.kind()) {
            case WRITE ->
                new UrlStatement(
                        new LaneStatement.InsertRow(table, lane.name(), 0), // whose answer is read, and not its text
                        "insert into " + table + " (lane, seq) values (?, ?) returning " + NODE
                                + ", pg_walfile_name(pg_current_wal_insert_lsn()),"
                                + " pg_current_wal_insert_lsn()::text");
            case READ ->
                new UrlStatement(
                        LaneStatement.of(lane, Optional.<LaneName>empty(), 0),
                        "select coalesce((select (extract(epoch from max(at)) * 1000)::bigint from " + table
                                + "), -1), " + NODE + ", pg_is_in_recovery()");
            case STATE -> state();
            case CALL -> throw new IllegalArgumentException("lane " + lane.name() + " sends no statement");
        };
    }

    static LaneStatement state() {
        return new UrlStatement(
                new LaneStatement.AskState(),
                "select " + NODE + ", pg_is_in_recovery(), current_setting('transaction_read_only'),"
                        + " case when pg_is_in_recovery() then null"
                        + " else pg_walfile_name(pg_current_wal_insert_lsn()) end,"
                        + " case when pg_is_in_recovery() then pg_last_wal_replay_lsn()"
                        + " else pg_current_wal_insert_lsn() end::text");
    }

    @Override
    public void bind(PreparedStatement statement, long seq) throws SQLException {
        if (!(like instanceof LaneStatement.ReadNewest)) { // it has no lane to ask for: the newest row of all is read
            like.bind(statement, seq);
        }
    }

    @Override
    public LaneAnswer read(ResultSet row) throws SQLException {
        return like.read(row);
    }
}

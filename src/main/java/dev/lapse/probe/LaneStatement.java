package dev.lapse.probe;

import dev.lapse.cluster.Lsn;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Role;
import dev.lapse.cluster.Timeline;
import dev.lapse.history.Lane;
import dev.lapse.history.LaneName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The one statement that a lane sends again and again, and how its row is read: one round trip, autocommit. Any thread.
 */
interface LaneStatement {
    /**
     * The node's own name, or null where the server is not of Lapse. Patroni forgets a setting with a name of ours when
     * it starts beside a replica that runs: {@code pg_settings} does not list it. One of PostgreSQL's own it keeps.
     */
    String NODE = "substring(current_setting('syslog_ident') from '^lapse-(.+)$')";

    String sql();

    /** Sets the parameters for the attempt of this number. */
    void bind(PreparedStatement statement, long seq) throws SQLException;

    LaneAnswer read(ResultSet row) throws SQLException;

    /**
     * What this lane asks.
     *
     * @param newestOf the write lane whose newest row a read lane looks for, if there is one
     * @param mark of the ledger: each row has it
     */
    static LaneStatement of(Lane lane, Optional<LaneName> newestOf, long mark) {
        LaneStatement statement = plain(lane, newestOf, mark);
        return lane.hold() == null ? statement : new HeldTransaction(statement, lane.kind(), lane.hold());
    }

    private static LaneStatement plain(Lane lane, Optional<LaneName> newestOf, long mark) {
        return switch (lane.kind()) {
            case WRITE ->
                new InsertRow(lane.isInLedger() ? JdbcLedger.TABLE : JdbcLedger.DIRECT_TABLE, lane.name(), mark);
            case READ -> new ReadNewest(newestOf.map(LaneName::value).orElse(""));
            case STATE -> new AskState();
            case CALL -> throw new IllegalArgumentException("lane " + lane.name() + " sends no statement");
        };
    }

    /** Sends it and reads the answer, with the warning that came along. */
    default LaneAnswer ask(Connection connection, PendingAttempt attempt) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql())) {
            bind(statement, attempt.seq());
            attempt.sending(statement);
            try (ResultSet rows = statement.executeQuery()) {
                LaneAnswer answer = rows.next() ? read(rows) : LaneAnswer.NONE;
                return answer.withWarning(SqlOutcomes.warningCode(statement.getWarnings()));
            }
        }
    }

    /** Inserts {@code (lane, seq)}, with the mark of the ledger. */
    record InsertRow(String table, LaneName lane, long mark) implements LaneStatement {
        @Override
        public String sql() {
            return "insert into " + table + " (lane, seq, mark) values (?, ?, " + mark + ") returning " + NODE
                    + ", pg_walfile_name(pg_current_wal_insert_lsn()), pg_current_wal_insert_lsn()::text";
        }

        @Override
        public void bind(PreparedStatement statement, long seq) throws SQLException {
            statement.setString(1, lane.value());
            statement.setLong(2, seq);
        }

        @Override
        public LaneAnswer read(ResultSet row) throws SQLException {
            return new LaneAnswer(
                    node(row.getString(1)),
                    Role.PRIMARY,
                    timelineOfWalFile(row.getString(2)),
                    Lsn.parse(row.getString(3)),
                    null,
                    null,
                    null);
        }
    }

    /** The newest seq of one lane by the index on (lane, seq); -1 when there is none. */
    record ReadNewest(String newestOf) implements LaneStatement {
        @Override
        public String sql() {
            return "select coalesce((select max(seq) from " + JdbcLedger.TABLE + " where lane = ?), -1)," + " " + NODE
                    + ", pg_is_in_recovery()";
        }

        @Override
        public void bind(PreparedStatement statement, long seq) throws SQLException {
            statement.setString(1, newestOf);
        }

        @Override
        public LaneAnswer read(ResultSet row) throws SQLException {
            return new LaneAnswer(
                    node(row.getString(2)), role(row.getBoolean(3)), null, null, null, row.getLong(1), null);
        }
    }

    /**
     * Who are you, and would you take a write? The timeline of a replica is the one it receives (for roles that may
     * read {@code pg_stat_wal_receiver}), else the newest that its control file names, which lags behind.
     */
    record AskState() implements LaneStatement {
        @Override
        public String sql() {
            return "select " + NODE + ", pg_is_in_recovery(),"
                    + " current_setting('transaction_read_only'),"
                    + " case when pg_is_in_recovery() then coalesce("
                    + "(select received_tli from pg_stat_wal_receiver),"
                    + " (select greatest(r.min_recovery_end_timeline, c.timeline_id)"
                    + " from pg_control_recovery() r, pg_control_checkpoint() c))::text"
                    + " else pg_walfile_name(pg_current_wal_insert_lsn()) end,"
                    + " case when pg_is_in_recovery() then pg_last_wal_replay_lsn()"
                    + " else pg_current_wal_insert_lsn() end::text";
        }

        @Override
        public void bind(PreparedStatement statement, long seq) {}

        @Override
        public LaneAnswer read(ResultSet row) throws SQLException {
            Role role = role(row.getBoolean(2));
            boolean readOnly = "on".equals(row.getString(3));
            String timeline = row.getString(4);
            String lsn = row.getString(5);
            return new LaneAnswer(
                    node(row.getString(1)),
                    role,
                    timeline != null && timeline.length() == 24 ? timelineOfWalFile(timeline) : timeline(timeline),
                    lsn == null ? null : Lsn.parse(lsn),
                    role == Role.PRIMARY && !readOnly,
                    null,
                    null);
        }
    }

    private static @Nullable NodeName node(@Nullable String name) {
        return name == null || name.isEmpty() ? null : new NodeName(name);
    }

    private static Role role(boolean inRecovery) {
        return inRecovery ? Role.REPLICA : Role.PRIMARY;
    }

    private static @Nullable Timeline timeline(@Nullable String decimal) {
        return decimal == null || decimal.equals("0") ? null : new Timeline(Integer.parseInt(decimal));
    }

    /** The first eight hexadecimal digits of a WAL file's name are its timeline. */
    static Timeline timelineOfWalFile(String walFile) {
        return new Timeline(Integer.parseUnsignedInt(walFile.substring(0, 8), 16));
    }
}

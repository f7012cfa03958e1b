package dev.lapse.probe;

import dev.lapse.cluster.Lsn;
import dev.lapse.history.LaneKind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;

/**
 * A lane's statement in a transaction that goes on for a while: the statement, then {@code pg_sleep} in place of the
 * application's other statements, then the commit. So the session is in the middle of a statement for all of that time,
 * and neither a pool nor PgBouncer can give it to anybody else.
 *
 * <p>The attempt counts as sent when its commit leaves: what ends before is never committed. A write's place in the WAL
 * is taken after the sleep, shortly before the commit. Any thread.
 *
 * @param statement what the lane asks, before the sleep
 */
record HeldTransaction(LaneStatement statement, LaneKind kind, Duration hold) implements LaneStatement {
    private static final String SLEEP = "select pg_sleep(?)";
    private static final String SLEEP_AND_WAL =
            SLEEP + ", pg_walfile_name(pg_current_wal_insert_lsn()), pg_current_wal_insert_lsn()::text";

    @Override
    public String sql() {
        return statement.sql();
    }

    @Override
    public void bind(PreparedStatement prepared, long seq) throws SQLException {
        statement.bind(prepared, seq);
    }

    @Override
    public LaneAnswer read(ResultSet row) throws SQLException {
        return statement.read(row);
    }

    @Override
    public LaneAnswer ask(Connection connection, PendingAttempt attempt) throws SQLException {
        connection.setAutoCommit(false);
        try {
            LaneAnswer answer = sleep(connection, asked(connection, attempt));
            connection.clearWarnings();
            attempt.committing();
            connection.commit();
            String warning = SqlOutcomes.warningCode(connection.getWarnings());
            connection.setAutoCommit(true);
            return answer.withWarning(warning);
        } catch (SQLException failure) {
            end(connection, failure);
            throw failure;
        }
    }

    private LaneAnswer asked(Connection connection, PendingAttempt attempt) throws SQLException {
        try (PreparedStatement prepared = connection.prepareStatement(sql())) {
            bind(prepared, attempt.seq());
            attempt.beginning();
            try (ResultSet rows = prepared.executeQuery()) {
                return rows.next() ? read(rows) : LaneAnswer.NONE;
            }
        }
    }

    private LaneAnswer sleep(Connection connection, LaneAnswer answer) throws SQLException {
        boolean writes = kind == LaneKind.WRITE;
        try (PreparedStatement prepared = connection.prepareStatement(writes ? SLEEP_AND_WAL : SLEEP)) {
            prepared.setDouble(1, hold.toNanos() / 1e9);
            try (ResultSet rows = prepared.executeQuery()) {
                return writes && rows.next()
                        ? answer.at(LaneStatement.timelineOfWalFile(rows.getString(2)), Lsn.parse(rows.getString(3)))
                        : answer;
            }
        }
    }

    /** The session may go on where the server itself gave the transaction up. */
    private static void end(Connection connection, SQLException failure) {
        if (!SqlOutcomes.keepsSession(failure)) {
            return;
        }
        try {
            connection.rollback();
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            failure.addSuppressed(e);
        }
    }
}

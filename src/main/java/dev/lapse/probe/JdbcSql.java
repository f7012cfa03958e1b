package dev.lapse.probe;

import dev.lapse.cluster.ClockReading;
import dev.lapse.cluster.Credentials;
import dev.lapse.cluster.NanoClock;
import dev.lapse.cluster.Sql;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** Asks over JDBC as the lanes' role, with a connection and a hard deadline per call. Any thread. */
public final class JdbcSql implements Sql {
    private static final int READINGS = 5;

    private final Credentials credentials;

    public JdbcSql(Credentials credentials) {
        this.credentials = credentials;
    }

    @Override
    public String ask(String address, int port, Duration timeout, String statement) {
        return ask(address, port, Credentials.DATABASE, timeout, statement);
    }

    @Override
    public boolean isInRecovery(String address, int port, String database, Duration timeout) {
        return ask(address, port, database, timeout, IS_IN_RECOVERY).equals("t");
    }

    private String ask(String address, int port, String database, Duration timeout, String statement) {
        Address to = Address.of(credentials, address, port, database, timeout);
        return Direct.call(to, timeout, "ask \"" + statement + "\" at " + address + ":" + port, connection -> {
            try (Statement asked = connection.createStatement()) {
                if (!asked.execute(statement)) {
                    return "";
                }
                try (ResultSet rows = asked.getResultSet()) {
                    String value = rows.next() ? rows.getString(1) : null;
                    return value == null ? "" : value;
                }
            }
        });
    }

    /** Asks several times over one connection, so that making it counts for nothing; the soonest answer is taken. */
    @Override
    public ClockReading readClock(String address, int port, Duration timeout, NanoClock clock) {
        return Direct.call(credentials, address, port, timeout, "read the clock", connection -> {
            try (PreparedStatement question = connection.prepareStatement(CLOCK_MICROS)) {
                ClockReading soonest = readClock(question, clock);
                for (int i = 1; i < READINGS; i++) {
                    soonest = soonest.quicker(readClock(question, clock));
                }
                return soonest;
            }
        });
    }

    private static ClockReading readClock(PreparedStatement question, NanoClock clock) throws SQLException {
        long asked = clock.nanos();
        try (ResultSet rows = question.executeQuery()) {
            long answered = clock.nanos();
            rows.next();
            return new ClockReading(asked, rows.getLong(1), answered);
        }
    }
}

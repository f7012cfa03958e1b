package dev.lapse.probe;

import dev.lapse.cluster.Credentials;
import dev.lapse.cluster.Sql;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;

/** Asks over JDBC as the lanes' role, with a connection and a hard deadline per call. Any thread. */
public final class JdbcSql implements Sql {
    private final Credentials credentials;

    public JdbcSql(Credentials credentials) {
        this.credentials = credentials;
    }

    @Override
    public String ask(String address, int port, Duration timeout, String statement) {
        return Direct.call(credentials, address, port, timeout, "ask \"" + statement + "\"", connection -> {
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
}

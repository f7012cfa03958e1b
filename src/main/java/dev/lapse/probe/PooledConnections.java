package dev.lapse.probe;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.lapse.history.Lane;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A HikariCP pool, as an application has one: its defaults, but that it waits for a connection no longer than the
 * lane's timeout (its floor is 250 ms) and connects when it is first asked. Any thread.
 */
final class PooledConnections implements Connections {
    private final Map<PGConnection, Session> sessions = Collections.synchronizedMap(new WeakHashMap<>());
    private final HikariDataSource pool;

    PooledConnections(Address address, Lane lane) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("lapse-" + lane.name());
        config.setDataSource(new Source(address, sessions));
        config.setConnectionTimeout(Math.max(250, lane.timeout().toMillis()));
        config.setValidationTimeout(250);
        config.setInitializationFailTimeout(-1);
        pool = new HikariDataSource(config);
    }

    @Override
    public Held take(Trial trial) throws SQLException {
        Connection connection = pool.getConnection();
        Session session = sessions.get(connection.unwrap(PGConnection.class));
        if (session == null) {
            pool.evictConnection(connection);
            throw new SQLException("the pool gave a connection that it did not get from here");
        }
        trial.over(session);
        return new Held(connection, session);
    }

    @Override
    public void giveBack(Held held, Fitness fitness) {
        if (fitness == Fitness.IN_DOUBT) {
            held.session().close();
            pool.evictConnection(held.connection());
        }
        try {
            held.connection().close();
        } catch (SQLException e) {
            // the pool throws it away
        }
    }

    @Override
    public void close() {
        pool.close();
    }

    /** Connects for the pool, each connection with a session of its own. */
    private static final class Source extends PGSimpleDataSource {
        private final transient Address address;
        private final transient Map<PGConnection, Session> sessions;

        Source(Address address, Map<PGConnection, Session> sessions) {
            this.address = address;
            this.sessions = sessions;
        }

        @Override
        public Connection getConnection() throws SQLException {
            Session session = new Session();
            Connection connection = address.connect(session);
            sessions.put(connection.unwrap(PGConnection.class), session);
            return connection;
        }

        @Override
        public Connection getConnection(@Nullable String user, @Nullable String password) throws SQLException {
            return getConnection();
        }
    }
}

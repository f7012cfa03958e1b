package dev.lapse.probe;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import com.zaxxer.hikari.metrics.IMetricsTracker;
import dev.lapse.history.Event;
import dev.lapse.history.Lane;
import dev.lapse.history.LaneName;
import dev.lapse.history.PoolSeen;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A HikariCP pool, as an application has one: its defaults and the lane's settings, but that it waits for a connection
 * no longer than the lane's timeout (its floor is 250 ms) and connects when it is first asked. Which errors cost a
 * connection is HikariCP's decision; a deadline closes the socket, as an application's own would.
 *
 * <p>No attempt's deadline is on the connects that the pool makes by itself. Where the driver would wait for ever in
 * one, it gets the login timeout that HikariCP asks of every data source: its connectionTimeout in whole seconds.
 * Any thread.
 */
final class PooledConnections implements Connections {
    private final Map<PGConnection, Session> sessions = Collections.synchronizedMap(new WeakHashMap<>());
    private final Set<Session> connecting = ConcurrentHashMap.newKeySet();
    private final AtomicLong opened = new AtomicLong();
    private final AtomicLong timeouts = new AtomicLong();
    private final HikariDataSource pool;
    private volatile boolean closed;

    PooledConnections(Address address, Lane lane) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("lapse-" + lane.name());
        config.setDataSource(new SessionSource(address, ClientSettings.waitsForEver(lane)));
        config.setConnectionTimeout(Math.max(250, lane.timeout().toMillis()));
        config.setValidationTimeout(250);
        config.setInitializationFailTimeout(-1);
        config.setMetricsTrackerFactory((name, stats) -> new IMetricsTracker() {
            @Override
            public void recordConnectionTimeout() {
                timeouts.incrementAndGet();
            }
        });
        ClientSettings.hikari(lane, config);
        pool = new HikariDataSource(config);
    }

    @Override
    public HeldConnection take(PendingAttempt attempt) throws SQLException {
        Connection connection = pool.getConnection();
        Session session = sessions.get(connection.unwrap(PGConnection.class));
        if (session == null) {
            pool.evictConnection(connection);
            throw new SQLException("the pool gave a connection that it did not get from here");
        }
        attempt.over(session);
        return new HeldConnection(connection, session);
    }

    @Override
    public void giveBack(HeldConnection held, Fitness fitness) {
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
    public Optional<Event> account(LaneName lane, long atNanos) {
        HikariPoolMXBean state = pool.getHikariPoolMXBean();
        long made = opened.get();
        long left = state == null ? 0 : state.getTotalConnections();
        return Optional.of(new PoolSeen(atNanos, lane, made, Math.max(0, made - left), timeouts.get()));
    }

    /** A connect that hangs is ended first, since the pool waits for it. */
    @Override
    public void close() {
        closed = true;
        connecting.forEach(Session::close);
        pool.close();
    }

    /** Connects for the pool, each connection with a session of its own. */
    private final class SessionSource extends PGSimpleDataSource {
        private final transient Address address;
        private final boolean limited;
        private volatile int loginSeconds;

        /** @param limited whether a connect is limited to what the pool asks for */
        SessionSource(Address address, boolean limited) {
            this.address = address;
            this.limited = limited;
        }

        @Override
        public void setLoginTimeout(int seconds) {
            loginSeconds = seconds;
        }

        @Override
        public int getLoginTimeout() {
            return loginSeconds;
        }

        @Override
        public Connection getConnection() throws SQLException {
            Session session = new Session();
            connecting.add(session);
            try {
                if (closed) {
                    session.close();
                }
                Connection connection = (limited ? address.loginWithin(loginSeconds) : address).connect(session);
                sessions.put(connection.unwrap(PGConnection.class), session);
                opened.incrementAndGet();
                return connection;
            } finally {
                connecting.remove(session);
            }
        }

        @Override
        public Connection getConnection(@Nullable String user, @Nullable String password) throws SQLException {
            return getConnection();
        }
    }
}

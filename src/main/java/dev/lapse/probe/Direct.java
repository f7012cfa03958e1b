package dev.lapse.probe;

import dev.lapse.cluster.Credentials;
import dev.lapse.cluster.LapseException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/** A connection for one piece of work, ended by a hard deadline like a lane's. */
final class Direct {
    private Direct() {}

    /** What is to be done with the connection. */
    @FunctionalInterface
    interface SqlWork<T> {
        T with(Connection connection) throws SQLException;
    }

    /**
     * Connects, works and leaves.
     *
     * @param doing what for, as it stands in the error message
     * @throws LapseException when that was not done within the timeout
     */
    static <T> T call(
            Credentials credentials, String address, int port, Duration timeout, String doing, SqlWork<T> work) {
        return call(
                Address.of(credentials, address, port, timeout), timeout, doing + " at " + address + ":" + port, work);
    }

    /** The same at any address. */
    static <T> T call(Address to, Duration timeout, String doing, SqlWork<T> work) {
        Session session = new Session();
        AtomicBoolean late = new AtomicBoolean();
        try (Deadlines deadline = new Deadlines("lapse-deadline")) {
            deadline.after(timeout, () -> {
                late.set(true);
                session.close();
            });
            try (Connection connection = to.connect(session)) {
                T result = work.with(connection);
                session.hangUp();
                return result;
            } catch (SQLException e) {
                String saw = late.get() ? "no answer" : SqlOutcomes.words(e) + " (" + e.getSQLState() + ")";
                throw new LapseException(
                        LapseException.Kind.HARNESS,
                        doing + ": expected it done within " + timeout.toMillis() + "ms, saw " + saw,
                        e);
            }
        } finally {
            session.close();
        }
    }
}

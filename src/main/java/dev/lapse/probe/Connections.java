package dev.lapse.probe;

import dev.lapse.history.Event;
import dev.lapse.history.LaneName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/** How a lane's client holds its connections; one implementation per vantage. */
interface Connections extends AutoCloseable {
    /** A connection for this attempt; its session is made known to the attempt before the first byte leaves. */
    HeldConnection take(PendingAttempt attempt) throws SQLException;

    /** The attempt has been recorded; {@code fit} when the session may serve another. Returns within 100 ms or so. */
    void giveBack(HeldConnection held, Fitness fitness);

    /** What is to be told of them at the lane's end, before they are closed. */
    default Optional<Event> account(LaneName lane, long atNanos) {
        return Optional.empty();
    }

    @Override
    void close();

    /** A connection and the session that its sockets belong to. */
    record HeldConnection(Connection connection, Session session) {
        /** Ends both, without a word to the server. */
        void drop() {
            session.close();
            try {
                connection.close();
            } catch (SQLException e) {
                // the socket is closed; the driver may complain
            }
        }

        /** Says goodbye first. */
        void leave() {
            session.hangUp();
            drop();
        }
    }

    /** Whether a session may serve another attempt. */
    enum Fitness {
        FIT,
        IN_DOUBT
    }
}

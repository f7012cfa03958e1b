package dev.lapse.probe;

import dev.lapse.history.Lane;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.Future;

/**
 * Asks the server to cancel the statements of a lane that take too long, with the CancelRequest that pgjdbc sends when
 * a query timeout is over: over a connection of its own, to where the session goes. Whether it comes in time the answer
 * tells: an error 57014, or a commit whose wait for a standby was given up. Any thread.
 */
final class Cancels {
    private final Duration after;
    private final Deadlines deadlines;
    private final Workers workers;

    /** @param after how long after it was sent */
    Cancels(Lane lane, Duration after, Deadlines deadlines) {
        this.after = after;
        this.deadlines = deadlines;
        this.workers = new Workers("lapse-" + lane.name() + "-cancel", LaneRunner.bound(lane));
    }

    /** To be called as the statement leaves; the future is cancelled when it is over. */
    Future<?> of(Statement statement, PendingAttempt attempt) {
        return deadlines.after(after, () -> workers.offer(() -> ask(statement, attempt)));
    }

    private static void ask(Statement statement, PendingAttempt attempt) {
        Session session = new Session();
        attempt.cancellingOver(session);
        try {
            session.connecting(() -> {
                statement.cancel();
                return null;
            });
        } catch (SQLException e) {
            // it goes on then, and its deadline ends it
        } finally {
            session.close();
        }
    }

    /** Waits for the requests under way. */
    void drain(Duration timeout) throws InterruptedException {
        workers.drain(timeout);
    }
}

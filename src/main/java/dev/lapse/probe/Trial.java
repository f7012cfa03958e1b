package dev.lapse.probe;

import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One attempt while it is being made. A worker makes it, and the deadline's thread may end it; whoever settles it first
 * decides its outcome, and only that is recorded. Any thread.
 */
final class Trial {
    private enum State {
        OPEN,
        SETTLED,
        EXPIRED
    }

    private final long seq;
    private final long dueNanos;
    private final long invokedNanos;
    private final AtomicReference<State> state = new AtomicReference<>(State.OPEN);
    private volatile boolean sent;
    private volatile @Nullable Session session;

    Trial(long seq, long dueNanos, long invokedNanos) {
        this.seq = seq;
        this.dueNanos = dueNanos;
        this.invokedNanos = invokedNanos;
    }

    long seq() {
        return seq;
    }

    long dueNanos() {
        return dueNanos;
    }

    long invokedNanos() {
        return invokedNanos;
    }

    /** The attempt goes over this session from now on; when it has expired, the session is closed at once. */
    void over(Session used) {
        session = used;
        if (state.get() == State.EXPIRED) {
            used.close();
        }
    }

    /** To be called immediately before the statement leaves. */
    void sending() throws SQLException {
        sent = true;
        if (state.get() == State.EXPIRED) {
            throw new SQLException("deadline before it was sent");
        }
    }

    boolean wasSent() {
        return sent;
    }

    /** Whether the caller decides the outcome; false when the deadline has. */
    boolean settle() {
        return state.compareAndSet(State.OPEN, State.SETTLED);
    }

    /** Whether the deadline decides the outcome; false when the worker has. Then {@link #cut()} it. */
    boolean expire() {
        return state.compareAndSet(State.OPEN, State.EXPIRED);
    }

    /** Closes the session of an expired attempt, so that its worker comes back. */
    void cut() {
        Session used = session;
        if (used != null) {
            used.close();
        }
    }
}

package dev.lapse.probe;

import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One attempt while it is being made. A worker makes it, and the deadline's thread may end it; whoever settles it first
 * decides its outcome, and only that is recorded. Any thread.
 */
final class PendingAttempt {
    private enum Decision {
        OPEN,
        SETTLED,
        EXPIRED
    }

    private final long seq;
    private final long dueNanos;
    private final long invokedNanos;
    private final AtomicReference<Decision> decision = new AtomicReference<>(Decision.OPEN);
    private volatile boolean begun;
    private volatile boolean sent;
    private volatile @Nullable Session session;
    private volatile @Nullable Session cancelling;
    private @Nullable Consumer<Statement> whenSent;

    PendingAttempt(long seq, long dueNanos, long invokedNanos) {
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
        if (decision.get() == Decision.EXPIRED) {
            used.close();
        }
    }

    /** What is told the statement as it leaves. By the worker, before the attempt is made. */
    void whenSent(Consumer<Statement> told) {
        whenSent = told;
    }

    /** Its cancel request goes over this session; it ends as the attempt's own does. */
    void cancellingOver(Session used) {
        cancelling = used;
        if (decision.get() == Decision.EXPIRED) {
            used.close();
        }
    }

    /** To be called immediately before the statement leaves. */
    void sending(Statement statement) throws SQLException {
        sent = true;
        if (decision.get() == Decision.EXPIRED) {
            throw new SQLException("deadline before it was sent");
        }
        if (whenSent != null) {
            whenSent.accept(statement);
        }
    }

    /** To be called before a transaction's first statement leaves: what fails before its commit is not committed. */
    void beginning() throws SQLException {
        begun = true;
        if (decision.get() == Decision.EXPIRED) {
            throw new SQLException("deadline before it began");
        }
    }

    /** To be called immediately before a transaction's commit leaves. */
    void committing() throws SQLException {
        sent = true;
        if (decision.get() == Decision.EXPIRED) {
            throw new SQLException("deadline before it was committed");
        }
    }

    /** Whether a transaction of it was begun, committed or not. */
    boolean wasBegun() {
        return begun;
    }

    boolean wasSent() {
        return sent;
    }

    /** Whether the caller decides the outcome; false when the deadline has. */
    boolean settle() {
        return decision.compareAndSet(Decision.OPEN, Decision.SETTLED);
    }

    /** Whether the deadline decides the outcome; false when the worker has. Then {@link #cut()} it. */
    boolean expire() {
        return decision.compareAndSet(Decision.OPEN, Decision.EXPIRED);
    }

    /** Closes the sessions of an expired attempt, so that its worker comes back. */
    void cut() {
        Stream.of(Optional.ofNullable(session), Optional.ofNullable(cancelling))
                .flatMap(Optional::stream)
                .forEach(Session::close);
    }
}

package dev.lapse.probe;

import dev.lapse.cluster.DurationText;
import dev.lapse.history.Attempt;
import dev.lapse.history.Lane;
import dev.lapse.history.LaneClosed;
import dev.lapse.history.Outcome;
import dev.lapse.probe.LaneRunner.Bench;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Makes the attempts of a lane that calls the user's own code, each on a thread of its own: one that returns is OK, one
 * that throws is FAILED, and one that does neither within the timeout is INDETERMINATE and interrupted. Code that
 * ignores its interrupt keeps its thread; what is due when all are kept is NOT_SENT. {@link #attempt} is called by the
 * lane's clock and never blocks.
 */
final class OwnCodeRunner {
    /** Beside the calls that fit into a timeout, so many may ignore their interrupt before any is NOT_SENT. */
    static final int OVERDUE = 30;

    /** No more calls than this fit into a timeout. */
    static final int MOST = 200;

    private static final int MOST_WORDS = 160;
    private static final Duration GRACE = Duration.ofSeconds(1);

    private final Lane lane;
    private final Callable<?> code;
    private final Bench bench;
    private final Workers workers;
    private final String late;
    private final Phaser unrecorded = new Phaser(1);
    private final AtomicInteger refused = new AtomicInteger();

    OwnCodeRunner(Lane lane, Callable<?> code, Bench bench) {
        this.lane = lane;
        this.code = code;
        this.bench = bench;
        this.workers = new Workers("lapse-" + lane.name(), bound(lane));
        this.late = "deadline: no return within " + DurationText.of(lane.timeout()) + ", interrupted";
    }

    static int bound(Lane lane) {
        long period = lane.period().toNanos();
        return (int) Math.min(MOST, (lane.timeout().toNanos() + period - 1) / period) + 2 + OVERDUE;
    }

    /** The call of this number is due. */
    void attempt(long seq, long dueNanos) {
        unrecorded.register();
        if (!workers.offer(() -> make(new OwnCall(seq, dueNanos, bench.clock().nanos(), Thread.currentThread())))) {
            OwnCall none = new OwnCall(seq, dueNanos, dueNanos, Thread.currentThread());
            record(none, bench.clock().nanos(), Outcome.NOT_SENT, null, workers.busy() + " calls have not come back");
        }
    }

    /**
     * What the end did not wait for.
     *
     * @param calls that have not come back
     * @param unrecorded calls of which there is no record
     */
    record Left(int calls, int unrecorded) {}

    /**
     * Waits until every call has come back, at most a timeout and a second, and until each is recorded, a second at
     * most; then records the lane's end. Does not wait for code that ignores its interrupt.
     */
    Left drain() throws InterruptedException {
        int left = workers.drain(lane.timeout().plus(GRACE)) ? 0 : workers.busy();
        int waited = 0;
        try {
            unrecorded.awaitAdvanceInterruptibly(unrecorded.arrive(), GRACE.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            waited = unrecorded.getUnarrivedParties();
        }
        bench.recorder().record(new LaneClosed(bench.clock().nanos(), lane.name()));
        return new Left(left, waited + refused.get());
    }

    Lane lane() {
        return lane;
    }

    private void make(OwnCall call) {
        Future<?> deadline = bench.deadlines().after(lane.timeout(), () -> expire(call));
        Outcome outcome = Outcome.OK;
        String sqlState = null;
        String error = null;
        long completedNanos;
        try {
            code.call();
            completedNanos = bench.clock().nanos();
        } catch (Throwable thrown) { // an Error too: it is the user's, and it is told
            completedNanos = bench.clock().nanos();
            outcome = Outcome.FAILED;
            sqlState = sqlState(thrown);
            error = words(thrown);
        } finally {
            deadline.cancel(false);
            call.leave();
        }
        if (call.settle()) {
            record(call, completedNanos, outcome, sqlState, error);
        }
    }

    private void expire(OwnCall call) {
        if (call.settle()) {
            call.interrupt();
            record(call, bench.clock().nanos(), Outcome.INDETERMINATE, null, late);
        }
    }

    private void record(
            OwnCall call, long completedNanos, Outcome outcome, @Nullable String sqlState, @Nullable String error) {
        try {
            bench.recorder()
                    .record(new Attempt(
                            lane.name(),
                            call.seq(),
                            call.dueNanos(),
                            call.invokedNanos(),
                            completedNanos,
                            outcome,
                            sqlState,
                            error,
                            null,
                            null,
                            null,
                            null,
                            null,
                            null));
        } catch (RuntimeException e) { // the run itself hears of it at the latest when its history is closed
            refused.incrementAndGet();
        } finally {
            unrecorded.arriveAndDeregister();
        }
    }

    /** The SQLSTATE of the first exception of the chain that has one. */
    static @Nullable String sqlState(Throwable thrown) {
        try {
            Throwable cause = thrown;
            for (int depth = 0; cause != null && depth < 20; depth++) { // a chain can be a ring
                if (cause instanceof SQLException error && error.getSQLState() != null) {
                    return error.getSQLState();
                }
                cause = cause.getCause();
            }
            return null;
        } catch (Throwable hers) { // her exception is code of her own
            return null;
        }
    }

    /** Its class and message, and those of its cause, in one short line. */
    static String words(Throwable thrown) {
        Throwable cause = cause(thrown);
        String text = named(thrown) + (cause == null || cause == thrown ? "" : "; cause " + named(cause));
        String line = text.replaceAll("\\s*\\R\\s*", " ");
        return line.length() <= MOST_WORDS ? line : line.substring(0, MOST_WORDS);
    }

    private static @Nullable Throwable cause(Throwable thrown) {
        try {
            return thrown.getCause();
        } catch (Throwable hers) {
            return null;
        }
    }

    private static String named(Throwable thrown) {
        String message;
        try {
            message = thrown.getMessage();
        } catch (Throwable hers) {
            message = "(its getMessage() threw " + hers.getClass().getSimpleName() + ")";
        }
        return thrown.getClass().getSimpleName() + (message == null ? "" : ": " + message);
    }
}

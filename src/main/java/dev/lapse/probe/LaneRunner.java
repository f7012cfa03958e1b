package dev.lapse.probe;

import dev.lapse.cluster.DurationText;
import dev.lapse.cluster.NanoClock;
import dev.lapse.history.Attempt;
import dev.lapse.history.Lane;
import dev.lapse.history.LaneClosed;
import dev.lapse.history.LaneKind;
import dev.lapse.history.Outcome;
import dev.lapse.history.Recorder;
import dev.lapse.history.Trouble;
import dev.lapse.probe.Connections.Fitness;
import dev.lapse.probe.Connections.HeldConnection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Phaser;
import org.jspecify.annotations.Nullable;

/**
 * Makes the attempts of one lane: hands what is due to a worker, ends it by its deadline and records it once. Its
 * {@link #attempt} is called by the lane's clock and never blocks.
 */
final class LaneRunner {
    private static final int WARM_UP_ROUNDS = 20;
    private static final Duration GRACE = Duration.ofSeconds(1);

    private final Lane lane;
    private final LaneStatement statement;
    private final Connections connections;
    private final Bench bench;
    private final Workers workers;
    private final Pace pace;
    private final Optional<Cancels> cancels;
    private final Phaser unrecorded = new Phaser(1);
    private final String late;

    /** What the lanes of a probe share. */
    record Bench(Deadlines deadlines, Recorder recorder, NanoClock clock) {}

    LaneRunner(Lane lane, LaneStatement statement, Connections connections, Bench bench) {
        this(lane, statement, connections, bench, new Pace());
    }

    LaneRunner(Lane lane, LaneStatement statement, Connections connections, Bench bench, Pace pace) {
        this.lane = lane;
        this.pace = pace;
        this.cancels = Optional.ofNullable(lane.cancel()).map(after -> new Cancels(lane, after, bench.deadlines));
        this.late = "deadline: Lapse gave it up after " + DurationText.of(lane.timeout()) + "; ";
        this.statement = statement;
        this.connections = connections;
        this.bench = bench;
        this.workers = new Workers("lapse-" + lane.name(), bound(lane));
    }

    /**
     * How many attempts of a lane may be in flight: as many as fit into its timeout, and two; one for a single session.
     */
    static int bound(Lane lane) {
        return switch (lane.vantage()) {
            case PINNED, DIRECT, LOAD -> 1;
            case NEW_CONNECTION, POOL, MULTI_HOST, OWN_CODE -> {
                long period = lane.period().toNanos();
                yield Math.toIntExact((lane.timeout().toNanos() + period - 1) / period) + 2;
            }
        };
    }

    /** Loads the driver and opens the lane's way in, so that the first attempt is like the others; records nothing. */
    Future<?> warmUp() {
        FutureTask<?> task = new FutureTask<>(this::askForNothing, null);
        workers.offer(task);
        return task;
    }

    /** The attempt of this number is due. */
    void attempt(long seq, long dueNanos) {
        unrecorded.register();
        if (lane.kind() == LaneKind.WRITE && !pace.admits(dueNanos)) {
            notSent(seq, dueNanos, pace.why());
        } else if (!workers.offer(() -> make(new PendingAttempt(seq, dueNanos, bench.clock.nanos())))) {
            notSent(seq, dueNanos, workers.busy() + " in flight");
        }
    }

    Lane lane() {
        return lane;
    }

    /** Time of processors that its attempts took; complete when it has drained. */
    long cpuNanos() {
        return workers.cpuNanos();
    }

    int inFlight() {
        return workers.busy();
    }

    /**
     * Waits until nothing is in flight any more, at most a timeout, and until every attempt is recorded, which its
     * deadline's thread may do after its worker has come back; then records the lane's end.
     */
    void drain() throws InterruptedException {
        if (!workers.drain(lane.timeout().plus(GRACE))) {
            bench.recorder.record(new Trouble(
                    bench.clock.nanos(),
                    "lane " + lane.name() + ": expected no attempt in flight " + GRACE.toMillis()
                            + "ms after the last deadline, saw " + workers.busy()));
        }
        if (cancels.isPresent()) {
            cancels.get().drain(GRACE);
        }
        unrecorded.arriveAndAwaitAdvance();
        connections.account(lane.name(), bench.clock.nanos()).ifPresent(bench.recorder::record);
        connections.close();
        bench.recorder.record(new LaneClosed(bench.clock.nanos(), lane.name()));
    }

    private void make(PendingAttempt attempt) {
        Future<?> deadline = bench.deadlines.after(lane.timeout(), () -> expire(attempt));
        List<Future<?>> cancelling = new ArrayList<>(1);
        cancels.ifPresent(asking -> attempt.whenSent(sent -> cancelling.add(asking.of(sent, attempt))));
        HeldConnection held = null;
        Fitness fitness = Fitness.IN_DOUBT;
        try {
            held = connections.take(attempt);
            LaneAnswer answer = statement.ask(held.connection(), attempt);
            fitness = answered(attempt, answer) ? Fitness.FIT : Fitness.IN_DOUBT;
        } catch (SQLException e) {
            fitness = failed(attempt, e) && SqlOutcomes.keepsSession(e) ? Fitness.FIT : Fitness.IN_DOUBT;
        } catch (RuntimeException e) {
            failed(attempt, new SQLException(e.toString(), e));
            bench.recorder.record(new Trouble(bench.clock.nanos(), "lane " + lane.name() + ": " + e));
        } finally {
            deadline.cancel(false);
            cancelling.forEach(request -> request.cancel(false));
            if (held != null) {
                connections.giveBack(held, fitness);
            }
        }
    }

    private boolean answered(PendingAttempt attempt, LaneAnswer answer) {
        if (!attempt.settle()) {
            return false;
        }
        long now = bench.clock.nanos();
        Outcome outcome = SqlOutcomes.ofAnswer(lane.kind(), answer.warningCode());
        if (outcome == Outcome.OK) {
            pace.acknowledged();
        } else {
            pace.refused();
        }
        String error = outcome == Outcome.OK ? null : "acknowledged with a warning";
        record(attempt, now, outcome, answer.warningCode(), error, answer);
        return true;
    }

    private boolean failed(PendingAttempt attempt, SQLException error) {
        if (!attempt.settle()) {
            return false;
        }
        long now = bench.clock.nanos();
        Outcome outcome = SqlOutcomes.ofError(lane.kind(), attempt.wasSent(), error);
        if (attempt.wasSent()) {
            if (SqlOutcomes.severity(error) == null) {
                pace.abandoned(now);
            } else {
                pace.refused();
            }
        } else {
            pace.unreached(now);
        }
        record(attempt, now, outcome, error.getSQLState(), SqlOutcomes.words(error), LaneAnswer.NONE);
        return true;
    }

    private void expire(PendingAttempt attempt) {
        if (!attempt.expire()) {
            return;
        }
        boolean sent = attempt.wasSent();
        attempt.cut();
        long now = bench.clock.nanos();
        if (sent) {
            pace.abandoned(now);
        } else {
            pace.unreached(now);
        }
        String unsent = attempt.wasBegun() ? "begun, its commit not sent" : "not connected";
        String error = late + (sent ? "sent, no answer" : unsent);
        record(attempt, now, SqlOutcomes.ofSilence(lane.kind(), sent), null, error, LaneAnswer.NONE);
    }

    private void notSent(long seq, long dueNanos, String why) {
        record(
                new PendingAttempt(seq, dueNanos, dueNanos),
                bench.clock.nanos(),
                Outcome.NOT_SENT,
                null,
                why,
                LaneAnswer.NONE);
    }

    private void record(
            PendingAttempt attempt,
            long completedNanos,
            Outcome outcome,
            @Nullable String sqlState,
            @Nullable String error,
            LaneAnswer answer) {
        bench.recorder.record(new Attempt(
                lane.name(),
                attempt.seq(),
                attempt.dueNanos(),
                attempt.invokedNanos(),
                completedNanos,
                outcome,
                sqlState,
                error,
                answer.node(),
                answer.role(),
                answer.timeline(),
                answer.lsn(),
                answer.writable(),
                answer.newestSeq()));
        unrecorded.arriveAndDeregister();
    }

    private void askForNothing() {
        for (int round = 0; round < WARM_UP_ROUNDS; round++) {
            PendingAttempt attempt = new PendingAttempt(0, 0, 0);
            Future<?> deadline = bench.deadlines.after(lane.timeout(), () -> {
                if (attempt.expire()) {
                    attempt.cut();
                }
            });
            HeldConnection held = null;
            Fitness fitness = Fitness.IN_DOUBT;
            try {
                held = connections.take(attempt);
                new LaneStatement.AskState().ask(held.connection(), attempt);
                fitness = attempt.settle() ? Fitness.FIT : Fitness.IN_DOUBT;
            } catch (SQLException e) {
                return; // the lane will see it too, and record it
            } finally {
                deadline.cancel(false);
                if (held != null) {
                    connections.giveBack(held, fitness);
                }
            }
        }
    }
}

package dev.lapse.probe;

import dev.lapse.cluster.NanoClock;
import dev.lapse.history.Attempt;
import dev.lapse.history.Lane;
import dev.lapse.history.LaneClosed;
import dev.lapse.history.LaneKind;
import dev.lapse.history.Outcome;
import dev.lapse.history.Recorder;
import dev.lapse.history.Trouble;
import dev.lapse.probe.Connections.Fitness;
import dev.lapse.probe.Connections.Held;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/**
 * Makes the attempts of one lane: hands what is due to a worker, ends it by its deadline and records it once. Its
 * {@link #attempt} is called by the lane's clock and never blocks.
 */
final class LaneRunner {
    private static final int WARM_UP_ROUNDS = 20;
    private static final Duration GRACE = Duration.ofSeconds(1);

    private final Lane lane;
    private final Question question;
    private final Connections connections;
    private final Bench bench;
    private final Workers workers;
    private final Pace pace = new Pace();

    /** What the lanes of a probe share. */
    record Bench(Deadlines deadlines, Recorder recorder, NanoClock clock) {}

    LaneRunner(Lane lane, Question question, Connections connections, Bench bench) {
        this.lane = lane;
        this.question = question;
        this.connections = connections;
        this.bench = bench;
        this.workers = new Workers("lapse-" + lane.name(), bound(lane));
    }

    /** How many attempts of a lane may be in flight: as many as fit into its timeout, and two; one for a single session. */
    static int bound(Lane lane) {
        return switch (lane.vantage()) {
            case PINNED, DIRECT -> 1;
            case NEW_CONNECTION, POOL, MULTI_HOST -> {
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
        if (lane.kind() == LaneKind.WRITE && !pace.admits(dueNanos)) {
            notSent(seq, dueNanos, "held back: " + Pace.ABANDONED_IN_A_ROW + " writes in a row were abandoned");
        } else if (!workers.offer(() -> make(new Trial(seq, dueNanos, bench.clock.nanos())))) {
            notSent(seq, dueNanos, workers.busy() + " in flight");
        }
    }

    int inFlight() {
        return workers.busy();
    }

    /** Waits until nothing is in flight any more, at most a timeout, and records the lane's end. */
    void drain() throws InterruptedException {
        if (!workers.drain(lane.timeout().plus(GRACE))) {
            bench.recorder.record(new Trouble(
                    bench.clock.nanos(),
                    "lane " + lane.name() + ": expected no attempt in flight " + GRACE.toMillis()
                            + "ms after the last deadline, saw " + workers.busy()));
        }
        connections.account(lane.name(), bench.clock.nanos()).ifPresent(bench.recorder::record);
        connections.close();
        bench.recorder.record(new LaneClosed(bench.clock.nanos(), lane.name()));
    }

    private void make(Trial trial) {
        Future<?> deadline = bench.deadlines.after(lane.timeout(), () -> expire(trial));
        Held held = null;
        Fitness fitness = Fitness.IN_DOUBT;
        try {
            held = connections.take(trial);
            Answer answer = question.ask(held.connection(), trial);
            fitness = answered(trial, answer) ? Fitness.FIT : Fitness.IN_DOUBT;
        } catch (SQLException e) {
            fitness = failed(trial, e) && SqlOutcomes.keepsSession(e) ? Fitness.FIT : Fitness.IN_DOUBT;
        } catch (RuntimeException e) {
            failed(trial, new SQLException(e.toString(), e));
            bench.recorder.record(new Trouble(bench.clock.nanos(), "lane " + lane.name() + ": " + e));
        } finally {
            deadline.cancel(false);
            if (held != null) {
                connections.giveBack(held, fitness);
            }
        }
    }

    private boolean answered(Trial trial, Answer answer) {
        if (!trial.settle()) {
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
        record(trial, now, outcome, answer.warningCode(), error, answer);
        return true;
    }

    private boolean failed(Trial trial, SQLException error) {
        if (!trial.settle()) {
            return false;
        }
        long now = bench.clock.nanos();
        Outcome outcome = SqlOutcomes.ofError(lane.kind(), trial.wasSent(), error);
        if (trial.wasSent()) {
            if (SqlOutcomes.severity(error) == null) {
                pace.abandoned(now);
            } else {
                pace.refused();
            }
        }
        record(trial, now, outcome, error.getSQLState(), SqlOutcomes.words(error), Answer.NONE);
        return true;
    }

    private void expire(Trial trial) {
        if (!trial.expire()) {
            return;
        }
        boolean sent = trial.wasSent();
        trial.cut();
        long now = bench.clock.nanos();
        if (sent) {
            pace.abandoned(now);
        }
        String error = sent ? "deadline: sent, no answer" : "deadline: not connected";
        record(trial, now, SqlOutcomes.ofSilence(lane.kind(), sent), null, error, Answer.NONE);
    }

    private void notSent(long seq, long dueNanos, String why) {
        record(new Trial(seq, dueNanos, dueNanos), bench.clock.nanos(), Outcome.NOT_SENT, null, why, Answer.NONE);
    }

    private void record(
            Trial trial,
            long completedNanos,
            Outcome outcome,
            @Nullable String sqlState,
            @Nullable String error,
            Answer answer) {
        bench.recorder.record(new Attempt(
                lane.name(),
                trial.seq(),
                trial.dueNanos(),
                trial.invokedNanos(),
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
    }

    private void askForNothing() {
        for (int round = 0; round < WARM_UP_ROUNDS; round++) {
            Trial trial = new Trial(0, 0, 0);
            Future<?> deadline = bench.deadlines.after(lane.timeout(), () -> {
                if (trial.expire()) {
                    trial.cut();
                }
            });
            Held held = null;
            Fitness fitness = Fitness.IN_DOUBT;
            try {
                held = connections.take(trial);
                new Question.State().ask(held.connection(), trial);
                fitness = trial.settle() ? Fitness.FIT : Fitness.IN_DOUBT;
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

package dev.lapse.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lapse.cluster.NanoClock;
import dev.lapse.history.Attempt;
import dev.lapse.history.Event;
import dev.lapse.history.Lane;
import dev.lapse.history.LaneClosed;
import dev.lapse.history.LaneName;
import dev.lapse.history.Outcome;
import dev.lapse.history.Recorder;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class OwnCodeRunnerTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(100);

    private final NanoClock clock = NanoClock.startingNow();
    private final Deadlines deadlines = new Deadlines("test-deadlines");
    private final List<Event> events = new CopyOnWriteArrayList<>();
    private final CountDownLatch end = new CountDownLatch(1);

    @AfterEach
    void close() {
        end.countDown();
        deadlines.close();
    }

    @Test
    void codeThatReturnsIsOk() {
        runner(LONG, () -> "done").attempt(3, 5);

        Attempt attempt = attempts(1).get(0);
        assertThat(attempt.outcome()).isEqualTo(Outcome.OK);
        assertThat(attempt.seq()).isEqualTo(3);
        assertThat(attempt.dueNanos()).isEqualTo(5);
        assertThat(attempt.error()).isNull();
    }

    @Test
    void codeThatThrowsIsFailedWithItsWordsAndTheSqlStateOfItsCause() {
        runner(LONG, () -> {
                    throw new IllegalStateException(
                            "order was not placed", new SQLException("the connection\n  is gone", "08006"));
                })
                .attempt(0, 0);

        Attempt attempt = attempts(1).get(0);
        assertThat(attempt.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(attempt.sqlState()).isEqualTo("08006");
        assertThat(attempt.error())
                .isEqualTo("IllegalStateException: order was not placed; cause SQLException: the connection is gone");
    }

    @Test
    void errorIsFailedTooAndTheNextCallIsMade() {
        AtomicInteger calls = new AtomicInteger();
        OwnCodeRunner runner = runner(LONG, () -> {
            if (calls.getAndIncrement() == 0) {
                throw new AssertionError("expected 1 row, saw 0");
            }
            return null;
        });
        runner.attempt(0, 0);
        attempts(1);
        runner.attempt(1, 1);

        assertThat(attempts(2)).extracting(Attempt::outcome).containsExactly(Outcome.FAILED, Outcome.OK);
        assertThat(attempts(2).get(0).error()).isEqualTo("AssertionError: expected 1 row, saw 0");
    }

    @Test
    void exceptionWhoseCausesAreARingIsTold() {
        IllegalStateException first = new IllegalStateException("first");
        first.initCause(new IllegalStateException("second", first));

        assertThat(OwnCodeRunner.sqlState(first)).isNull();
        assertThat(OwnCodeRunner.words(first)).startsWith("IllegalStateException: first; cause");
    }

    @Test
    void codeThatDoesNotReturnIsIndeterminateAtItsDeadlineAndInterrupted() {
        AtomicBoolean interrupted = new AtomicBoolean();
        OwnCodeRunner runner = runner(SHORT, () -> {
            try {
                end.await();
            } catch (InterruptedException e) {
                interrupted.set(true);
                throw e;
            }
            return null;
        });
        runner.attempt(0, clock.nanos());

        Attempt attempt = attempts(1).get(0);
        assertThat(attempt.outcome()).isEqualTo(Outcome.INDETERMINATE);
        assertThat(attempt.latencyNanos()).isGreaterThanOrEqualTo(SHORT.toNanos());
        assertThat(attempt.error()).isEqualTo("deadline: no return within 100ms, interrupted");
        await().untilTrue(interrupted);
        assertThat(events).hasSize(1); // what it threw then decides nothing
    }

    @Test
    void interruptOfAnEndedCallDoesNotReachTheNextOneOfItsThread() {
        OwnCall call = new OwnCall(0, 0, 0, Thread.currentThread());
        call.interrupt();
        call.leave();
        call.interrupt();

        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void whatIsDueWhenEveryThreadIsKeptIsNotSent() {
        OwnCodeRunner runner = runner(SHORT, this::ignoresItsInterrupt);
        int bound = 1 + 2 + OwnCodeRunner.OVERDUE;

        for (int seq = 0; seq <= bound; seq++) {
            runner.attempt(seq, clock.nanos());
        }

        assertThat(attempts(bound + 1))
                .filteredOn(attempt -> attempt.outcome() == Outcome.NOT_SENT)
                .singleElement()
                .satisfies(attempt -> assertThat(attempt.error()).isEqualTo(bound + " calls have not come back"));
        assertThat(attempts(bound + 1))
                .filteredOn(attempt -> attempt.outcome() == Outcome.INDETERMINATE)
                .hasSize(bound);
    }

    @Test
    void thereAreNeverMoreThreadsThanTheMost() {
        Lane lane = Lane.ofOwnCode(new LaneName("orders"), Duration.ofMillis(10), Duration.ofSeconds(30));

        assertThat(OwnCodeRunner.bound(lane)).isEqualTo(OwnCodeRunner.MOST + 2 + OwnCodeRunner.OVERDUE);
    }

    @Test
    void endDoesNotWaitForCodeThatIgnoresItsInterrupt() throws InterruptedException {
        OwnCodeRunner runner = runner(SHORT, this::ignoresItsInterrupt);
        runner.attempt(0, clock.nanos());
        runner.attempt(1, clock.nanos());
        attempts(2);

        assertThat(runner.drain()).isEqualTo(new OwnCodeRunner.Left(2, 0));
        assertThat(events).hasSize(3).last().isInstanceOf(LaneClosed.class);
    }

    @Test
    void endWaitsForWhatIsUnderWay() throws InterruptedException {
        OwnCodeRunner runner = runner(LONG, () -> {
            LockSupport.parkNanos(50_000_000);
            return null;
        });
        runner.attempt(0, clock.nanos());

        assertThat(runner.drain()).isEqualTo(new OwnCodeRunner.Left(0, 0));
        assertThat(events).hasSize(2).first().isInstanceOf(Attempt.class);
    }

    @Test
    @Timeout(20)
    void exceptionThatCannotBeToldIsFailedAllTheSameAndDoesNotHoldTheEnd() throws InterruptedException {
        OwnCodeRunner runner = runner(LONG, () -> {
            throw new Untold();
        });
        runner.attempt(0, clock.nanos());

        assertThat(runner.drain()).isEqualTo(new OwnCodeRunner.Left(0, 0));
        assertThat(events).hasSize(2);
        assertThat(attempts(1).get(0).outcome()).isEqualTo(Outcome.FAILED);
        assertThat(attempts(1).get(0).sqlState()).isNull();
        assertThat(attempts(1).get(0).error()).isEqualTo("Untold: (its getMessage() threw IllegalStateException)");
    }

    @Test
    @Timeout(20)
    void callThatCouldNotBeRecordedIsToldAndDoesNotHoldTheEnd() throws InterruptedException {
        AtomicInteger calls = new AtomicInteger();
        OwnCodeRunner runner = runner(
                LONG,
                () -> {
                    throw new IllegalStateException("hers");
                },
                event -> {
                    if (calls.getAndIncrement() == 0) {
                        throw new IllegalStateException("the disk is full");
                    }
                    events.add(event);
                });
        runner.attempt(0, clock.nanos());

        assertThat(runner.drain()).isEqualTo(new OwnCodeRunner.Left(0, 1));
        assertThat(events).singleElement().isInstanceOf(LaneClosed.class);
    }

    @Test
    @Timeout(20)
    void callWhoseRecordingHangsIsToldAndDoesNotHoldTheEnd() throws InterruptedException {
        OwnCodeRunner runner = runner(SHORT, () -> null, event -> {
            if (event instanceof Attempt) {
                ignoresItsInterrupt();
            }
        });
        runner.attempt(0, clock.nanos());

        assertThat(runner.drain()).isEqualTo(new OwnCodeRunner.Left(1, 1));
    }

    /** As a generated one can be: nothing can be asked of it. */
    private static final class Untold extends SQLException {
        private static final long serialVersionUID = 1;

        @Override
        public String getMessage() {
            throw new IllegalStateException("no message");
        }

        @Override
        public synchronized Throwable getCause() {
            throw new IllegalStateException("no cause");
        }

        @Override
        public String getSQLState() {
            throw new IllegalStateException("no state");
        }
    }

    private Object ignoresItsInterrupt() {
        while (end.getCount() > 0) {
            LockSupport.parkNanos(1_000_000);
        }
        return "late";
    }

    private List<Attempt> attempts(int expected) {
        await().until(() -> events.size() >= expected);
        return events.stream()
                .filter(Attempt.class::isInstance)
                .map(Attempt.class::cast)
                .toList();
    }

    private OwnCodeRunner runner(Duration timeout, Callable<?> code) {
        return runner(timeout, code, events::add);
    }

    private OwnCodeRunner runner(Duration timeout, Callable<?> code, Recorder recorder) {
        Lane lane = Lane.ofOwnCode(new LaneName("orders"), timeout, timeout);
        return new OwnCodeRunner(lane, code, new LaneRunner.Bench(deadlines, recorder, clock));
    }
}

package dev.lapse.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lapse.cluster.Credentials;
import dev.lapse.cluster.Entrypoint;
import dev.lapse.cluster.Lsn;
import dev.lapse.cluster.NanoClock;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Role;
import dev.lapse.cluster.Timeline;
import dev.lapse.history.Attempt;
import dev.lapse.history.Event;
import dev.lapse.history.Lane;
import dev.lapse.history.LaneClosed;
import dev.lapse.history.LaneKind;
import dev.lapse.history.LaneName;
import dev.lapse.history.Outcome;
import dev.lapse.history.Recorder;
import dev.lapse.history.Vantage;
import dev.lapse.probe.FakePostgres.Mood;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LaneRunnerTest {
    /** What is held has begun by then, and is to be committed, also on a busy machine. */
    private static final Duration REACHES_COMMIT = Duration.ofSeconds(3);

    private static final Duration LONG = Duration.ofSeconds(20);
    /** On a busy machine, 20 connects and statements at once do not get through in a short time. */
    private static final Duration ENOUGH_TO_SEND = Duration.ofSeconds(2);

    private static final Duration SHORT = Duration.ofMillis(150);

    private final NanoClock clock = NanoClock.startingNow();
    private final FakePostgres postgres = new FakePostgres(Mood.ANSWERS);
    private final Deadlines deadlines = new Deadlines("test-deadlines");
    private final List<Event> events = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() throws IOException {
        postgres.close();
        deadlines.close();
    }

    @Test
    void acknowledgedWriteSaysWhoTookIt() {
        runner(LaneKind.WRITE, Vantage.NEW_CONNECTION, LONG).attempt(7, 5);

        Attempt attempt = attempts(1).get(0);
        assertThat(attempt.outcome()).isEqualTo(Outcome.OK);
        assertThat(attempt.seq()).isEqualTo(7);
        assertThat(attempt.dueNanos()).isEqualTo(5);
        assertThat(attempt.node()).isEqualTo(new NodeName("pg1"));
        assertThat(attempt.timeline()).isEqualTo(new Timeline(10));
        assertThat(attempt.lsn()).isEqualTo(Lsn.parse("0/16B3748"));
    }

    @Test
    void readSaysTheNewestRowAndWhoAnswered() {
        runner(LaneKind.READ, Vantage.NEW_CONNECTION, LONG).attempt(0, 0);

        Attempt attempt = attempts(1).get(0);
        assertThat(attempt.newestSeq()).isEqualTo(41);
        assertThat(attempt.node()).isEqualTo(new NodeName("pg2"));
        assertThat(attempt.role()).isEqualTo(Role.REPLICA);
    }

    @Test
    void stateSaysWhetherItWouldTakeAWrite() {
        runner(LaneKind.STATE, Vantage.PINNED, LONG).attempt(0, 0);

        Attempt attempt = attempts(1).get(0);
        assertThat(attempt.role()).isEqualTo(Role.PRIMARY);
        assertThat(attempt.writable()).isTrue();
        assertThat(attempt.timeline()).isEqualTo(new Timeline(2));
    }

    @Test
    void serverThatNeverGreetsMakesAFailedAttemptThatEndsByItsDeadline() {
        postgres.become(Mood.MUTE);

        runner(LaneKind.WRITE, Vantage.NEW_CONNECTION, SHORT).attempt(0, clock.nanos());

        Attempt attempt = attempts(1).get(0);
        assertThat(attempt.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(attempt.latencyNanos()).isGreaterThanOrEqualTo(SHORT.toNanos());
    }

    @Test
    void writeThatWasSentAndNotAnsweredIsIndeterminate() {
        postgres.become(Mood.MUTE_ON_STATEMENT);

        runner(LaneKind.WRITE, Vantage.NEW_CONNECTION, SHORT).attempt(0, clock.nanos());

        assertThat(attempts(1)).extracting(Attempt::outcome).containsExactly(Outcome.INDETERMINATE);
    }

    @Test
    void attemptThatLapseGaveUpSaysSo() {
        postgres.become(Mood.MUTE_ON_STATEMENT);

        runner(LaneKind.WRITE, Vantage.NEW_CONNECTION, SHORT).attempt(0, clock.nanos());

        Attempt attempt = attempts(1).get(0);
        assertThat(attempt.sqlState()).isNull();
        assertThat(attempt.error()).isEqualTo("deadline: Lapse gave it up after 150ms; sent, no answer");
    }

    @Test
    void expiredAttemptGivesItsWorkerBack() throws InterruptedException {
        postgres.become(Mood.MUTE);
        LaneRunner runner = runner(LaneKind.WRITE, Vantage.NEW_CONNECTION, SHORT);
        runner.attempt(0, clock.nanos());
        attempts(1);

        runner.drain();

        assertThat(events).hasSize(2).last().isInstanceOf(LaneClosed.class);
    }

    @Test
    void laneIsClosedAfterItsLastAttemptIsRecordedHoweverLateItsDeadlineRecordsIt() throws InterruptedException {
        postgres.become(Mood.MUTE);
        CountDownLatch closed = new CountDownLatch(1);
        Recorder slow = event -> {
            if (event instanceof LaneClosed) {
                closed.countDown();
            } else {
                waitAtMost(SHORT.multipliedBy(3), closed);
            }
            events.add(event);
        };
        LaneRunner runner = runner(LaneKind.WRITE, Vantage.NEW_CONNECTION, SHORT, slow);
        runner.attempt(0, clock.nanos());

        runner.drain();

        assertThat(events).hasSize(2).last().isInstanceOf(LaneClosed.class);
    }

    private static void waitAtMost(Duration time, CountDownLatch latch) {
        try {
            latch.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aStatementThatTakesTooLongIsCancelledOnTheServerAndTheSessionGoesOn() {
        LaneRunner runner = cancelling(Vantage.PINNED);
        postgres.become(Mood.WAITS_FOR_A_CANCEL);
        runner.attempt(0, clock.nanos());

        Attempt attempt = attempts(1).get(0);
        assertThat(attempt.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(attempt.sqlState()).isEqualTo("57014");
        assertThat(attempt.latencyNanos()).isGreaterThanOrEqualTo(SHORT.toNanos());
        assertThat(postgres.connections())
                .as("the session, and the request's own")
                .isEqualTo(2);
        postgres.become(Mood.ANSWERS);
        await().until(() -> runner.inFlight() == 0);
        runner.attempt(1, clock.nanos());
        assertThat(attempts(2).get(1).outcome()).isEqualTo(Outcome.OK);
        assertThat(postgres.connections()).isEqualTo(2);
    }

    @Test
    void aStatementThatIsAnsweredInTimeIsNotCancelled() throws InterruptedException {
        LaneRunner runner = cancelling(Vantage.NEW_CONNECTION);
        runner.attempt(0, 0);
        attempts(1);

        runner.drain();

        assertThat(postgres.connections()).isEqualTo(1);
    }

    @Test
    void warningOfACancelledWaitMakesAnAcknowledgementIndeterminate() {
        postgres.become(Mood.ANSWERS_WITH_WARNING);

        runner(LaneKind.WRITE, Vantage.NEW_CONNECTION, LONG).attempt(0, 0);

        Attempt attempt = attempts(1).get(0);
        assertThat(attempt.outcome()).isEqualTo(Outcome.INDETERMINATE);
        assertThat(attempt.sqlState()).isEqualTo("01000");
        assertThat(attempt.node()).isEqualTo(new NodeName("pg1"));
    }

    @Test
    void serverThatShutsDownDuringAWriteMakesItIndeterminate() {
        postgres.become(Mood.SHUTS_DOWN);

        runner(LaneKind.WRITE, Vantage.NEW_CONNECTION, LONG).attempt(0, 0);

        assertThat(attempts(1).get(0).sqlState()).isEqualTo("57P01");
        assertThat(attempts(1)).extracting(Attempt::outcome).containsExactly(Outcome.INDETERMINATE);
    }

    @Test
    void refusedConnectionIsFailed() throws IOException {
        postgres.close();

        runner(LaneKind.WRITE, Vantage.NEW_CONNECTION, LONG).attempt(0, 0);

        assertThat(attempts(1)).extracting(Attempt::outcome).containsExactly(Outcome.FAILED);
    }

    @Test
    void whatIsDueBeyondTheBoundIsNotSent() {
        postgres.become(Mood.MUTE);
        LaneRunner runner = runner(LaneKind.READ, Vantage.NEW_CONNECTION, LONG);
        int bound = Math.toIntExact(LONG.toSeconds()) + 2;

        for (int seq = 0; seq <= bound; seq++) {
            runner.attempt(seq, seq);
        }

        Attempt attempt = attempts(1).get(0);
        assertThat(attempt.outcome()).isEqualTo(Outcome.NOT_SENT);
        assertThat(attempt.seq()).isEqualTo(bound);
        assertThat(attempt.invokedNanos()).isEqualTo(attempt.dueNanos());
    }

    @Test
    void pinnedLaneHasOneAttemptInFlight() {
        postgres.become(Mood.MUTE);
        LaneRunner runner = runner(LaneKind.READ, Vantage.PINNED, LONG);

        runner.attempt(0, 0);
        runner.attempt(1, 1);

        assertThat(attempts(1)).extracting(Attempt::outcome).containsExactly(Outcome.NOT_SENT);
    }

    @Test
    void pinnedLaneKeepsItsSessionEvenOnAReadOnlyServer() {
        LaneRunner runner = runner(LaneKind.WRITE, Vantage.PINNED, LONG);
        attempt(runner, 0);
        postgres.become(Mood.READ_ONLY);
        attempt(runner, 1);
        postgres.become(Mood.ANSWERS);
        attempt(runner, 2);

        assertThat(attempts(3)).extracting(Attempt::outcome).containsExactly(Outcome.OK, Outcome.FAILED, Outcome.OK);
        assertThat(postgres.connections()).isEqualTo(1);
    }

    @Test
    void pinnedLaneReconnectsWithinTheAttemptAfterALostSession() {
        LaneRunner runner = runner(LaneKind.WRITE, Vantage.PINNED, LONG);
        attempt(runner, 0);
        postgres.become(Mood.SHUTS_DOWN);
        attempt(runner, 1);
        postgres.become(Mood.ANSWERS);
        attempt(runner, 2);

        assertThat(attempts(3))
                .extracting(Attempt::outcome)
                .containsExactly(Outcome.OK, Outcome.INDETERMINATE, Outcome.OK);
        assertThat(postgres.connections()).isEqualTo(2);
    }

    @Test
    void twentyAbandonedWritesHoldTheLaneBack() {
        postgres.become(Mood.MUTE_ON_STATEMENT);
        LaneRunner runner = runner(LaneKind.WRITE, Vantage.NEW_CONNECTION, ENOUGH_TO_SEND);
        for (int seq = 0; seq < Pace.ABANDONED_IN_A_ROW; seq++) {
            runner.attempt(seq, clock.nanos());
        }
        attempts(Pace.ABANDONED_IN_A_ROW);

        runner.attempt(20, 0);
        runner.attempt(21, clock.nanos() + Duration.ofSeconds(1).toNanos());

        List<Attempt> all = attempts(22);
        assertThat(all.get(20).outcome()).isEqualTo(Outcome.NOT_SENT);
        assertThat(all.get(21).outcome()).isEqualTo(Outcome.INDETERMINATE);
        assertThat(postgres.statements()).isEqualTo(21);
    }

    @Test
    void heldWriteIsAcknowledgedByItsCommit() {
        attempt(holding(LaneKind.WRITE, Vantage.NEW_CONNECTION, LONG), 7);

        Attempt attempt = attempts(1).get(0);
        assertThat(attempt.outcome()).isEqualTo(Outcome.OK);
        assertThat(attempt.node()).isEqualTo(new NodeName("pg1"));
        assertThat(attempt.timeline()).as("after the sleep").isEqualTo(new Timeline(11));
        assertThat(attempt.lsn()).isEqualTo(Lsn.parse("0/16B3750"));
        assertThat(postgres.statements()).as("insert, sleep, commit").isEqualTo(3);
    }

    @Test
    void heldWriteWhoseCommitWasNotSentIsNotCommitted() {
        postgres.become(Mood.MUTE_ON_SLEEP);

        holding(LaneKind.WRITE, Vantage.NEW_CONNECTION, REACHES_COMMIT).attempt(0, clock.nanos());

        Attempt attempt = attempts(1).get(0);
        assertThat(attempt.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(attempt.error()).isEqualTo("deadline: Lapse gave it up after 3s; begun, its commit not sent");
    }

    @Test
    void heldWriteWhoseCommitWasNotAnsweredIsIndeterminate() {
        postgres.become(Mood.MUTE_ON_COMMIT);

        holding(LaneKind.WRITE, Vantage.NEW_CONNECTION, REACHES_COMMIT).attempt(0, clock.nanos());

        assertThat(attempts(1)).extracting(Attempt::outcome).containsExactly(Outcome.INDETERMINATE);
    }

    @Test
    void warningOfACommitThatWasHeldMakesItIndeterminate() {
        postgres.become(Mood.WARNS_OF_COMMIT);

        attempt(holding(LaneKind.WRITE, Vantage.NEW_CONNECTION, LONG), 0);

        assertThat(attempts(1)).extracting(Attempt::outcome).containsExactly(Outcome.INDETERMINATE);
        assertThat(attempts(1).get(0).sqlState()).isEqualTo("01000");
    }

    @Test
    void heldReadSaysWhatItSawBeforeItSlept() {
        attempt(holding(LaneKind.READ, Vantage.NEW_CONNECTION, LONG), 0);

        assertThat(attempts(1).get(0).newestSeq()).isEqualTo(41);
    }

    @Test
    void sessionOfAHeldTransactionThatTheServerRefusedGoesOn() {
        LaneRunner runner = holding(LaneKind.WRITE, Vantage.PINNED, LONG);
        attempt(runner, 0);
        postgres.become(Mood.READ_ONLY);
        attempt(runner, 1);
        postgres.become(Mood.ANSWERS);
        attempt(runner, 2);

        assertThat(attempts(3)).extracting(Attempt::outcome).containsExactly(Outcome.OK, Outcome.FAILED, Outcome.OK);
        assertThat(postgres.connections()).isEqualTo(1);
    }

    private void attempt(LaneRunner runner, long seq) {
        runner.attempt(seq, 0);
        await().until(() -> runner.inFlight() == 0);
    }

    private List<Attempt> attempts(int expected) {
        await().until(() -> events.size() >= expected);
        return events.stream().map(Attempt.class::cast).toList();
    }

    private LaneRunner runner(LaneKind kind, Vantage vantage, Duration timeout) {
        return runner(kind, vantage, timeout, events::add);
    }

    private LaneRunner cancelling(Vantage vantage) {
        return runner(LaneKind.WRITE, vantage, LONG, SHORT, events::add);
    }

    private LaneRunner runner(LaneKind kind, Vantage vantage, Duration timeout, Recorder recorder) {
        return runner(kind, vantage, timeout, null, recorder);
    }

    private LaneRunner holding(LaneKind kind, Vantage vantage, Duration timeout) {
        return runner(kind, vantage, timeout, null, SHORT.dividedBy(2), events::add);
    }

    private LaneRunner runner(
            LaneKind kind, Vantage vantage, Duration timeout, @Nullable Duration cancel, Recorder recorder) {
        return runner(kind, vantage, timeout, cancel, null, recorder);
    }

    private LaneRunner runner(
            LaneKind kind,
            Vantage vantage,
            Duration timeout,
            @Nullable Duration cancel,
            @Nullable Duration hold,
            Recorder recorder) {
        Duration period = timeout.equals(LONG) ? Duration.ofSeconds(1) : Duration.ofMillis(5);
        Lane lane = new Lane(
                new LaneName("lane"), kind, Entrypoint.HAPROXY, vantage, null, period, timeout, cancel, hold, Map.of());
        Address address =
                Address.of(new Credentials("", "", "secret"), "127.0.0.1", postgres.port(), Duration.ofSeconds(60));
        Connections connections =
                vantage == Vantage.PINNED ? new PinnedConnection(address) : new NewConnections(address);
        return new LaneRunner(
                lane,
                LaneStatement.of(lane, Optional.of(lane.name()), 1),
                connections,
                new LaneRunner.Bench(deadlines, recorder, clock));
    }
}

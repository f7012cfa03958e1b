package dev.lapse.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.lapse.cluster.Credentials;
import dev.lapse.cluster.Entrypoint;
import dev.lapse.cluster.NanoClock;
import dev.lapse.history.Attempt;
import dev.lapse.history.Event;
import dev.lapse.history.Lane;
import dev.lapse.history.LaneClosed;
import dev.lapse.history.LaneKind;
import dev.lapse.history.LaneName;
import dev.lapse.history.LaneOpened;
import dev.lapse.history.LoadSeen;
import dev.lapse.history.Outcome;
import dev.lapse.history.Vantage;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Against addresses of the loopback network where nobody listens. */
class ProbeTest {
    private final List<Event> events = new CopyOnWriteArrayList<>();
    private final Lane write = lane("write", LaneKind.WRITE, Vantage.NEW_CONNECTION);
    private final Lane read = lane("read", LaneKind.READ, Vantage.PINNED);
    private final Probe probe = Probe.start(
            new TwoNodes(name -> "127.99.99.99"), List.of(write, read), 1, events::add, NanoClock.startingNow());

    @AfterEach
    void close() {
        probe.close();
    }

    @Test
    void lanesOpenBeforeTheirFirstAttemptAndCloseAfterTheirLast() {
        await().until(() -> events.stream().filter(Attempt.class::isInstance).count() >= 4);

        probe.close();

        assertThat(events.subList(0, 2)).hasOnlyElementsOfType(LaneOpened.class);
        assertThat(last(LaneClosed.class, write)).isGreaterThan(last(Attempt.class, write));
        assertThat(last(LaneClosed.class, read)).isGreaterThan(last(Attempt.class, read));
    }

    @Test
    void laneWithNothingInFlightDoesNotWaitForOneThatHangs() throws IOException {
        Lane slow = new Lane(
                new LaneName("slow"),
                LaneKind.READ,
                Entrypoint.HAPROXY,
                Vantage.PINNED,
                null,
                Duration.ofMillis(20),
                Duration.ofSeconds(2));
        List<Event> seen = new CopyOnWriteArrayList<>();
        try (FakePostgres mute = new FakePostgres(FakePostgres.Mood.MUTE);
                FakePostgres answers = new FakePostgres(FakePostgres.Mood.ANSWERS)) {
            Probe both =
                    Probe.start(List.of(plan(slow, mute), plan(read, answers)), seen::add, NanoClock.startingNow());
            await().until(() -> seen.stream().anyMatch(Attempt.class::isInstance));

            both.close();
        }

        assertThat(seen.stream().filter(LaneClosed.class::isInstance).map(LaneClosed.class::cast))
                .extracting(LaneClosed::lane)
                .containsExactly(read.name(), slow.name());
    }

    private static Probe.LanePlan plan(Lane lane, FakePostgres server) {
        return new Probe.LanePlan(
                lane,
                Address.of(new Credentials("", "", "secret"), "127.0.0.1", server.port(), Duration.ofSeconds(60)),
                LaneStatement.of(lane, Optional.of(lane.name()), 1));
    }

    @Test
    void everyDueNumberIsRecordedOnce() {
        await().until(() -> events.stream().filter(Attempt.class::isInstance).count() >= 10);

        probe.close();

        List<Long> numbers = events.stream()
                .filter(Attempt.class::isInstance)
                .map(Attempt.class::cast)
                .filter(attempt -> attempt.lane().equals(write.name()))
                .map(Attempt::seq)
                .sorted()
                .toList();
        assertThat(numbers).startsWith(0L, 1L).doesNotHaveDuplicates();
        assertThat(numbers.get(numbers.size() - 1)).isEqualTo(numbers.size() - 1);
    }

    @Test
    void clientsOfALoadAreDueEvenlyAndToldWithTheirCost() {
        List<Event> seen = new CopyOnWriteArrayList<>();
        List<Lane> clients = IntStream.rangeClosed(1, 5)
                .mapToObj(client -> lane("load-" + client, LaneKind.WRITE, Vantage.LOAD))
                .toList();

        Probe load = Probe.start(new TwoNodes(name -> "127.99.99.99"), clients, 1, seen::add, NanoClock.startingNow());
        await().until(() -> seen.stream().filter(Attempt.class::isInstance).count() >= 20);
        load.close();

        List<Long> opened = seen.stream()
                .filter(LaneOpened.class::isInstance)
                .map(Event::atNanos)
                .toList();
        assertThat(opened.stream().map(at -> at - opened.get(0)))
                .containsExactly(0L, 2_000_000L, 4_000_000L, 6_000_000L, 8_000_000L);
        assertThat(seen.get(seen.size() - 1))
                .isInstanceOfSatisfying(
                        LoadSeen.class, cost -> assertThat(cost.cpuNanos()).isPositive());
        assertThat(seen.stream()
                        .filter(Attempt.class::isInstance)
                        .map(Attempt.class::cast)
                        .filter(attempt -> attempt.outcome() == Outcome.NOT_SENT))
                .as("held back while no server is reached")
                .isNotEmpty();
    }

    @Test
    void closingAgainRecordsNothing() {
        probe.close();
        int recorded = events.size();

        probe.close();

        assertThat(events).hasSize(recorded);
    }

    @Test
    void closedProbeLeavesNoThread() {
        probe.close();

        // a pool has terminated some instructions before its last thread has
        Awaitility.await("the probe's threads ended")
                .untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                        .extracting(Thread::getName)
                        .noneMatch(name -> name.matches("lapse-(write|read|deadlines).*")));
    }

    private int last(Class<? extends Event> type, Lane lane) {
        int last = -1;
        for (int i = 0; i < events.size(); i++) {
            Event event = events.get(i);
            boolean ofLane = event instanceof Attempt attempt
                    ? attempt.lane().equals(lane.name())
                    : event instanceof LaneClosed closed && closed.lane().equals(lane.name());
            last = type.isInstance(event) && ofLane ? i : last;
        }
        return last;
    }

    private static Lane lane(String name, LaneKind kind, Vantage vantage) {
        return new Lane(
                new LaneName(name),
                kind,
                Entrypoint.HAPROXY,
                vantage,
                null,
                Duration.ofMillis(10),
                Duration.ofSeconds(1));
    }
}

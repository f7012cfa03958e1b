package dev.lapse.history;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lapse.cluster.NodeName;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ObservedEventsTest {
    private static final LeaderSeen PG1 = new LeaderSeen(2, new NodeName("pg1"), 1);
    private static final LeaderSeen FREE = new LeaderSeen(3, null, 2);
    private static final ObserverOpened OPENED = new ObserverOpened(1, "etcd-watch", 0);
    private static final ObserverClosed CLOSED = new ObserverClosed(9, "etcd-watch", 8, 2);

    private static void see(Event... events) {
        ObservedEvents observed = new ObservedEvents();
        List.of(events).forEach(observed::see);
        observed.requireWhole();
    }

    @Test
    void whatTheObserverSaysIsThere() {
        assertThatCode(() -> see(OPENED, PG1, FREE, CLOSED)).doesNotThrowAnyException();
    }

    @Test
    void statusIsWhatTheWatchTells() {
        assertThatCode(() -> see(OPENED, PG1, new StatusWritten(3, new NodeName("pg1"), 2, 250), CLOSED))
                .doesNotThrowAnyException();
    }

    @Test
    void eventThatIsMissingIsRefused() {
        assertThatThrownBy(() -> see(OPENED, PG1, CLOSED)).hasMessage("expected 2 events of observer watch, saw 1");
    }

    @Test
    void eventTooManyIsRefused() {
        assertThatThrownBy(() -> see(OPENED, PG1, FREE, PG1, CLOSED))
                .hasMessage("expected 2 events of observer watch, saw 3");
    }

    @Test
    void observerThatDoesNotCloseIsRefusedWhereAnotherDoes() {
        List<Event> events = new ArrayList<>(List.of(OPENED, PG1, FREE, CLOSED));
        events.add(0, new ObserverOpened(1, "patroni-pg1", 250));

        assertThatThrownBy(() -> see(events.toArray(Event[]::new))).hasMessageContaining("saw open [patroni-pg1]");
    }

    @Test
    void observerThatDoesNotCloseIsRefusedWhereTheEngineIsWatched() {
        assertThatThrownBy(() -> see(new ObserverOpened(1, "engine", 1000), OPENED, PG1))
                .hasMessageContaining("observers to be closed");
    }

    @Test
    void eventOfAnObserverThatNeverOpenedIsRefused() {
        assertThatThrownBy(() -> see(OPENED, PG1, FREE, new LeaseSeen(4, null, 3, 30), CLOSED))
                .hasMessage("expected observer lease to have been open");
    }

    @Test
    void oldHistoryWithoutClosingsIsTaken() {
        assertThatCode(() -> see(OPENED, PG1)).doesNotThrowAnyException();
    }

    @Test
    void renewalsAreCountedWithTheSecondsOfTheLease() {
        NodeName pg1 = new NodeName("pg1");
        LeaseSeen seen = new LeaseSeen(2, pg1, 29, 30);
        LeaseRenewed renewed = new LeaseRenewed(2, pg1, LeaseRenewed.By.HOLDER, 1);
        ObserverOpened opened = new ObserverOpened(1, "etcd-lease", 50);

        assertThatCode(() -> see(opened, seen, renewed, new ObserverClosed(9, "etcd-lease", 8, 2)))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> see(opened, seen, renewed, new ObserverClosed(9, "etcd-lease", 8, 1)))
                .hasMessage("expected 1 events of observer lease, saw 2");
    }

    @Test
    void membersOfTheStorePoolersAndLogsHaveAnObserverEach() {
        NodeName etcd1 = new NodeName("etcd1");
        NodeName pg1 = new NodeName("pg1");

        assertThatCode(() -> see(
                        new ObserverOpened(1, "etcd-member-etcd1", 250),
                        new ObserverOpened(1, "pooler-pg1", 250),
                        new ObserverOpened(1, "log-pg1", 0),
                        new StoreSeen(2, etcd1, true, etcd1, 2),
                        new PoolerSeen(2, pg1, true),
                        new PoolerSeen(3, pg1, false),
                        new LogSeen(1, pg1, LoggedFact.READY, pg1, 5, "line"),
                        new ObserverClosed(9, "etcd-member-etcd1", 8, 1),
                        new ObserverClosed(9, "pooler-pg1", 8, 2),
                        new ObserverClosed(9, "log-pg1", 8, 1)))
                .doesNotThrowAnyException();
    }

    @Test
    void factOfALogThatIsMissingIsRefused() {
        assertThatThrownBy(() -> see(
                        new ObserverOpened(1, "log-etcd-member-1", 0),
                        new ObserverClosed(9, "log-etcd-member-1", 8, 1)))
                .hasMessage("expected 1 events of observer log-etcd-member-1, saw 0");
    }

    @Test
    void blindnessOfAnObserverIsNoObservation() {
        assertThatCode(() -> see(OPENED, PG1, FREE, new ObserverBlind(8, "etcd-watch", 3), CLOSED))
                .doesNotThrowAnyException();
    }

    @Test
    void onlyAnObserverThatIsOpenCanBeBlind() {
        assertThatThrownBy(() -> see(OPENED, PG1, FREE, new ObserverBlind(8, "engine", 3), CLOSED))
                .hasMessage("expected observer engine to be open here");
        assertThatThrownBy(() -> new ObserverBlind(3, "engine", 8)).hasMessageContaining("saw since 8");
    }

    @Test
    void memberThatDidNotAnswerTellsNothing() {
        NodeName etcd1 = new NodeName("etcd1");

        assertThatThrownBy(() -> new StoreSeen(3, etcd1, false, etcd1, 0)).hasMessageContaining("did not answer");
        assertThatThrownBy(() -> new StoreSeen(3, etcd1, false, null, 2)).hasMessageContaining("term 2");
    }

    @Test
    void resolutionIsNotNegative() {
        NodeName pg1 = new NodeName("pg1");

        assertThatThrownBy(() -> new LogSeen(1, pg1, LoggedFact.READY, pg1, -1, "line"))
                .hasMessageContaining("saw -1");
    }
}

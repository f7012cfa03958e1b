package dev.lapse.observe;

import static dev.lapse.observe.Samples.node;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.cluster.Access;
import dev.lapse.cluster.DescribedCluster;
import dev.lapse.cluster.FakeCluster;
import dev.lapse.cluster.MemoryDcs;
import dev.lapse.cluster.NanoClock;
import dev.lapse.cluster.Sql;
import dev.lapse.cluster.WaitingClock;
import dev.lapse.component.Haproxy;
import dev.lapse.history.Event;
import dev.lapse.history.LeaderSeen;
import dev.lapse.history.LeaseSeen;
import dev.lapse.history.ObserverOpened;
import dev.lapse.history.PatroniRole;
import dev.lapse.history.PatroniSeen;
import dev.lapse.history.PatroniState;
import dev.lapse.history.SyncSeen;
import dev.lapse.history.Trouble;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A failover as the observer and the control see it where Patroni's DCS is not etcd. */
class FailoverOnAnotherDcsTest {
    private final MemoryDcs dcs = new MemoryDcs(List.of(node("c1"), node("c2"), node("c3")));
    private final FakePages pages = new FakePages();
    private final DescribedCluster cluster = Samples::spec;
    private final Sql sql = (address, port, timeout, statement) ->
            port == Haproxy.WRITE_PORT ? "f" : statement.contains("flush_lsn") ? "0/5000000" : "t";
    private final ClusterControl control = new ClusterControl(cluster, pages, dcs);
    private final Access access =
            new Access(cluster, null, null, new FakeCluster(Samples.spec()), sql, control, dcs, FakeCluster.IN_TURN);
    private final BlockingQueue<Event> coming = new LinkedBlockingQueue<>();
    private final List<Event> seen = new ArrayList<>();

    @BeforeEach
    void pg1Leads() {
        dcs.config(Map.of("synchronous_mode", "on", "failsafe_mode", "true"));
        dcs.failsafe("pg1", "pg2", "pg3");
        dcs.lock(node("pg1"));
        dcs.sync(node("pg1"), node("pg2"));
        pages.primary(node("pg1"), 1, node("pg2"), node("pg3"));
        pages.replica(node("pg2"), 1);
        pages.replica(node("pg3"), 1);
    }

    @AfterEach
    void close() {
        control.close();
        dcs.close();
    }

    @Test
    void lockIsFollowedFromHolderToHolder() throws InterruptedException {
        try (Observer observer = Observer.start(access, pages, coming::add, NanoClock.startingNow())) {
            await(event -> event instanceof LeaderSeen lock && node("pg1").equals(lock.holder()));
            await(event -> event instanceof SyncSeen sync && sync.standbys().contains(node("pg2")));

            pages.silence(node("pg1"));
            dcs.expire();
            await(event -> event instanceof LeaderSeen lock && lock.holder() == null);
            await(event ->
                    event instanceof PatroniSeen patroni && patroni.state().equals(PatroniState.UNREACHABLE));

            dcs.lock(node("pg2"));
            pages.primary(node("pg2"), 2, node("pg3"));
            await(event -> event instanceof LeaderSeen lock && node("pg2").equals(lock.holder()));
            await(event -> event instanceof PatroniSeen patroni && patroni.role() == PatroniRole.PRIMARY);
        }
        coming.drainTo(seen);

        assertThat(seen)
                .filteredOn(ObserverOpened.class::isInstance)
                .extracting(event -> ((ObserverOpened) event).observer())
                .contains("memory-watch", "memory-lease");
        assertThat(seen).noneMatch(LeaseSeen.class::isInstance).noneMatch(Trouble.class::isInstance);
        assertThat(seen).filteredOn(LeaderSeen.class::isInstance).hasSize(3);
    }

    @Test
    void controlFindsWhoIsWhoInTheSameStore() {
        assertThat(control.unsteady()).isEmpty();
        assertThat(control.primary()).contains(node("pg1"));
        assertThat(control.syncStandby()).contains(node("pg2"));
        assertThat(control.dcsLeader()).contains(node("c1"));

        pages.silence(node("pg1"));
        dcs.expire();
        assertThat(control.primary()).isEmpty();
        assertThat(control.unsteady())
                .contains("pg1: Patroni gave no answer: connect timed out", "no leader: lapse/leader is not held");

        pg2TakesOver();
        assertThat(control.unsteady()).isEmpty();
        assertThat(control.primary()).contains(node("pg2"));
    }

    @Test
    void gateIsLeftWithTheLockAndReachedAgainWithTheNewHolder() throws InterruptedException {
        SteadyGate gate = new SteadyGate(access, WaitingClock.startingNow(), line -> {});
        assertThat(gate.await(Duration.ZERO)).isEmpty();

        dcs.expire();
        assertThat(gate.await(Duration.ZERO)).contains("no leader: lapse/leader is not held");

        pg2TakesOver();
        assertThat(gate.await(Duration.ZERO)).isEmpty();
    }

    @Test
    void storeThatLosesItsLeaderThenItsQuorumIsUnsteady() {
        dcs.lose(node("c1"));

        assertThat(control.dcsLeader()).contains(node("c2"));
        assertThat(control.unsteady()).containsExactly("c1: memory gave no answer: no answer");

        dcs.lose(node("c2"));

        assertThat(control.dcsLeader()).isEmpty();
        assertThat(control.primary()).as("as the last member knew it").contains(node("pg1"));
        assertThat(control.unsteady())
                .containsExactly(
                        "c1: memory gave no answer: no answer",
                        "c2: memory gave no answer: no answer",
                        "c3: memory has no cluster leader");
    }

    @Test
    void settingsAndNodesThatTheStoreMissesAreNamed() {
        dcs.failsafe("pg1", "pg2");
        dcs.sync(node("pg3"), node("pg2"));

        assertThat(control.unsteady())
                .containsExactly(
                        "/sync names leader pg3, the leader lock is held by pg1",
                        "pg3: not in lapse/failsafe, which names [pg1, pg2]");
    }

    private void pg2TakesOver() {
        dcs.lock(node("pg2"));
        dcs.sync(node("pg2"), node("pg3"));
        pages.primary(node("pg2"), 2, node("pg3"), node("pg1"));
        pages.replica(node("pg1"), 2);
        pages.replica(node("pg3"), 2);
    }

    private void await(Predicate<Event> expected) throws InterruptedException {
        while (seen.stream().noneMatch(expected)) {
            Event event = coming.poll(10, TimeUnit.SECONDS);
            assertThat(event).as("nothing more within 10s after " + seen).isNotNull();
            seen.add(event);
        }
    }
}

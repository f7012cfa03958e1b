package dev.lapse.explain;

import static dev.lapse.explain.Tale.nanos;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.lapse.cluster.Entrypoint;
import dev.lapse.cluster.FaultName;
import dev.lapse.cluster.NodeName;
import dev.lapse.history.LaneKind;
import dev.lapse.history.LeaseRenewed;
import dev.lapse.history.LoggedFact;
import dev.lapse.history.ObserverBlind;
import dev.lapse.history.PatroniSeen;
import dev.lapse.history.Vantage;
import dev.lapse.oracle.Phase;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Outages after which another node leads, or the same one anew. Two of them were worked out by hand before. */
class ExplainerTest {
    /** primary-network-loss at default timings: 35.359 s, with the boundaries that were found by hand. */
    @Test
    void primaryCutOffIsTheLeaseTheRaceThePromotionAndTheBalancer() {
        Explained explained = Tale.begin()
                .step(11.2, "inject#1")
                .add(new LeaseRenewed(nanos(9.6), new NodeName("pg1"), LeaseRenewed.By.HOLDER, nanos(0.05)))
                .fault(11.37, FaultName.NETWORK_LOSS, "primary", "pg1")
                .leader(39.780, null)
                .leader(41.883, "pg2")
                .writes("pg1", 1, -1, 1, 11.38)
                .writes("pg2", 2, 42.013, 42.062, 60)
                .server(46.90, "write", "pg2", "UP")
                .server(20.00, "write", "pg1", "DOWN")
                .outage(11.399, 46.758, "pg1", "pg2", 46.736)
                .explained();

        assertThat(explained.kind()).isEqualTo(OutageKind.FAILOVER);
        assertThat(explained.phases())
                .extracting(SeenPhase::phase, SeenPhase::fromNanos, SeenPhase::toNanos, SeenPhase::resolutionNanos)
                .containsExactly(
                        tuple(Phase.DETECT, nanos(11.399), nanos(39.780), nanos(0.01)),
                        tuple(Phase.ELECT, nanos(39.780), nanos(41.883), nanos(0.01)),
                        tuple(Phase.PROMOTE, nanos(41.883), nanos(42.062), nanos(0.049)),
                        tuple(Phase.ROUTE, nanos(42.062), nanos(46.755), nanos(0.019)),
                        tuple(Phase.RECONNECT, nanos(46.755), nanos(46.758), nanos(0.003)));
        assertThat(explained.phases())
                .extracting(SeenPhase::endedBy, SeenPhase::source)
                .startsWith(tuple("leader key deleted", "etcd watch"), tuple("leader key put by pg2", "etcd watch"));
        assertThat(explained.sinceRenewal()).hasValueSatisfying(since -> {
            assertThat(since.from()).isEqualTo(Duration.ofMillis(1770));
            assertThat(since.to()).isEqualTo(Duration.ofMillis(1920));
        });
        assertThat(explained.served())
                .hasValueSatisfying(served -> assertThat(served.to()).isEqualTo(Duration.ofMillis(29)));
        assertThat(explained.unbounded()).isEmpty();
    }

    /** Two sites with four members of etcd, the line cut for 60 s: 97.599 s, with the boundaries found by hand. */
    @Test
    void storeWithoutQuorumIsTheHoldTheStoreTheLockAndTheBalancer() {
        Explained explained = Tale.begin()
                .observer("etcd-member-etcd1", 0.25)
                .observer("etcd-member-etcd2", 0.25)
                .observer("etcd-member-etcd3", 0.25)
                .observer("etcd-member-etcd4", 0.25)
                .member(0.2, "etcd1", "etcd1")
                .member(0.2, "etcd2", "etcd1")
                .member(0.2, "etcd3", "etcd1")
                .member(0.2, "etcd4", "etcd1")
                .step(13.5, "inject#1")
                .fault(13.76, FaultName.PARTITION, "site1|site2", "pg1")
                .member(15.2, "etcd1", null)
                .member(15.3, "etcd2", null)
                .member(15.4, "etcd3", null)
                .member(15.5, "etcd4", null)
                .step(73.858, "heal#1")
                .healed(74.281, FaultName.PARTITION, "site1|site2", "pg1")
                .member(121.9, "etcd3", "etcd3")
                .member(122.0, "etcd4", "etcd3")
                .member(122.247, "etcd2", "etcd3")
                .log(122.54, 0.01, "pg1", LoggedFact.LOCK_TAKEN, "pg1")
                .writes("pg1", 1, -1, 1, 29.69, 29.75)
                .writes("pg1", 2, 122.571, 122.619, 130)
                .server(41.0, "write", "pg1", "DOWN")
                .server(127.35, "write", "pg1", "UP")
                .outage(29.701, 127.300, "pg1", "pg1", 127.238)
                .explained();

        assertThat(explained.kind()).isEqualTo(OutageKind.NO_QUORUM);
        assertThat(explained.phases())
                .extracting(SeenPhase::phase, SeenPhase::toNanos, SeenPhase::resolutionNanos)
                .containsExactly(
                        tuple(Phase.NO_QUORUM, nanos(74.281), nanos(74.281) - nanos(73.858)),
                        tuple(Phase.QUORUM, nanos(122.247), nanos(0.25)),
                        tuple(Phase.ELECT, nanos(122.55), nanos(0.02)),
                        tuple(Phase.PROMOTE, nanos(122.619), nanos(122.619) - nanos(122.571)),
                        tuple(Phase.ROUTE, nanos(127.297), nanos(127.297) - nanos(127.238)),
                        tuple(Phase.RECONNECT, nanos(127.300), nanos(0.003)));
        assertThat(explained.served())
                .hasValueSatisfying(served -> assertThat(served.to()).isEqualTo(Duration.ofMillis(15941)));
        assertThat(explained.unbounded()).isEmpty();
    }

    @Test
    void withoutTheStoresMembersThePhasesOfTheStoreAreToldTogether() {
        Explained explained = Tale.begin()
                .fault(10, FaultName.QUORUM_LOSS, "etcd-majority", "etcd1")
                .step(40, "heal#1")
                .healed(40.5, FaultName.QUORUM_LOSS, "etcd-majority", "etcd1")
                .writes("pg1", 1, -1, 1, 14.9, 15.1)
                .writes("pg1", 2, 43, 43.05, 60)
                .outage(15, 44, "pg1", "pg1", 43.98)
                .explained();

        assertThat(explained.kind()).isEqualTo(OutageKind.NO_QUORUM);
        assertThat(explained.phases())
                .extracting(SeenPhase::phase)
                .containsExactly(Phase.NO_QUORUM, Phase.PROMOTE, Phase.RECONNECT);
        assertThat(explained.unbounded())
                .hasSize(2)
                .anySatisfy(why -> assertThat(why).contains("When the store had a leader again was not seen"));
    }

    @Test
    void logsOfTheStoreAndOfPatroniTellWhenBothWereBack() {
        Explained explained = Tale.begin()
                .fault(10, FaultName.QUORUM_LOSS, "etcd-majority", "etcd1")
                .step(40, "heal#1")
                .healed(40.5, FaultName.QUORUM_LOSS, "etcd-majority", "etcd1")
                .log(41, 0.01, "etcd2", LoggedFact.STORE_LEADER, "etcd2")
                .log(42, 0.01, "pg1", LoggedFact.PROMOTING, "pg1")
                .writes("pg1", 1, -1, 1, 14.9, 15.1)
                .writes("pg1", 2, 43, 43.05, 60)
                .outage(15, 44, "pg1", "pg1", 43.98)
                .explained();

        assertThat(explained.phases())
                .extracting(SeenPhase::phase, SeenPhase::toNanos, SeenPhase::source)
                .startsWith(
                        tuple(Phase.NO_QUORUM, nanos(40.5), "the harness's own record"),
                        tuple(Phase.QUORUM, nanos(41.01), "etcd's log"),
                        tuple(Phase.ELECT, nanos(42.01), "Patroni's log"),
                        tuple(Phase.PROMOTE, nanos(43.05), "state lane"));
        assertThat(explained.unbounded()).isEmpty();
    }

    @Test
    void storeThatElectsForSoLongThatThePrimaryDemotesItselfHadNoLeader() {
        Explained explained = Tale.begin()
                .member(0.2, "etcd1", "etcd1")
                .fault(10, FaultName.ETCD_MEMBER_LOSS, "etcd-leader", "etcd1")
                .member(10.5, "etcd1", null)
                .member(17, "etcd1", "etcd1")
                .log(17.2, 0.01, "pg1", LoggedFact.LOCK_TAKEN, "pg1")
                .writes("pg1", 1, -1, 1, 14.9, 15.1)
                .writes("pg1", 2, 17.3, 17.35, 60)
                .outage(15, 17.36, "pg1", "pg1", 17.34)
                .explained();

        assertThat(explained.kind()).isEqualTo(OutageKind.NO_QUORUM);
        assertThat(explained.phases())
                .extracting(SeenPhase::phase, SeenPhase::toNanos)
                .startsWith(tuple(Phase.QUORUM, nanos(17)), tuple(Phase.ELECT, nanos(17.21)));
        assertThat(explained.sentence()).contains("because the store had no leader");
    }

    @Test
    void primaryThatDemotesItselfWhileTheStoreHasALeaderIsADemotion() {
        Explained explained = Tale.begin()
                .member(0.2, "etcd1", "etcd1")
                .fault(10, FaultName.ETCD_MEMBER_LOSS, "etcd-leader", "etcd1")
                .member(10.5, "etcd1", null)
                .member(12, "etcd1", "etcd1")
                .log(16, 0.01, "pg1", LoggedFact.LOCK_TAKEN, "pg1")
                .writes("pg1", 1, -1, 1, 14.9, 15.1)
                .writes("pg1", 2, 16.2, 16.25, 60)
                .outage(15, 16.26, "pg1", "pg1", 16.24)
                .explained();

        assertThat(explained.kind()).isEqualTo(OutageKind.DEMOTION);
        assertThat(explained.phases())
                .extracting(SeenPhase::phase, SeenPhase::toNanos)
                .containsExactly(
                        tuple(Phase.ELECT, nanos(16.01)),
                        tuple(Phase.PROMOTE, nanos(16.25)),
                        tuple(Phase.RECONNECT, nanos(16.26)));
    }

    @Test
    void primaryThatStopsInOrderHasAShutdownInsteadOfALease() {
        assertThat(failover(FaultName.STOP).explained().phases().get(0))
                .extracting(SeenPhase::phase, SeenPhase::endedBy)
                .containsExactly(Phase.STOP, "leader key deleted");
        assertThat(failover(FaultName.CRASH).explained().phases().get(0).phase())
                .isEqualTo(Phase.DETECT);
    }

    @Test
    void lockThatIsGivenUpAfterAShutdownIsNoLease() {
        Tale tale = failover(FaultName.LATENCY)
                .log(10.5, 0.01, "pg1", LoggedFact.SHUTDOWN_RECEIVED, "pg1")
                .log(29.9, 0.01, "pg1", LoggedFact.LOCK_FREED, "pg1");

        assertThat(tale.explained().phases().get(0).phase()).isEqualTo(Phase.STOP);
    }

    @Test
    void switchoverIsPlanned() {
        Explained explained = failover(FaultName.SWITCHOVER).explained();

        assertThat(explained.kind()).isEqualTo(OutageKind.PLANNED);
        assertThat(explained.phases()).extracting(SeenPhase::phase).startsWith(Phase.STOP, Phase.ELECT, Phase.PROMOTE);
    }

    @Test
    void watchThatWasBlindWidensTheBoundary() {
        Explained explained = failover(FaultName.CRASH)
                .add(new ObserverBlind(nanos(30), "etcd-watch", nanos(27)))
                .explained();

        assertThat(explained.phases().get(0))
                .extracting(SeenPhase::toNanos, SeenPhase::resolutionNanos)
                .containsExactly(nanos(30), nanos(3));
        assertThat(explained.unbounded())
                .containsExactly(
                        "Observer etcd-watch could not look for 3 s: \"leader key deleted\" is known to no better than that.");
    }

    @Test
    void nodeThatTookOverWithoutAChangeOfTheLockSeenIsAFailoverAndNotTheBalancers() {
        Explained explained = Tale.begin()
                .fault(10, FaultName.NETWORK_LOSS, "primary", "pg1")
                .writes("pg1", 1, -1, 1, 10.02)
                .writes("pg2", 2, 42, 42.05, 60)
                .server(20, "write", "pg1", "DOWN")
                .server(46.9, "write", "pg2", "UP")
                .outage(10.05, 46.8, "pg1", "pg2", 46.78)
                .explained();

        assertThat(explained.kind()).isEqualTo(OutageKind.FAILOVER);
        assertThat(explained.phases()).extracting(SeenPhase::phase).startsWith(Phase.PROMOTE, Phase.ROUTE);
        assertThat(explained.unbounded())
                .hasSize(2)
                .allSatisfy(why -> assertThat(why).contains("the history has no change of the leader key"));
        assertThat(explained.sentence()).contains(" 32 s the promotion with the lease and the race before it, ");
    }

    @Test
    void holderInBetweenIsTold() {
        Explained explained = Tale.begin()
                .fault(10, FaultName.NETWORK_LOSS, "primary", "pg1")
                .leader(30, null)
                .leader(32, "pg3")
                .leader(38, null)
                .leader(40, "pg2")
                .writes("pg1", 1, -1, 1, 10.02)
                .writes("pg2", 2, 40, 40.1, 60)
                .outage(10.05, 46.8, "pg1", "pg2", 46.78)
                .explained();

        assertThat(explained.unbounded())
                .anySatisfy(why -> assertThat(why).startsWith("pg3 had the leader lock before pg2, from 32 s"));
    }

    @Test
    void promotionThatNobodySawIsToldWithTheBalancer() {
        Explained explained = Tale.begin()
                .fault(10, FaultName.CRASH, "primary", "pg1")
                .leader(30, null)
                .leader(32, "pg2")
                .server(34, "write", "pg1", "DOWN")
                .server(34, "write", "pg2", "UP")
                .outage(10.05, 34.1, "pg1", "pg2", 34.05)
                .explained();

        assertThat(explained.phases())
                .extracting(SeenPhase::phase)
                .containsExactly(Phase.DETECT, Phase.ELECT, Phase.ROUTE, Phase.RECONNECT);
        assertThat(explained.unbounded())
                .containsExactly("When pg2 took writes was not seen: no state lane asked it then.");
    }

    @Test
    void logSharpensTheStateLane() {
        Explained explained = failover(FaultName.CRASH)
                .log(32.15, 0.01, "pg2", LoggedFact.RECOVERED, "pg2")
                .log(32.17, 0.01, "pg2", LoggedFact.READY, "pg2")
                .explained();

        assertThat(explained.phases().get(2))
                .extracting(SeenPhase::phase, SeenPhase::toNanos, SeenPhase::resolutionNanos, SeenPhase::source)
                .containsExactly(Phase.PROMOTE, nanos(32.18), nanos(0.04), "PostgreSQL's log");
    }

    @Test
    void oldPrimaryThatIsStillUpKeepsTheRouteOpen() {
        Explained explained = Tale.begin()
                .fault(10, FaultName.STOP, "primary", "pg1")
                .leader(11, null)
                .leader(11.2, "pg2")
                .writes("pg2", 2, 11.3, 11.35, 60)
                .server(11.5, "write", "pg2", "UP")
                .server(15, "write", "pg1", "DOWN")
                .outage(10.2, 15.05, "pg1", "pg2", 15.02)
                .explained();

        assertThat(explained.phases().get(3))
                .extracting(SeenPhase::phase, SeenPhase::toNanos, SeenPhase::endedBy)
                .containsExactly(Phase.ROUTE, nanos(15), "pg1 DOWN at lb1");
    }

    @Test
    void clientThatWasLuckyBesideAnOldPrimaryWaitedForTheBalancer() {
        Explained explained = Tale.begin()
                .fault(10, FaultName.STOP, "primary", "pg1")
                .leader(11, null)
                .leader(11.2, "pg2")
                .writes("pg2", 2, 11.3, 11.35, 60)
                .server(11.5, "write", "pg2", "UP")
                .server(15, "write", "pg1", "DOWN")
                .outage(
                        Tale.lane(LaneKind.WRITE, Entrypoint.HAPROXY, Vantage.PINNED),
                        "inject#1",
                        10.2,
                        13.5,
                        "pg1",
                        "pg2",
                        13)
                .explained();

        assertThat(explained.phases())
                .extracting(SeenPhase::phase, SeenPhase::toNanos)
                .endsWith(tuple(Phase.ROUTE, nanos(13.5)));
        assertThat(explained.phases().get(3).endedBy()).isEqualTo("pg2 UP at lb1, beside another server");
        assertThat(explained.beside())
                .containsExactly("lb1 still had another server up when this client was answered: which of them a client"
                        + " meets is chance.");
    }

    @Test
    void balancerThatWasEarlyStandsBeside() {
        Explained explained = Tale.begin()
                .fault(10, FaultName.CRASH, "primary", "pg1")
                .leader(30, null)
                .leader(30.2, "pg2")
                .server(20, "write", "pg1", "DOWN")
                .server(30.5, "write", "pg2", "UP")
                .writes("pg2", 2, 33.9, 34, 60)
                .outage(10.05, 34.02, "pg1", "pg2", 34)
                .explained();

        assertThat(explained.phases())
                .extracting(SeenPhase::phase)
                .containsExactly(Phase.DETECT, Phase.ELECT, Phase.PROMOTE, Phase.RECONNECT);
        assertThat(explained.beside())
                .containsExactly("The balancer had pg2 up at least 3.4 s before it took writes: its Patroni had the"
                        + " leader lock.");
    }

    @Test
    void poolWaitsOnAfterTheBalancer() {
        Explained explained = Tale.begin()
                .fault(10, FaultName.CRASH, "primary", "pg1")
                .leader(30, null)
                .leader(32, "pg2")
                .writes("pg2", 2, 32.1, 32.15, 60)
                .server(20, "write", "pg1", "DOWN")
                .server(33, "write", "pg2", "UP")
                .outage(
                        Tale.lane(LaneKind.WRITE, Entrypoint.HAPROXY, Vantage.POOL),
                        "inject#1",
                        10.05,
                        37,
                        "pg1",
                        "pg2",
                        36.9)
                .explained();

        assertThat(explained.phases())
                .extracting(SeenPhase::phase, SeenPhase::lengthNanos)
                .endsWith(tuple(Phase.RECONNECT, nanos(4)));
        assertThat(explained.sentence()).contains("the pool's own wait");
    }

    @Test
    void clientOfEveryNodeHasNoBalancer() {
        Explained explained = Tale.begin()
                .fault(10, FaultName.CRASH, "primary", "pg1")
                .leader(30, null)
                .leader(32, "pg2")
                .writes("pg2", 2, 32.1, 32.15, 60)
                .outage(
                        Tale.lane(LaneKind.WRITE, Entrypoint.POSTGRES, Vantage.MULTI_HOST),
                        "inject#1",
                        10.05,
                        32.9,
                        "pg1",
                        "pg2",
                        32.5)
                .explained();

        assertThat(explained.phases())
                .extracting(SeenPhase::phase)
                .containsExactly(Phase.DETECT, Phase.ELECT, Phase.PROMOTE, Phase.RECONNECT);
        assertThat(explained.unbounded()).isEmpty();
    }

    @Test
    void newPrimaryWithoutAStandbyHoldsCommitsBack() {
        Explained explained = failover(FaultName.CRASH, 50)
                .synchronous()
                .sync(32.05, "pg2")
                .patroni(48, "pg2", "running", new PatroniSeen.Standby(new NodeName("pg1"), "streaming", "sync"))
                .explained();

        assertThat(explained.phases())
                .extracting(SeenPhase::phase, SeenPhase::toNanos)
                .endsWith(tuple(Phase.RELEASE, nanos(48)), tuple(Phase.RECONNECT, nanos(50)));
    }

    @Test
    void shutdownThatWaitsForStandbysStandsBeside() {
        Explained explained = failover(FaultName.CRASH)
                .log(10.5, 0.01, "pg1", LoggedFact.SHUTDOWN_RECEIVED, "pg1")
                .log(54.4, 0.01, "pg1", LoggedFact.SHUT_DOWN, "pg1")
                .explained();

        assertThat(explained.beside())
                .containsExactly(
                        "PostgreSQL on pg1 took 43.9 s to shut down: a fast shutdown waits for its standbys, up"
                                + " to wal_sender_timeout.");
    }

    @Test
    void outageThatHasNotEndedHasThePhasesSoFar() {
        Explained explained = Tale.begin()
                .fault(10, FaultName.CRASH, "primary", "pg1")
                .leader(30, null)
                .leader(32, "pg2")
                .writes("pg2", 2, 32.1, 32.15, 60)
                .openOutage(10.05, 40, "pg1")
                .explained();

        assertThat(explained.phases())
                .extracting(SeenPhase::phase)
                .startsWith(Phase.DETECT, Phase.ELECT, Phase.PROMOTE);
        assertThat(explained.phases().get(explained.phases().size() - 1).endedBy())
                .isEqualTo("end of the lane, and still no OK");
    }

    private static Tale failover(FaultName fault) {
        return failover(fault, 34.1);
    }

    /** pg2 follows pg1: the key goes at 30, is put at 32, and the balancer has the new one up at 34. */
    private static Tale failover(FaultName fault, double to) {
        return Tale.begin()
                .fault(10, fault, "primary", "pg1")
                .leader(30, null)
                .leader(32, "pg2")
                .writes("pg1", 1, -1, 1, 10)
                .writes("pg2", 2, 32.1, 32.2, 60)
                .server(20, "write", "pg1", "DOWN")
                .server(34, "write", "pg2", "UP")
                .outage(10.05, to, "pg1", "pg2", to - 0.05);
    }
}

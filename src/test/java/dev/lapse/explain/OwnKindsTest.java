package dev.lapse.explain;

import static dev.lapse.explain.Tale.nanos;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.lapse.cluster.Entrypoint;
import dev.lapse.cluster.FaultName;
import dev.lapse.cluster.NodeName;
import dev.lapse.history.AddressSeen;
import dev.lapse.history.Lane;
import dev.lapse.history.LaneKind;
import dev.lapse.history.LoggedFact;
import dev.lapse.history.Vantage;
import dev.lapse.oracle.Phase;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Outages in which the leader lock stayed where it was. */
class OwnKindsTest {
    private static final Map<String, String> POSTGRES = Map.of("process", "postgres", "restart", "on");
    private static final Map<String, String> PATRONI = Map.of("process", "patroni", "restart", "on");
    private static final Map<String, String> POOLER = Map.of("process", "pgbouncer", "restart", "on");
    private static final Map<String, String> HAPROXY = Map.of("process", "haproxy", "restart", "off");

    @Test
    void postgresThatStartsAgainIsARestart() {
        Explained explained = restart(FaultName.KILL, POSTGRES).explained();

        assertThat(explained.kind()).isEqualTo(OutageKind.RESTART);
        assertThat(explained.phases())
                .extracting(SeenPhase::phase, SeenPhase::toNanos, SeenPhase::resolutionNanos)
                .containsExactly(
                        tuple(Phase.RESTART, nanos(12.05), nanos(0.05)),
                        tuple(Phase.RECONNECT, nanos(12.5), nanos(0.02)));
    }

    @Test
    void restartThatWasAskedForIsPlanned() {
        Explained explained = restart(FaultName.RESTART, Map.of()).explained();

        assertThat(explained.kind()).isEqualTo(OutageKind.PLANNED);
        assertThat(explained.phases()).extracting(SeenPhase::phase).startsWith(Phase.RESTART);
    }

    @Test
    void patroniThatStartsAgainIsARestartAndTheBalancer() {
        Explained explained = Tale.begin()
                .fault(10, FaultName.KILL, "primary", "pg1", PATRONI)
                .patroni(10.2, "pg1", "unreachable")
                .patroni(17, "pg1", "running")
                .server(16, "write", "pg1", "DOWN")
                .server(19, "write", "pg1", "UP")
                .writes("pg1", 1, -1, 1, 60)
                .outage(15.9, 19.1, "pg1", "pg1", 18.9)
                .explained();

        assertThat(explained.kind()).isEqualTo(OutageKind.RESTART);
        assertThat(explained.phases())
                .extracting(SeenPhase::phase, SeenPhase::toNanos)
                .containsExactly(
                        tuple(Phase.RESTART, nanos(17)),
                        tuple(Phase.ROUTE, nanos(19)),
                        tuple(Phase.RECONNECT, nanos(19.1)));
    }

    @Test
    void poolerThatStartsAgainIsToldByItsObserver() {
        Explained explained = pooler().pooler(10.2, false).pooler(12, true).explained();

        assertThat(explained.kind()).isEqualTo(OutageKind.POOLER);
        assertThat(explained.phases())
                .extracting(SeenPhase::phase, SeenPhase::toNanos)
                .containsExactly(tuple(Phase.RESTART, nanos(12)), tuple(Phase.RECONNECT, nanos(12.5)));
        assertThat(explained.unbounded()).isEmpty();
    }

    @Test
    void poolerThatWasNotObservedIsUnbounded() {
        Explained explained = pooler().explained();

        assertThat(explained.kind()).isEqualTo(OutageKind.POOLER);
        assertThat(explained.phases()).extracting(SeenPhase::phase).containsExactly(Phase.RECONNECT);
        assertThat(explained.unbounded())
                .containsExactly("When the pooler was up again was not seen: the history has no observer of poolers.");
    }

    @Test
    void poolerThatIsDownUntilTheHealIsHeld() {
        Explained explained = pooler().step(12, "heal#1")
                .healed(12.1, FaultName.KILL, "primary", "pg1")
                .explained();

        assertThat(explained.phases())
                .extracting(SeenPhase::phase, SeenPhase::toNanos, SeenPhase::resolutionNanos)
                .startsWith(tuple(Phase.HOLD, nanos(12.1), nanos(12.1) - nanos(12)));
    }

    @Test
    void virtualAddressIsAtAnotherBalancerWhenKeepalivedSaysSo() {
        Explained explained =
                vip().log(11.8, 0.01, "lb2", LoggedFact.VIP_TAKEN, "lb2").explained();

        assertThat(explained.kind()).isEqualTo(OutageKind.VIP);
        assertThat(explained.phases())
                .extracting(SeenPhase::phase, SeenPhase::toNanos, SeenPhase::source)
                .startsWith(tuple(Phase.ROUTE, nanos(11.81), "keepalived's log"));
    }

    @Test
    void virtualAddressWithoutALogIsUnbounded() {
        Explained explained = vip().explained();

        assertThat(explained.kind()).isEqualTo(OutageKind.VIP);
        assertThat(explained.unbounded())
                .containsExactly("When another host took the virtual address was not seen: the history has nothing of"
                        + " its moves.");
    }

    @Test
    void balancerBehindAVirtualAddressThatNobodyTellsIsUnbounded() {
        Explained explained = Tale.begin()
                .server(0.1, "lb2", "write", "pg1", "UP")
                .fault(10, FaultName.CRASH, "primary", "pg1")
                .leader(30, null)
                .leader(32, "pg2")
                .writes("pg2", 2, 32.1, 32.15, 60)
                .server(34, "write", "pg2", "UP")
                .outage(
                        Tale.lane(LaneKind.WRITE, Entrypoint.VIP, Vantage.PINNED),
                        "inject#1",
                        10.05,
                        34.1,
                        "pg1",
                        "pg2",
                        34)
                .explained();

        assertThat(explained.phases()).extracting(SeenPhase::phase).doesNotContain(Phase.ROUTE);
        assertThat(explained.unbounded())
                .containsExactly(
                        "When the balancer sent clients to pg2 was not seen: the history does not tell which one"
                                + " carried the virtual address.");
    }

    /** The way is open when keepalived's log has the address on the new primary, or the client's first answer. */
    @Test
    void addressOnTheNodesThatComesToTheNewPrimaryIsTheRoute() {
        Explained explained = new Tale()
                .observer("etcd-watch", 0)
                .leader(0.1, "pg1")
                .log(0.1, 0.5, "pg1", LoggedFact.VIP_TAKEN, "pg1")
                .fault(10, FaultName.CRASH, "primary", "pg1")
                .leader(30, null)
                .leader(32, "pg2")
                .log(33.5, 0.5, "pg2", LoggedFact.VIP_TAKEN, "pg2")
                .writes("pg2", 2, 32.1, 32.15, 60)
                .outage(
                        Tale.lane(LaneKind.WRITE, Entrypoint.VIP, Vantage.PINNED),
                        "inject#1",
                        10.05,
                        34.1,
                        "pg1",
                        "pg2",
                        34)
                .explained();

        assertThat(explained.phases())
                .extracting(SeenPhase::phase)
                .containsExactly(Phase.DETECT, Phase.ELECT, Phase.PROMOTE, Phase.ROUTE, Phase.RECONNECT);
        assertThat(explained.phases().get(3).endedBy()).isEqualTo("virtual address at pg2");
        assertThat(explained.sentence()).contains("the virtual address").doesNotContain("the balancer");
        assertThat(explained.unbounded()).isEmpty();
    }

    /** vip-manager, or keepalived, is on the nodes; lb1 leads other clients, and says the node is up before the address is. */
    @Test
    void addressOnTheNodesIsTheRouteAlsoWhereABalancerStandsBesideThem() {
        Explained explained = new Tale()
                .observer("etcd-watch", 0)
                .server(0, Balancers.WRITE, "pg1", "UP")
                .add(new AddressSeen(0, new NodeName("pg1"), true))
                .add(new AddressSeen(0, new NodeName("pg2"), false))
                .leader(0.1, "pg1")
                .fault(10, FaultName.CRASH, "primary", "pg1")
                .server(12, Balancers.WRITE, "pg1", "DOWN")
                .leader(30, null)
                .leader(32, "pg2")
                .server(32.6, Balancers.WRITE, "pg2", "UP")
                .log(33.5, 0.5, "pg2", LoggedFact.VIP_TAKEN, "pg2")
                .writes("pg2", 2, 32.1, 32.15, 60)
                .outage(
                        Tale.lane(LaneKind.WRITE, Entrypoint.VIP, Vantage.PINNED),
                        "inject#1",
                        10.05,
                        34.1,
                        "pg1",
                        "pg2",
                        34)
                .explained();

        assertThat(explained.phases())
                .filteredOn(phase -> phase.phase() == Phase.ROUTE)
                .extracting(SeenPhase::endedBy)
                .containsExactly("virtual address at pg2");
        assertThat(explained.sentence()).contains("the virtual address").doesNotContain("the balancer");
    }

    /** Another node leads long before; but this client's way is closed until its balancer's host is back. */
    @Test
    void clientWhoseBalancerWasOnTheLostHostWaitsForThatHost() {
        Explained explained = Tale.begin()
                .fault(10, FaultName.CRASH, "primary", "lb1")
                .leader(30, null)
                .leader(32, "pg2")
                .writes("pg2", 2, 32.1, 32.15, 60)
                .step(43, "heal#1")
                .healed(43.5, FaultName.CRASH, "primary", "lb1")
                .server(44.4, "write", "pg2", "UP")
                .outage(10.05, 44.5, "pg1", "pg2", 44.2)
                .explained();

        assertThat(explained.kind()).isEqualTo(OutageKind.CUT);
        assertThat(explained.phases())
                .extracting(SeenPhase::phase)
                .containsExactly(Phase.HOLD, Phase.ROUTE, Phase.RECONNECT);
    }

    /** The client is on the side of a partition where its balancer is not; one whose balancer is beside it is not cut. */
    @ParameterizedTest
    @CsvSource({"app2, CUT", "app1, FAILOVER"})
    void clientOnTheOtherSideThanItsBalancerWaitsForTheHeal(String place, OutageKind kind) {
        Explained explained = Tale.begin()
                .fault(10, FaultName.PARTITION, "a|b", "app2")
                .leader(30, null)
                .leader(32, "pg2")
                .writes("pg2", 2, 32.1, 32.15, 60)
                .server(33, "write", "pg2", "UP")
                .step(43, "heal#1")
                .healed(43.5, FaultName.PARTITION, "a|b", "app2")
                .outage(
                        Tale.lane(LaneKind.WRITE, Entrypoint.HAPROXY, Vantage.PINNED)
                                .at(new NodeName(place)),
                        "inject#1",
                        10.05,
                        45,
                        "pg1",
                        "pg2",
                        44)
                .explained();

        assertThat(explained.kind()).isEqualTo(kind);
    }

    @Test
    void balancerThatFindsThePrimaryDownIsRouting() {
        Explained explained = Tale.begin()
                .fault(10, FaultName.TIMEOUT, "haproxy-rest", "pg1")
                .server(13, "write", "pg1", "DOWN")
                .step(20, "heal#1")
                .healed(20.1, FaultName.TIMEOUT, "haproxy-rest", "pg1")
                .server(23, "write", "pg1", "UP")
                .writes("pg1", 1, -1, 1, 60)
                .outage(12.9, 23.1, "pg1", "pg1", 22.9)
                .explained();

        assertThat(explained.kind()).isEqualTo(OutageKind.ROUTING);
        assertThat(explained.phases())
                .extracting(SeenPhase::phase, SeenPhase::toNanos)
                .containsExactly(
                        tuple(Phase.HOLD, nanos(20.1)),
                        tuple(Phase.ROUTE, nanos(23)),
                        tuple(Phase.RECONNECT, nanos(23.1)));
    }

    @Test
    void balancerItselfThatIsAwayIsRouting() {
        Explained explained = Tale.begin()
                .fault(10, FaultName.KILL, "lb1", "lb1", HAPROXY)
                .server(10.2, "write", "pg1", "UNREACHABLE")
                .step(20, "heal#1")
                .healed(20.1, FaultName.KILL, "lb1", "lb1")
                .server(20.4, "write", "pg1", "UP")
                .writes("pg1", 1, -1, 1, 60)
                .outage(10.05, 20.5, "pg1", "pg1", 20.3)
                .explained();

        assertThat(explained.kind()).isEqualTo(OutageKind.ROUTING);
        assertThat(explained.phases()).extracting(SeenPhase::phase).startsWith(Phase.HOLD, Phase.ROUTE);
    }

    @Test
    void commitsWaitUntilPatroniNamesAnotherStandby() {
        Explained explained = standbyLost().sync(16, "pg1", "pg3").explained();

        assertThat(explained.kind()).isEqualTo(OutageKind.REPLICA);
        assertThat(explained.phases())
                .extracting(SeenPhase::phase, SeenPhase::toNanos, SeenPhase::endedBy)
                .startsWith(tuple(Phase.RELEASE, nanos(16), "sync key names pg3"));
    }

    @Test
    void commitsOfAnAsynchronousClusterDoNotWait() {
        Explained explained = Tale.begin()
                .fault(10, FaultName.NETWORK_LOSS, "replica", "pg2")
                .sync(16, "pg1", "pg3")
                .writes("pg1", 1, -1, 1, 60)
                .outage(10.05, 16.5, "pg1", "pg1", 16)
                .explained();

        assertThat(explained.kind()).isEqualTo(OutageKind.UNKNOWN);
    }

    @Test
    void faultThatHoldsRequestsBackIsACut() {
        Explained explained = Tale.begin()
                .fault(10, FaultName.STALL, "client-haproxy", "lb1")
                .step(15, "heal#1")
                .healed(15.2, FaultName.STALL, "client-haproxy", "lb1")
                .writes("pg1", 1, -1, 1, 60)
                .outage(10.05, 15.3, "pg1", "pg1", 14.9)
                .explained();

        assertThat(explained.kind()).isEqualTo(OutageKind.CUT);
        assertThat(explained.phases())
                .extracting(SeenPhase::phase, SeenPhase::toNanos)
                .containsExactly(tuple(Phase.HOLD, nanos(15.2)), tuple(Phase.RECONNECT, nanos(15.3)));
    }

    @Test
    void outageWithoutAnyEventIsUnknown() {
        Explained explained = Tale.begin()
                .writes("pg1", 1, -1, 1, 60)
                .outage(Tale.writeLane(), "steady#1", 10, 11, "pg1", "pg1", 10.9)
                .explained();

        assertThat(explained.kind()).isEqualTo(OutageKind.UNKNOWN);
        assertThat(explained.injection()).isEmpty();
        assertThat(explained.unbounded()).hasSize(1);
        assertThat(explained.phases()).extracting(SeenPhase::lengthNanos).containsExactly(nanos(1));
    }

    @Test
    void readersOfALostReplicaWaitForTheBalancer() {
        Explained explained = Tale.begin()
                .server(0.1, "read", "pg3", "UP")
                .fault(10, FaultName.NETWORK_LOSS, "replica", "pg2")
                .server(16, "read", "pg2", "DOWN")
                .outage(readLane(), "inject#1", 10.05, 16.1, "pg2", "pg3", 15.9)
                .explained();

        assertThat(explained.kind()).isEqualTo(OutageKind.REPLICA);
        assertThat(explained.phases())
                .extracting(SeenPhase::phase, SeenPhase::toNanos, SeenPhase::endedBy)
                .startsWith(tuple(Phase.ROUTE, nanos(16), "pg2 DOWN at lb1"));
    }

    @Test
    void readersOfAReplicaThatRejoinsWaitForIt() {
        Explained explained = Tale.begin()
                .fault(10, FaultName.NETWORK_LOSS, "primary", "pg1")
                .step(40, "heal#1")
                .healed(40.1, FaultName.NETWORK_LOSS, "primary", "pg1")
                .answers("pg1", -1, 1, 42, 42.1)
                .answers("pg1", 45, 45.05, 60, 60)
                .outage(readLane(), "heal#1", 42.05, 45.2, "pg2", "pg1", 45.1)
                .explained();

        assertThat(explained.kind()).isEqualTo(OutageKind.REPLICA);
        assertThat(explained.injection()).hasValue("inject#1/1");
        assertThat(explained.served()).isEmpty();
        assertThat(explained.phases())
                .extracting(SeenPhase::phase, SeenPhase::toNanos, SeenPhase::endedBy)
                .startsWith(tuple(Phase.RESTART, nanos(45.05), "pg1 takes connections"));
    }

    private static Tale restart(FaultName fault, Map<String, String> options) {
        return Tale.begin()
                .fault(10, fault, "primary", "pg1", options)
                .writes("pg1", 1, -1, 1, 9.95, 10.15)
                .writes("pg1", 1, 12, 12.05, 60)
                .outage(10.05, 12.5, "pg1", "pg1", 12.48);
    }

    private static Tale pooler() {
        return Tale.begin()
                .fault(10, FaultName.KILL, "primary", "pg1", POOLER)
                .writes("pg1", 1, -1, 1, 60)
                .outage(10.05, 12.5, "pg1", "pg1", 12.2);
    }

    private static Tale vip() {
        return Tale.begin()
                .server(0.1, "lb2", "write", "pg1", "UP")
                .fault(10, FaultName.KILL, "vip-holder", "lb1", HAPROXY)
                .server(10.2, "write", "pg1", "UNREACHABLE")
                .writes("pg1", 1, -1, 1, 60)
                .outage(
                        Tale.lane(LaneKind.WRITE, Entrypoint.VIP, Vantage.NEW_CONNECTION),
                        "inject#1",
                        10.05,
                        12,
                        "pg1",
                        "pg1",
                        11.7);
    }

    private static Tale standbyLost() {
        return Tale.begin()
                .synchronous()
                .sync(0.1, "pg1", "pg2")
                .fault(10, FaultName.NETWORK_LOSS, "sync-standby", "pg2")
                .writes("pg1", 1, -1, 1, 60)
                .outage(10.05, 16.5, "pg1", "pg1", 15.9);
    }

    private static Lane readLane() {
        return Tale.lane(LaneKind.READ, Entrypoint.HAPROXY, Vantage.NEW_CONNECTION);
    }
}

package dev.lapse.check;

import static dev.lapse.check.Story.ms;
import static dev.lapse.check.Story.nanos;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.lapse.cluster.Entrypoint;
import dev.lapse.cluster.NodeName;
import dev.lapse.history.AddressSeen;
import dev.lapse.history.Lane;
import dev.lapse.history.LaneKind;
import dev.lapse.history.LaneName;
import dev.lapse.history.LoggedFact;
import dev.lapse.history.ObserverOpened;
import dev.lapse.history.Vantage;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class WitnessesTest {
    private static final List<String> BOTH = List.of("pg1", "pg2");
    private static final String PINNED = "write-haproxy-pinned";

    @ParameterizedTest
    @EnumSource
    void whoDidNotLookSaysWhyAndIsNeverPassed(Witness witness) {
        Story story = Story.begin().step("steady#1", 0, 4000);

        Testimony testimony = testimony(story, witness);
        assertThat(testimony.looked()).isFalse();
        assertThat(testimony.gaps()).hasSize(1);
        String check = check(witness);
        assertThat(story.expect(check, "never").finding(check))
                .satisfies(finding -> assertThat(finding.verdict()).isEqualTo(Verdict.UNKNOWN))
                .satisfies(finding -> assertThat(finding.measured()).isEqualTo("not observed"));
    }

    private static String check(Witness witness) {
        return switch (witness) {
            case STATE, WRITE, CLIENTS -> "dual_primary_by_" + witness.text();
            case ROUTERS -> "two_routed";
            case VIP -> "two_vip_holders";
        };
    }

    @Test
    void clientsOfOneEntranceThatTwoNodesAcknowledge() {
        Story story = clients();
        acks(story, PINNED, "pg1", 1, 0, 2000);
        acks(story, Story.WRITE, "pg2", 2, 1000, 3000);

        Testimony testimony = testimony(story, Witness.CLIENTS);

        assertThat(testimony.sightings())
                .containsExactly(new Sighting(BOTH, "haproxy", nanos(1002), nanos(1980), ms(978), ms(4000)));
        assertThat(testimony.late()).isEqualTo(1);
        assertThat(testimony.resolution()).isEqualTo(ms(20));
        assertThat(story.expect("dual_primary_by_clients", "never")
                        .finding("dual_primary_by_clients")
                        .verdict())
                .isEqualTo(Verdict.FAIL);
    }

    /** A pooler on a host without PostgreSQL leads to whoever is the primary; one beside a node leads to that node. */
    @ParameterizedTest
    @CsvSource({"pool1, true", "pg1, false"})
    void poolerApartFromTheNodesIsAnEntranceToAllOfThem(String host, boolean looked) {
        Story story = Story.begin()
                .step("steady#1", 0, 4000)
                .primary(0, "pg1", 1, "pg2")
                .replica(0, "pg2", 1)
                .pooled("one", host)
                .pooled("other", host);
        acks(story, "one", "pg1", 1, 0, 2000);
        acks(story, "other", "pg2", 2, 1000, 3000);

        Testimony testimony = testimony(story, Witness.CLIENTS);

        assertThat(testimony.looked()).isEqualTo(looked);
        assertThat(testimony.sightings()).hasSize(looked ? 1 : 0);
    }

    @Test
    void anotherEntranceIsAnotherWitness() {
        Story story = Story.begin()
                .step("steady#1", 0, 4000)
                .lane(Story.WRITE, LaneKind.WRITE)
                .lane("write-vip", LaneKind.WRITE, Entrypoint.VIP);
        acks(story, "write-vip", "pg1", 1, 0, 2000);
        acks(story, Story.WRITE, "pg2", 2, 1000, 3000);

        assertThat(testimony(story, Witness.CLIENTS).sightings()).isEmpty();
        assertThat(testimony(story, Witness.CLIENTS).where()).containsExactly("haproxy", "vip");
        assertThat(story.measured().dualPrimary().windows()).hasSize(1);
    }

    /** It may have been taken before, and the answer held up. */
    @Test
    void anAcknowledgementThatWasAskedForBeforeTheNewerOneIsLate() {
        Story story = clients().slowAck(PINNED, 960, 700, "pg1", 1);
        acks(story, Story.WRITE, "pg2", 2, 1000, 3000);

        Testimony testimony = testimony(story, Witness.CLIENTS);

        assertThat(testimony.sightings()).isEmpty();
        assertThat(testimony.late()).isEqualTo(1);
        assertThat(story.measured().dualPrimary().windows()).isEmpty();
        Finding finding = story.expect("dual_primary_by_clients", "never").finding("dual_primary_by_clients");
        assertThat(finding.verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(Story.sure(finding))
                .isEqualTo("no, 1 acknowledgement of an old timeline came after the newer one's first and was asked for"
                        + " before it: when the node took the write is not known");
    }

    /** State lanes may have looked all the time and seen nothing: between two looks it may have been so. */
    @Test
    void aLateAcknowledgementLeavesDualPrimaryInDoubt() {
        Story story = clients()
                .direct("state-pg1", LaneKind.STATE, "pg1")
                .direct("state-pg2", LaneKind.STATE, "pg2")
                .says("state-pg1", true, 0, 900)
                .says("state-pg1", false, 900, 4000)
                .says("state-pg2", false, 0, 1000)
                .says("state-pg2", true, 1000, 4000);
        acks(story, Story.WRITE, "pg2", 2, 1000, 3000);
        assertThat(story.finding("dual_primary").verdict()).isEqualTo(Verdict.PASS);

        story.slowAck(PINNED, 800, 900, "pg1", 1);

        assertThat(story.finding("dual_primary").verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(Story.sure(story.finding("dual_primary"))).contains("when the node took the write is not known");
        assertThat(story.expect("dual_primary", "2s").finding("dual_primary").verdict())
                .isEqualTo(Verdict.PASS);
    }

    /** A thawed primary takes what waits in its socket: the window begins when that is acknowledged. */
    @Test
    void aForkedWriteThatWaitedCountsFromItsAcknowledgement() {
        Story story = clients().slowAck(PINNED, 2000, 900, "pg1", 1);
        acks(story, PINNED, "pg1", 1, 2920, 3100);
        acks(story, Story.WRITE, "pg2", 2, 1000, 3500);

        assertThat(testimony(story, Witness.CLIENTS).sightings())
                .extracting(Sighting::fromNanos, Sighting::toNanos)
                .containsExactly(tuple(nanos(2900), nanos(3080)));
    }

    @Test
    void directWritesOnAnOldTimeline() {
        Story story = Story.begin()
                .step("steady#1", 0, 4000)
                .lane(Story.WRITE, LaneKind.WRITE)
                .direct("write-pg1", LaneKind.WRITE, "pg1")
                .direct("write-pg2", LaneKind.WRITE, "pg2")
                .error("write-pg2", "25006", "read-only", 0, 4000);
        for (long due = 0; due < 2000; due += 100) {
            story.ack("write-pg1", due, "pg1", 1);
        }
        acks(story, Story.WRITE, "pg2", 2, 1000, 3000);

        assertThat(testimony(story, Witness.WRITE).sightings())
                .extracting(Sighting::who, Sighting::duration)
                .containsExactly(tuple(BOTH, ms(898)));
        assertThat(testimony(story, Witness.STATE).looked()).isFalse();
        assertThat(testimony(story, Witness.CLIENTS).sightings()).isEmpty();
    }

    /** What its state lane told is no answer to whether it takes writes. */
    @ParameterizedTest
    @CsvSource({"false, UNKNOWN", "true, UNKNOWN", ", PASS"})
    void aNodeThatWasNotAskedToTakeAWriteIsNotObserved(@Nullable Boolean hasLane, Verdict verdict) {
        Story story = Story.begin().step("steady#1", 0, 9000).lane(Story.WRITE, LaneKind.WRITE);
        for (String node : List.of("pg1", "pg2", "pg3")) {
            story.direct("state-" + node, LaneKind.STATE, node)
                    .says("state-" + node, node.equals("pg1"), 0, 1000)
                    .says("state-" + node, node.equals("pg2"), 1000, 9000);
        }
        for (String node : List.of("pg2", "pg3")) {
            story.direct("write-" + node, LaneKind.WRITE, node)
                    .error("write-" + node, "25006", "read-only", 0, node.equals("pg2") ? 1000 : 9000);
        }
        for (long due = 1000; due < 9000; due += 100) {
            story.ack("write-pg2", due, "pg2", 2);
        }
        if (hasLane == null || hasLane) {
            story.watch(patient("write-pg1", "pg1"), 0)
                    .error("write-pg1", "25006", "read-only", 0, hasLane == null ? 9000 : 1000);
        }

        assertThat(story.finding("dual_primary").verdict()).isEqualTo(Verdict.PASS);
        assertThat(story.expect("dual_primary_by_state", "never")
                        .finding("dual_primary_by_state")
                        .verdict())
                .isEqualTo(Verdict.PASS);
        assertThat(story.expect("dual_primary_by_write", "never")
                        .finding("dual_primary_by_write")
                        .verdict())
                .isEqualTo(verdict);
    }

    /** A direct write lane whose statements wait for a minute in the socket of a frozen server. */
    private static Lane patient(String name, String node) {
        return new Lane(
                new LaneName(name),
                LaneKind.WRITE,
                Entrypoint.POSTGRES,
                Vantage.DIRECT,
                new NodeName(node),
                ms(100),
                ms(60_000));
    }

    /** Its statistics were to be polled, and not a single look of them was recorded. */
    @Test
    void aBalancerThatWasNeverSeenIsNotObserved() {
        Story story = routers().polled("lb2").server(2500, "lb1", "pg1", "DOWN").expect("two_routed", "5s");

        assertThat(story.finding("two_routed").verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(Story.sure(story.finding("two_routed"))).isEqualTo("no, the pool of lb2 was never seen");
    }

    @Test
    void twoServersUpAreToldForAsLongAsTheyWereSeen() {
        Story story = routers().server(6000, "lb1", "pg1", "DOWN");

        assertThat(testimony(story, Witness.ROUTERS).sightings())
                .containsExactly(new Sighting(BOTH, "lb1", nanos(2000), nanos(6000), ms(3750), ms(4250)));
        assertThat(testimony(story, Witness.ROUTERS).isWhole()).isTrue();
    }

    /** They are no two writable nodes. */
    @Test
    void twoServersUpAreNoDualPrimary() {
        Story story = routers().server(6000, "lb1", "pg1", "DOWN");

        assertThat(story.measured().dualPrimary().windows()).isEmpty();
        assertThat(story.findings("two_routed")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"never, FAIL", "5s, PASS", "3s, FAIL", "4s, UNKNOWN", ">= 1ms, PASS", ">= 3900ms, FAIL", "1ms..5s, PASS"
    })
    void twoServersUpAreHeldAgainstALimit(String limit, Verdict verdict) {
        Story story = routers()
                .server(6000, "lb1", "pg1", "DOWN")
                .ended(9000, "completed")
                .expect("two_routed", limit);

        assertThat(story.finding("two_routed").verdict()).isEqualTo(verdict);
    }

    /** HAProxy takes a server for up until it has checked it. */
    @Test
    void whatWasUpBeforeTheFirstStepDoesNotCount() {
        Story story = Story.begin()
                .polled("lb1")
                .step("steady#1", 1000, 4000)
                .server(100, "lb1", "pg1", "UP")
                .server(100, "lb1", "pg2", "UP")
                .server(600, "lb1", "pg2", "DOWN");

        assertThat(testimony(story, Witness.ROUTERS).sightings()).isEmpty();
        assertThat(story.expect("two_routed", "never").finding("two_routed").verdict())
                .isEqualTo(Verdict.PASS);
    }

    @Test
    void aServerThatGoesDownIsStillSentClients() {
        Story story = routers().server(2500, "lb1", "pg1", "UP 1/3").server(4000, "lb1", "pg1", "DOWN");

        assertThat(testimony(story, Witness.ROUTERS).sightings())
                .extracting(Sighting::toNanos)
                .containsExactly(nanos(4000));
    }

    @Test
    void aBalancerThatDidNotAnswerIsNotObserved() {
        Story story = Story.begin()
                .polled("lb1")
                .step("steady#1", 0, 20_000)
                .server(100, "lb1", "pg1", "UP")
                .server(100, "lb1", "pg2", "DOWN")
                .server(3000, "lb1", "pg1", "UNREACHABLE")
                .server(3000, "lb1", "pg2", "UNREACHABLE")
                .server(9000, "lb1", "pg1", "UP")
                .server(9000, "lb1", "pg2", "DOWN")
                .expect("two_routed", "never");

        assertThat(story.finding("two_routed").verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(Story.sure(story.finding("two_routed"))).isEqualTo("no, lb1 did not answer for 6.000s from 3.000s");
    }

    @Test
    void twoHostsThatHoldTheAddress() {
        Story story = addresses(3500, 8500).expect("two_vip_holders", "never");

        assertThat(testimony(story, Witness.VIP).sightings())
                .containsExactly(new Sighting(List.of("lb1", "lb2"), "", nanos(3500), nanos(8500), ms(4000), ms(6000)));
        assertThat(story.finding("two_vip_holders").verdict()).isEqualTo(Verdict.FAIL);
    }

    @Test
    void whatIsWithinTheSecondsOfTwoLinesIsNotToldApart() {
        Story story = addresses(3500, 3500).expect("two_vip_holders", "never");

        assertThat(testimony(story, Witness.VIP).sightings()).isEmpty();
        assertThat(testimony(story, Witness.VIP).untold()).hasSize(1);
        assertThat(story.finding("two_vip_holders").verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(addresses(3500, 3500)
                        .expect("two_vip_holders", "2s")
                        .finding("two_vip_holders")
                        .verdict())
                .isEqualTo(Verdict.PASS);
    }

    /** One that is cut off logs nothing: it held the address before, and goes on. */
    @Test
    void aHostThatLogsNothingHeldItWhereTheOtherBeganByTakingIt() {
        Story story = Story.begin()
                .step("steady#1", 0, 20_000)
                .server(0, "lb1", "pg1", "UP")
                .server(0, "lb2", "pg1", "UP")
                .add(new ObserverOpened(0, "log-lb1", 0))
                .add(new ObserverOpened(0, "log-lb2", 0))
                .address(5500, "lb2", LoggedFact.VIP_TAKEN)
                .address(9500, "lb2", LoggedFact.VIP_LEFT);

        assertThat(testimony(story, Witness.VIP).sightings())
                .extracting(Sighting::duration)
                .containsExactly(ms(4000));
    }

    @Test
    void whoWasSeenToCarryItHeldItAtFirst() {
        Story story = Story.begin()
                .step("steady#1", 0, 20_000)
                .server(0, "lb1", "pg1", "UP")
                .server(0, "lb2", "pg1", "UP")
                .add(new ObserverOpened(0, "log-lb1", 0))
                .add(new ObserverOpened(0, "log-lb2", 0))
                .add(new AddressSeen(0, new NodeName("lb1"), true))
                .add(new AddressSeen(0, new NodeName("lb2"), false))
                .address(5500, "lb1", LoggedFact.VIP_TAKEN)
                .address(9500, "lb2", LoggedFact.VIP_TAKEN);

        Testimony testimony = testimony(story, Witness.VIP);

        assertThat(testimony.sightings()).extracting(Sighting::fromNanos).containsExactly(ms(9500).toNanos());
        assertThat(testimony.gaps()).noneMatch(gap -> gap.contains("who held the address"));
    }

    @ParameterizedTest
    @CsvSource({"crash, 0", "pause, 1"})
    void aHostThatWasKilledHoldsItNoMore(String fault, int sightings) {
        Story story = Story.begin()
                .step("steady#1", 0, 20_000)
                .server(0, "lb1", "pg1", "UP")
                .server(0, "lb2", "pg1", "UP")
                .add(new ObserverOpened(0, "log-lb1", 0))
                .add(new ObserverOpened(0, "log-lb2", 0))
                .fault(fault, "lb1", 4000, 15_000)
                .address(6500, "lb2", LoggedFact.VIP_TAKEN);

        assertThat(testimony(story, Witness.VIP).sightings()).hasSize(sightings);
    }

    /** vip-manager, or keepalived, is on the nodes; lb1 is beside them, and its pool has nothing to do with the address. */
    @Test
    void anAddressOnNodesIsToldApartFromABalancerBesideThem() {
        Story story = onNodesBesideBalancer().fault("pause", "pg1", 4000, 15_000);

        assertThat(testimony(story, Witness.VIP).sightings())
                .extracting(Sighting::who)
                .containsExactly(List.of("pg1", "pg2"));
        assertThat(testimony(story, Witness.VIP).gaps()).noneMatch(gap -> gap.contains("who held the address"));
    }

    @Test
    void aNodeThatTookTheAddressHasNoPoolThatCouldBeSeen() {
        assertThat(onNodesBesideBalancer()
                        .expect("two_routed", "5s")
                        .finding("two_routed")
                        .verdict())
                .isEqualTo(Verdict.PASS);
    }

    /** Only pg2 tells of a move. */
    private static Story onNodesBesideBalancer() {
        return Story.begin()
                .polled("lb1")
                .step("steady#1", 0, 20_000)
                .server(0, "lb1", "pg1", "UP")
                .primary(0, "pg1", 1)
                .replica(0, "pg2", 1)
                .add(new ObserverOpened(0, "log-pg1", 0))
                .add(new ObserverOpened(0, "log-pg2", 0))
                .add(new AddressSeen(0, new NodeName("pg1"), true))
                .add(new AddressSeen(0, new NodeName("pg2"), false))
                .address(6500, "pg2", LoggedFact.VIP_TAKEN);
    }

    /** keepalived stands beside HAProxy: who can hold the address has a pool. */
    @Test
    void aBalancerThatHeldTheAddressAndWhosePoolWasNeverSeenIsNotObserved() {
        Story story = routers()
                .server(2500, "lb1", "pg1", "DOWN")
                .address(3500, "lb2", LoggedFact.VIP_TAKEN)
                .expect("two_routed", "5s");

        assertThat(story.finding("two_routed").verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(Story.sure(story.finding("two_routed"))).isEqualTo("no, the pool of lb2 was never seen");
    }

    @Test
    void aHostThatCanHoldTheAddressAndWhoseLogWasNotReadIsNotObserved() {
        Story story = Story.begin()
                .polled("lb1")
                .polled("lb2")
                .step("steady#1", 0, 20_000)
                .server(0, "lb1", "pg1", "UP")
                .add(new ObserverOpened(0, "log-lb1", 0))
                .address(5500, "lb1", LoggedFact.VIP_TAKEN)
                .expect("two_vip_holders", "never");

        assertThat(story.finding("two_vip_holders").verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(Story.sure(story.finding("two_vip_holders")))
                .startsWith("no, the log of lb2 was not read: no line of the address is known of it");
    }

    /** A statement that hangs in a frozen server keeps its lane from asking. */
    @Test
    void aLaneThatWaitsForAnAnswerLooksAsCoarselyAsItsAnswersAreApart() {
        Story story = Story.begin()
                .step("steady#1", 0, 4000)
                .lane(Story.WRITE, LaneKind.WRITE)
                .watch(patient("write-pg1", "pg1"), 0)
                .ack("write-pg1", 0, "pg1", 1)
                .slowAck("write-pg1", 100, 1900, "pg1", 1)
                .ack("write-pg1", 2100, "pg1", 1)
                .expect("dual_primary", "never");
        acks(story, Story.WRITE, "pg2", 2, 1000, 3000);

        assertThat(story.finding("dual_primary").measured())
                .contains("by write, asked every 100ms, up to 1.998s between two answers");

        story.direct("write-pg2", LaneKind.WRITE, "pg2").error("write-pg2", "25006", "read-only", 0, 4000);
        assertThat(testimony(story, Witness.WRITE).resolution()).isEqualTo(ms(1998));
    }

    private static Story addresses(long takenMs, long leftMs) {
        return Story.begin()
                .step("steady#1", 0, 20_000)
                .server(0, "lb1", "pg1", "UP")
                .server(0, "lb2", "pg1", "UP")
                .address(takenMs, "lb2", LoggedFact.VIP_TAKEN)
                .address(leftMs, "lb1", LoggedFact.VIP_LEFT);
    }

    private static Story routers() {
        return Story.begin()
                .polled("lb1")
                .step("steady#1", 0, 9000)
                .server(100, "lb1", "pg1", "UP")
                .server(100, "lb1", "pg2", "DOWN")
                .server(2000, "lb1", "pg2", "UP");
    }

    private static Story clients() {
        return Story.begin()
                .step("steady#1", 0, 4000)
                .lane(Story.WRITE, LaneKind.WRITE)
                .lane(PINNED, LaneKind.WRITE);
    }

    private static void acks(Story story, String lane, String node, int timeline, long fromMs, long toMs) {
        for (long due = fromMs; due < toMs; due += 20) {
            story.ack(lane, due, node, timeline);
        }
    }

    private static Testimony testimony(Story story, Witness witness) {
        return story.measured().dualPrimary().witness(witness).orElseThrow();
    }
}

package dev.lapse.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.DurationText;
import dev.lapse.cluster.Section;
import dev.lapse.scenario.Profile;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class StoreRulesTest {
    private static final Design REFERENCE = Designs.topology("reference");

    @Test
    void aLostHostThatCarriesTheLeaderOfEtcdCostsTheWholeLease() {
        Design allInOne = Designs.topology("all-in-one");
        Concern concern = Designs.of(allInOne, StoreOnNodes.NAME).orElseThrow();

        assertThat(concern.severity()).isEqualTo(Severity.WARNING);
        assertThat(concern.arithmetic())
                .containsExactly(
                        "the primary's host is lost, etcd's leader elsewhere: writes stop for 25s to 38.8s",
                        "it carries etcd's leader: 37s to 41.8s, and never for less than ttl",
                        "detect 33.5s (ttl - time since the renewal + up to 0.5s) + elect 2.25s (the race: the old"
                                + " primary's REST API is asked, and is silent) + promote 1s (an idle database)"
                                + " + route 5.97s (rise of the new server, fall of the old)"
                                + " + reconnect 50ms (through HAProxy): 37s to 41.8s in all, some of it at the same"
                                + " time");
    }

    /** Where the nodes have the address and there is no balancer, clients come by the address. */
    @Test
    void outageIsThatOfWhoWritesByTheAddress() {
        Design design = Designs.scenario("primary-crash-vip-on-nodes", Profile.DEFAULT);
        for (String node : List.of("pg1", "pg2", "pg3")) {
            design =
                    Designs.withHost(design, node, ComponentName.ETCD, ComponentName.PATRONI, ComponentName.KEEPALIVED);
        }

        assertThat(Designs.of(design, StoreOnNodes.NAME).orElseThrow().arithmetic())
                .last()
                .asString()
                .contains("(through the virtual address)")
                .doesNotContain("rise of the new server");
    }

    @Test
    void addressThatGoesWithEtcdIsShownByItsScenario() {
        Design design = Designs.scenario("primary-crash-vip-manager", Profile.DEFAULT);

        assertThat(Designs.of(design, AddressNeedsStore.NAME).orElseThrow().shownBy())
                .isEqualTo("etcd-quorum-loss-vip-manager");
    }

    @Test
    void etcdOnHostsOfItsOwnIsTheCure() {
        Design moved = Designs.topology("all-in-one");
        for (String node : List.of("node0", "node1", "node2")) {
            moved = Designs.withHost(
                    Designs.withMember(moved, "etcd-" + node), node, ComponentName.PATRONI, ComponentName.PGBOUNCER);
        }

        assertThat(Designs.of(moved, StoreOnNodes.NAME)).isEmpty();
    }

    @Test
    void twoMembersLoseTheirQuorumWithOne() {
        Design two = Designs.without(REFERENCE, "etcd3");
        Concern concern = Designs.of(two, StoreMembers.NAME).orElseThrow();

        assertThat(concern.severity()).isEqualTo(Severity.ERROR);
        assertThat(concern.arithmetic()).containsExactly("a quorum of 2 is 2, so 0 may be lost");
        assertThat(concern.cures().get(0).text()).isEqualTo("topology: 3 members of etcd");
        assertThat(Designs.of(REFERENCE, StoreMembers.NAME)).isEmpty();
        assertThat(Designs.of(two.with(Map.of("patroni.failsafe_mode", "on")), StoreMembers.NAME)
                        .orElseThrow()
                        .severity())
                .isEqualTo(Severity.WARNING);
    }

    @Test
    void fourMembersLoseNoMoreThanThree() {
        Design four = Designs.withMember(REFERENCE, "etcd4");
        Concern concern = Designs.of(four, StoreMembers.NAME).orElseThrow();

        assertThat(concern.severity()).isEqualTo(Severity.WARNING);
        assertThat(concern.arithmetic()).containsExactly("a quorum of 4 is 3, so 1 may be lost; of 3 it is 2, so 1");
        assertThat(concern.cures().get(0).text()).isEqualTo("topology: 5 members of etcd");
        assertThat(Designs.of(Designs.withMember(four, "etcd5"), StoreMembers.NAME))
                .isEmpty();
    }

    @Test
    void twoHalvesOfFourMembersAreNoQuorum() {
        Design four = Designs.withMember(REFERENCE, "etcd4");
        Design sites = four.in(Circumstances.UNKNOWN.withSites("etcd1+etcd2+pg1|etcd3+etcd4+pg2+pg3"));
        Concern concern = Designs.of(sites, StoreSites.NAME).orElseThrow();

        assertThat(concern.severity()).isEqualTo(Severity.ERROR);
        assertThat(concern.arithmetic())
                .containsExactly(
                        "etcd1+etcd2+pg1 has 2 of 4 members: its loss leaves 2, and a quorum is 3",
                        "etcd3+pg2+pg3+etcd4 has 2 of 4 members: its loss leaves 2, and a quorum is 3",
                        "a cut between the sites leaves no side a quorum");
        assertThat(concern.cures().get(0).text())
                .isEqualTo("topology: a third site, and 5 members of which no site has more than 2");
    }

    @Test
    void ofTwoSitesOneIsAlwaysFatalAndOfThreeNone() {
        Design two = REFERENCE.in(Circumstances.UNKNOWN.withSites("etcd1+etcd2|others"));
        Design three = REFERENCE.in(Circumstances.UNKNOWN.withSites("etcd1+pg1|etcd2+pg2|etcd3+pg3"));

        Concern concern = Designs.of(two, StoreSites.NAME).orElseThrow();
        assertThat(concern.severity()).isEqualTo(Severity.WARNING);
        assertThat(concern.arithmetic())
                .containsExactly("etcd1+etcd2 has 2 of 3 members: its loss leaves 1, and a quorum is 2");
        assertThat(Designs.of(three, StoreSites.NAME)).isEmpty();
    }

    @Test
    void sidesThatAreNamedByRolesAreNoSites() {
        assertThat(Designs.of(REFERENCE.in(Circumstances.UNKNOWN.withSites("primary|others")), StoreSites.NAME))
                .isEmpty();
    }

    @Test
    void silentLossKeepsTheMembersOfANewEtcdApart() {
        Concern concern = Designs.of(REFERENCE, StoreSilence.NAME).orElseThrow();

        assertThat(concern.arithmetic())
                .containsExactly(
                        "a cut of 60s that takes the quorum: a leader 47.01s to 49.61s after the heal"); // seen: 47.9
        // to 49.5
        assertThat(Designs.of(REFERENCE.in(Circumstances.UNKNOWN.withTcpRetries(5)), StoreSilence.NAME))
                .isEmpty();
        assertThat(Designs.of(REFERENCE.in(Circumstances.UNKNOWN.withTcpRetries(6)), StoreSilence.NAME))
                .isPresent();
        assertThat(Designs.of(Designs.inSuite(REFERENCE, "bookworm"), StoreSilence.NAME))
                .isEmpty();
    }

    @Test
    void anElectionThatTakesLongerThanThePrimaryWaitsIsAnError() {
        Concern concern =
                Designs.of(Designs.topology("two-node"), StorePatience.NAME).orElseThrow();

        assertThat(concern.severity()).isEqualTo(Severity.ERROR);
        assertThat(concern.arithmetic())
                .containsExactly("2 * election-timeout 5s + retry_timeout 10s / 3 members = 13.333s > 10s");
        assertThat(concern.cures())
                .extracting(Cure::settings)
                .containsExactly(
                        Map.of("etcd.election-timeout", "3300ms", "etcd.heartbeat-interval", "330ms"),
                        Map.of("patroni.retry_timeout", "15s", "patroni.ttl", "40s"));
    }

    @Property(tries = 60)
    void patienceIsCuredByTheValuesThatAreGivenAndByNoLess(
            @ForAll @IntRange(min = 1, max = 120) int election, @ForAll @IntRange(min = 3, max = 20) int retryTimeout) {
        Design design = REFERENCE.with(Map.of(
                "etcd.election-timeout", election * 100 + "ms",
                "etcd.heartbeat-interval", election * 10 + "ms",
                "patroni.ttl", 10 + 2 * retryTimeout + "s",
                "patroni.retry_timeout", retryTimeout + "s"));
        new StorePatience().judge(design).forEach(concern -> {
            Designs.assertCures(design, concern);
            for (Cure cure : concern.cures()) {
                Map<String, String> less = new TreeMap<>(cure.settings());
                less.computeIfPresent(
                        "etcd.election-timeout",
                        (name, value) ->
                                DurationText.parse(value).plusMillis(100).toMillis() + "ms");
                less.computeIfPresent(
                        "patroni.retry_timeout",
                        (name, value) -> DurationText.parse(value).toSeconds() - 1 + "s");
                Designs.assertNotCured(design, StorePatience.NAME, less);
            }
        });
    }

    @Test
    void aPrimaryWithoutFailsafeModeGoesWithEtcd() {
        Concern concern = Designs.of(REFERENCE, FailsafeOff.NAME).orElseThrow();

        assertThat(concern.severity()).isEqualTo(Severity.WARNING);
        assertThat(concern.arithmetic().get(0)).startsWith("etcd's quorum is lost for 60s: writes go on for ");
        Designs.assertCures(REFERENCE, concern);
        assertThat(REFERENCE.get(Section.PATRONI, "failsafe_mode")).isEmpty();
    }
}

package dev.lapse.fault;

import static dev.lapse.fault.WireCluster.failed;
import static dev.lapse.fault.WireCluster.node;
import static dev.lapse.fault.WireCluster.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lapse.cluster.FaultName;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.Target;
import dev.lapse.fault.PacketFilter.Rules;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PacketFilterTest {
    private static final Duration DEAD_MAN = Duration.ofSeconds(90);
    private static final Rules RULES = new Rules(
            "LAPSE-1", Rules.Matched.NOT_LOOPBACK, List.of("-d watch -j ACCEPT", "-j DROP"), List.of("-j DROP"));

    private final WireCluster cluster = new WireCluster();

    @Test
    void chainsAreMadeBeforeAnythingJumpsToThem() {
        assertThat(PacketFilter.make(RULES))
                .isEqualTo(
                        "printf '*filter\\n:LAPSE-1-IN - [0:0]\\n:LAPSE-1-OUT - [0:0]\\n"
                                + "-A LAPSE-1-IN -d watch -j ACCEPT\\n-A LAPSE-1-IN -j DROP\\n-A LAPSE-1-OUT -j DROP\\n"
                                + "-A LAPSE-1-IN -j RETURN\\n-A LAPSE-1-OUT -j RETURN\\nCOMMIT\\n' | iptables-restore -w --noflush");
    }

    @Test
    void bothWaysBeginInOneTransactionAndEndByThemselves() {
        assertThat(PacketFilter.insert(RULES, PacketFilter.Passage.NOTHING, DEAD_MAN))
                .startsWith("printf '*filter\\n-I INPUT 1 ! -i lo -j LAPSE-1-IN\\n-I OUTPUT 1 ! -o lo -j LAPSE-1-OUT\\n"
                        + "COMMIT\\n' | iptables-restore -w --noflush")
                .contains("(sleep 90; { iptables -w -D INPUT ! -i lo -j LAPSE-1-IN;");
    }

    /** The packets of its clients leave it, and answers arrive, in the same transaction as its own. */
    @Test
    void whatAHostForwardsForClientsMeetsTheSameChains() {
        assertThat(PacketFilter.insert(RULES, PacketFilter.Passage.CLIENTS, DEAD_MAN))
                .startsWith("printf '*filter\\n-I INPUT 1 ! -i lo -j LAPSE-1-IN\\n-I OUTPUT 1 ! -o lo -j LAPSE-1-OUT\\n"
                        + "-I FORWARD 1 -m conntrack --ctdir ORIGINAL -j LAPSE-1-OUT\\n"
                        + "-I FORWARD 1 -m conntrack --ctdir REPLY -j LAPSE-1-IN\\n"
                        + "COMMIT\\n' | iptables-restore -w --noflush");
        assertThat(PacketFilter.remove(RULES, PacketFilter.Passage.CLIENTS))
                .contains(
                        "; iptables -w -D FORWARD -m conntrack --ctdir ORIGINAL -j LAPSE-1-OUT",
                        "; iptables -w -D FORWARD -m conntrack --ctdir REPLY -j LAPSE-1-IN");
    }

    @Test
    void rulesForArpStandInATableOfTheirOwnThatGoesWithTheChains() {
        Rules rules = RULES.withArp(List.of("arp saddr ip vip arp saddr ether 02:00:00:00:00:01 drop"));

        assertThat(PacketFilter.insert(rules, PacketFilter.Passage.NOTHING, DEAD_MAN))
                .contains(" && printf 'table arp LAPSE_1 {\\n chain in { type filter hook input priority 0;"
                        + " arp saddr ip vip arp saddr ether 02:00:00:00:00:01 drop; }\\n}\\n' | nft -f -"
                        + " && { (sleep 90; ");
        assertThat(PacketFilter.remove(rules, PacketFilter.Passage.NOTHING))
                .contains(" nft delete table arp LAPSE_1; }");
        assertThat(PacketFilter.insert(RULES, PacketFilter.Passage.NOTHING, DEAD_MAN))
                .doesNotContain("nft");
        cluster.answers = (where, script) -> ok(script.startsWith("nft list") ? "table arp LAPSE_1" : "");
        try (PacketFilter filter = PacketFilter.ready(cluster.access(), node("pg1"), rules, DEAD_MAN)) {
            assertThat(filter.isGone()).isFalse();
            cluster.answers = (where, script) -> ok("");
            assertThat(filter.isGone()).isTrue();
        }
    }

    @Test
    void countsPacketsByWhatBecameOfThem() {
        String listing = """
                Chain LAPSE-1-IN (1 references)
                    pkts      bytes target     prot opt in     out     source               destination
                       7      420 ACCEPT     all  --  *      *       0.0.0.0/0            10.0.0.1
                       5      300 DROP       all  --  *      *       10.0.0.2             0.0.0.0/0
                       6      360 DROP       all  --  *      *       10.0.0.3             0.0.0.0/0
                       2      120 RETURN     all  --  *      *       0.0.0.0/0            0.0.0.0/0
                """;

        assertThat(PacketFilter.sum(listing, "DROP")).isEqualTo(11);
        assertThat(PacketFilter.sum(listing, "RETURN")).isEqualTo(2);
    }

    @Test
    void rulesStandForANewNamespaceUntilTheyAreRemoved() {
        PacketFilter filter = PacketFilter.ready(cluster.access(), node("pg1"), RULES, DEAD_MAN);
        filter.insert();
        filter.remove();
        filter.remove();
        filter.close();

        assertThat(cluster.standing.get(0)).contains(":LAPSE-1-IN - [0:0]", "-I INPUT 1 ! -i lo -j LAPSE-1-IN");
        assertThat(cluster.standing.subList(1, cluster.standing.size())).containsOnly("");
        assertThat(cluster.saidAt("pg1/sidecar").stream().filter(line -> line.contains("/sidecar: { iptables -w -D")))
                .hasSize(1);
        assertThat(cluster.openSidecars).isZero();
    }

    @Test
    void rehearsalTouchesNoRule() {
        try (PacketFilter filter = PacketFilter.ready(cluster.access(), node("pg1"), RULES, DEAD_MAN)) {
            int before = cluster.saidAt("pg1/sidecar").size();

            filter.rehearse();

            assertThat(cluster.saidAt("pg1/sidecar").subList(before, before + 1))
                    .singleElement()
                    .asString()
                    .contains("printf '*filter\\nCOMMIT\\n' | iptables-restore -w --noflush")
                    .doesNotContain("LAPSE-1");
        }
    }

    @Test
    void chainsThatCannotBeMadeLeaveNoSidecar() {
        cluster.answers = (where, script) -> failed(3, "Permission denied (you must be root)");

        assertThatThrownBy(() -> PacketFilter.ready(cluster.access(), node("pg1"), RULES, DEAD_MAN))
                .isInstanceOf(LapseException.class)
                .hasMessage(
                        "make the packet filter of pg1: expected exit code 0, saw 3: Permission denied (you must be root)");
        assertThat(cluster.openSidecars).isZero();
    }

    @Test
    void aKernelWithoutTheStatisticMatchIsToldBeforeAnythingIsInjected() {
        cluster.answers = (where, script) ->
                script.contains("statistic") ? failed(2, "Extension statistic revision 0 not supported") : ok("");
        FaultSpec loss = new FaultSpec(
                FaultName.PACKET_LOSS, "random", Target.role(Target.Kind.PRIMARY), Map.of("percent", "30"));

        assertThatThrownBy(() -> Requirements.check(cluster.access(), List.of(loss)))
                .isInstanceOf(LapseException.class)
                .hasMessageContaining("xt_statistic")
                .extracting("kind")
                .isEqualTo(LapseException.Kind.NO_ENGINE);
        assertThat(cluster.openSidecars).isZero();
    }

    @Test
    void aShareOfPacketsIsWrittenWithTwoDigits() {
        assertThat(PacketLoss.rule(5)).contains("--probability 0.05 ");
        assertThat(PacketLoss.rule(100)).isEqualTo("-j DROP");
    }
}

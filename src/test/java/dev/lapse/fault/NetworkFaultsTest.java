package dev.lapse.fault;

import static dev.lapse.fault.WireCluster.failed;
import static dev.lapse.fault.WireCluster.node;
import static dev.lapse.fault.WireCluster.ok;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.FaultName;
import dev.lapse.cluster.Shell;
import dev.lapse.cluster.Target;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworkFaultsTest {
    private static final Duration DEAD_MAN = Duration.ofSeconds(90);
    private static final Shell.Result ANSWERS = ok("0 connected 0\n");
    private static final Shell.Result SILENT = failed(124, "");

    private final WireCluster cluster = new WireCluster();

    /** Counters as iptables lists them: packets and what became of them. */
    private static Shell.Result counts(long dropped, long passed) {
        return ok("    %d 0 DROP all -- * * a b%n    %d 0 RETURN all -- * * a b%n".formatted(dropped, passed));
    }

    private void answering(Shell.Result knock, Shell.Result in, Shell.Result out) {
        cluster.answers = (where, script) -> script.contains("/dev/tcp")
                ? WireCluster.numbered(script, knock)
                : script.contains("-nvxL") ? script.endsWith("-IN") ? in : out : ok("");
    }

    private static FaultSpec spec(String fault, String flavour, String... option) {
        return new FaultSpec(
                FaultName.of(fault),
                flavour,
                Target.host(node("pg1")),
                option.length == 0 ? Map.of() : Map.of(option[0], option[1]));
    }

    @Test
    void aDropIsProvenBySilenceAndCountersBothWays() {
        answering(SILENT, counts(4, 0), counts(6, 0));
        Injection drop = new PacketDrop(spec("network-loss", "drop")).ready(cluster.access(), node("pg1"), DEAD_MAN);
        drop.inject();

        assertThat(drop.prove())
                .isEqualTo(new Evidence(
                        true,
                        "connect from etcd1 to pg1:8008: silent for 500ms; connect from pg1 to etcd1:2379: silent for 500ms;"
                                + " packets of pg1 in: 4 dropped, 0 passed; out: 6 dropped, 0 passed"));
        drop.close();
        assertThat(cluster.openSidecars).isZero();
    }

    @Test
    void aDropThatDidNothingIsNotProven() {
        answering(ANSWERS, counts(0, 5), counts(0, 5));
        Injection drop = new PacketDrop(spec("network-loss", "drop")).ready(cluster.access(), node("pg1"), DEAD_MAN);
        drop.inject();

        assertThat(drop.prove().proves()).isFalse();
    }

    @Test
    void aDropSparesTheWatchNetwork() {
        new PacketDrop(spec("network-loss", "drop")).ready(cluster.access(), node("pg1"), DEAD_MAN);

        assertThat(cluster.saidAt("pg1/sidecar").get(0))
                .containsSubsequence("-IN -d watch.pg1 -j ACCEPT", "-IN -j DROP")
                .containsSubsequence("-OUT -s watch.pg1 -j ACCEPT", "-OUT -j DROP");
    }

    @Test
    void lossOfOneWayIsProvenOnlyWhenTheOtherWayPasses() {
        Injection in = new OneWayLoss(spec("one-way-loss", "drop", "direction", "in"))
                .ready(cluster.access(), node("pg1"), DEAD_MAN);
        in.inject();

        answering(SILENT, counts(4, 0), counts(0, 9));
        assertThat(in.prove().proves()).isTrue();
        answering(SILENT, counts(4, 0), counts(9, 0));
        assertThat(in.prove().proves()).isFalse();
    }

    @Test
    void lossByChanceNeedsDropsAndPasses() {
        Injection loss = new PacketLoss(spec("packet-loss", "random")).ready(cluster.access(), node("pg1"), DEAD_MAN);
        loss.inject();

        answering(ANSWERS, counts(20, 80), counts(18, 75));
        assertThat(loss.prove().proves()).isTrue();
        answering(ANSWERS, counts(20, 80), counts(0, 75));
        assertThat(loss.prove().proves()).isFalse();
    }

    @Test
    void aLinkToAServiceIsCutAtThatPortAlone() {
        ClusterSpec topology = cluster.spec();
        LinkName link = LinkName.parse("pg1-etcd", topology).orElseThrow();
        FaultSpec spec = new FaultSpec(FaultName.LINK_LOSS, "drop", Target.link("pg1-etcd"));

        LinkLoss.ready(cluster.access(), spec, link, link.candidates(topology), DEAD_MAN);

        assertThat(cluster.saidAt("pg1/sidecar")).hasSize(1);
        assertThat(cluster.said.get(0))
                .contains("-s data.etcd1 -p tcp --sport 2379 -j DROP", "-d data.etcd3 -p tcp --dport 2379 -j DROP");
    }

    @Test
    void aPrimaryIsCutFromEachOfItsReplicasAndOneThatAnswersDisprovesIt() {
        ClusterSpec topology = cluster.spec();
        LinkName link = LinkName.parse("primary-all-replicas", topology).orElseThrow();
        FaultSpec spec = new FaultSpec(FaultName.LINK_LOSS, "drop", Target.link("primary-all-replicas"));
        Injection loss = LinkLoss.ready(
                cluster.access(),
                spec,
                link,
                link.hops(List.of(node("pg1")), List.of(node("pg2"), node("pg3")), topology),
                DEAD_MAN);
        loss.inject();

        assertThat(cluster.said.get(0))
                .contains("-IN -s data.pg2 -j DROP", "-IN -s data.pg3 -j DROP")
                .contains("-OUT -d data.pg2 -j DROP", "-OUT -d data.pg3 -j DROP");
        answering(SILENT, counts(4, 0), counts(6, 0));
        assertThat(loss.prove())
                .isEqualTo(new Evidence(
                        true,
                        "connect from pg1 to pg2:8008: silent for 500ms; connect from pg1 to pg3:8008: silent for 500ms;"
                                + " packets of pg1 in: 4 dropped, 0 passed; out: 6 dropped, 0 passed"));
        cluster.answers = (where, script) ->
                script.contains("/dev/tcp") ? ok("1 connected 0\n") : counts(4, 0); // pg3 answers, pg2 is silent
        assertThat(loss.prove().proves()).isFalse();
    }

    @Test
    void aPartitionIsTriedFromEachFilteredHostToEachThatItIsCutFrom() {
        FaultSpec spec = new FaultSpec(FaultName.PARTITION, "drop", Target.groups("pg1+etcd1|pg2+pg3+etcd2+etcd3"));
        answering(SILENT, counts(4, 0), counts(6, 0));
        Injection partition = Partition.ready(
                cluster.access(),
                spec,
                List.of(
                        List.of(node("pg1"), node("etcd1")),
                        List.of(node("pg2"), node("pg3"), node("etcd2"), node("etcd3"))),
                DEAD_MAN);
        partition.inject();

        assertThat(partition.prove().text())
                .contains("connect from pg1 to etcd3:2379: silent", "connect from etcd1 to pg2:8008: silent");
        List<String> asked =
                cluster.said.stream().filter(line -> line.contains("/dev/tcp")).toList();
        assertThat(asked).as("each host asks all that it is cut from at once").hasSize(2);
        assertThat(asked)
                .allSatisfy(script -> assertThat(script.split("/dev/tcp/", -1)).hasSize(5));
    }

    @Test
    void aHostThatWasKilledMeanwhileCannotBeAskedAndItsFilterTells() {
        answering(SILENT, counts(4, 0), counts(6, 0));
        LinkName link = LinkName.parse("pg1-pg2", cluster.spec()).orElseThrow();
        FaultSpec spec = new FaultSpec(FaultName.LINK_LOSS, "drop", Target.link("pg1-pg2"));
        Injection loss = LinkLoss.ready(cluster.access(), spec, link, link.candidates(cluster.spec()), DEAD_MAN);
        loss.inject();
        cluster.down.add(node("pg1"));

        assertThat(loss.prove())
                .isEqualTo(new Evidence(
                        true,
                        "connect from pg1 to pg2:8008: not asked, it is down;"
                                + " packets of pg1 in: 4 dropped, 0 passed; out: 6 dropped, 0 passed"));
        answering(SILENT, counts(0, 0), counts(0, 0));
        assertThat(loss.prove().proves()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "'', false",
        "0 bash: fork: retry: Resource temporarily unavailable, false",
        "0 bash: connect: Cannot assign requested address, false",
        "0 connected 480, false",
        "0 bash: connect: Connection refused, false",
        "0 bash: connect: No route to host, true",
        "0 bash: connect: Connection timed out, true"
    })
    void onlySilenceThatTheKernelMetIsSilence(String said, boolean proves) {
        answering(ok(said.isEmpty() ? "" : said + "\n"), counts(4, 0), counts(6, 0));
        Injection drop = new PacketDrop(spec("network-loss", "drop")).ready(cluster.access(), node("pg1"), DEAD_MAN);
        drop.inject();

        assertThat(drop.prove().proves()).isEqualTo(proves);
    }

    @Test
    void aConnectThatCouldNotBeTriedIsTriedAgain() {
        Injection drop = new PacketDrop(spec("network-loss", "drop")).ready(cluster.access(), node("pg1"), DEAD_MAN);
        drop.inject();
        Set<String> tried = new HashSet<>();
        cluster.answers = (where, script) -> !script.contains("/dev/tcp")
                ? counts(4, 0)
                : tried.add(where)
                        ? WireCluster.numbered(script, ok("0 bash: fork: Cannot allocate memory\n"))
                        : SILENT;

        assertThat(drop.prove().proves()).isTrue();
    }

    @Test
    void connectsThatAreToldTogetherWentAlike() {
        FaultSpec spec = new FaultSpec(FaultName.PARTITION, "drop", Target.groups("pg1+etcd1|pg2+pg3+etcd2+etcd3"));
        Injection partition = Partition.ready(
                cluster.access(),
                spec,
                List.of(
                        List.of(node("pg1"), node("etcd1")),
                        List.of(node("pg2"), node("pg3"), node("etcd2"), node("etcd3"))),
                DEAD_MAN);
        partition.inject();
        answering(SILENT, counts(4, 0), counts(6, 0));
        assertThat(partition.prove().text()).contains("2 more connects alike: silent for 500ms; ");
        cluster.down.add(node("etcd1"));
        assertThat(partition.prove().text())
                .doesNotContain("more connects")
                .contains("connect from etcd1 to pg2:8008: not asked, it is down");
    }

    @Test
    void twoWaysOfOneLinkHaveFiltersOfTheirOwn() {
        FaultSpec in = spec("link-loss", "drop", "direction", "in");
        FaultSpec out = spec("link-loss", "drop", "direction", "out");

        assertThat(PacketFilter.Rules.of(in, node("pg1"), PacketFilter.Rules.Matched.EVERYTHING, List.of(), List.of())
                        .id())
                .isNotEqualTo(PacketFilter.Rules.of(
                                out, node("pg1"), PacketFilter.Rules.Matched.EVERYTHING, List.of(), List.of())
                        .id());
    }

    @Test
    void aLinkBetweenHostsIsCutWhole() {
        ClusterSpec topology = cluster.spec();
        LinkName link = LinkName.parse("pg1-pg2", topology).orElseThrow();
        FaultSpec spec = new FaultSpec(FaultName.LINK_LOSS, "drop", Target.link("pg1-pg2"), Map.of("direction", "out"));

        LinkLoss.ready(cluster.access(), spec, link, link.candidates(topology), DEAD_MAN);

        assertThat(cluster.said.get(0)).contains("-OUT -d data.pg2 -j DROP").doesNotContain("-s data.pg2");
    }

    @Test
    void aShareOfALinkIsLostByChance() {
        ClusterSpec topology = cluster.spec();
        LinkName link = LinkName.parse("pg1-pg2", topology).orElseThrow();
        FaultSpec spec = new FaultSpec(FaultName.LINK_LOSS, "drop", Target.link("pg1-pg2"), Map.of("percent", "20"));

        Injection loss = LinkLoss.ready(cluster.access(), spec, link, link.candidates(topology), DEAD_MAN);

        assertThat(cluster.said.get(0))
                .contains("-OUT -d data.pg2 -m statistic --mode random --probability 0.20 -j DROP")
                .contains("-IN -s data.pg2 -m statistic --mode random --probability 0.20 -j DROP");
        loss.inject();
        answering(ANSWERS, counts(3, 20), counts(5, 20));
        assertThat(loss.prove().proves()).isTrue();
        answering(ANSWERS, counts(0, 20), counts(0, 20));
        assertThat(loss.prove().proves()).isFalse();
    }

    @Test
    void aHealIsProvenWhenThePeerAnswersAndNoRuleIsLeft() {
        Injection drop = new PacketDrop(spec("network-loss", "drop")).ready(cluster.access(), node("pg1"), DEAD_MAN);
        drop.inject();
        drop.heal();
        drop.heal();

        answering(ANSWERS, counts(0, 0), counts(0, 0));
        assertThat(drop.proveHealed())
                .isEqualTo(
                        new Evidence(
                                true,
                                "connect from etcd1 to pg1:8008: answers; connect from pg1 to etcd1:2379: answers; filter of pg1 gone"));
    }

    @Test
    void theCableIsFoundByTheIndexThatTheInsideNames() {
        assertThat(CablePulled.peerIndex("56: eth0@if57: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500"))
                .isEqualTo(57);
        assertThat(CablePulled.deviceOf(57, "5: veth1@if4: <UP>\n57: veth7d@if56: <BROADCAST> mtu 1500"))
                .isEqualTo("veth7d");
        assertThat(CablePulled.deviceOf(58, "57: veth7d@if56: <BROADCAST>")).isEmpty();
    }
}

package dev.lapse.fault;

import static dev.lapse.fault.WireCluster.node;
import static dev.lapse.fault.WireCluster.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lapse.cluster.Auth;
import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.FaultName;
import dev.lapse.cluster.Host;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.Links.Door;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Settings;
import dev.lapse.cluster.Target;
import dev.lapse.component.Carried;
import dev.lapse.component.Haproxy;
import dev.lapse.component.Patroni;
import dev.lapse.component.PgBouncer;
import dev.lapse.history.Event;
import dev.lapse.history.FaultSeen;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HostLinksTest {
    private static final Duration DEAD_MAN = Duration.ofSeconds(90);
    private static final FaultSpec PG1 = new FaultSpec(FaultName.NETWORK_LOSS, "toxiproxy", Target.host(node("pg1")));

    private final WireCluster cluster = new WireCluster();
    private final List<Event> events = new ArrayList<>();
    private final Nemesis nemesis = new Nemesis(cluster.access(), events::add, () -> 0, new Random(1));
    private String reply = "answered 2\nclosed 3\n";

    HostLinksTest() {
        cluster.answers = (where, script) -> WireCluster.numbered(script, ok(reply));
    }

    private static List<String> hops(NodeName host, ClusterSpec cluster) {
        return HostLinks.of(host, cluster).hops().stream()
                .map(hop -> hop.from() + " to " + hop.to() + " " + hop.ports())
                .toList();
    }

    private String evidence(String phase) {
        return events.stream()
                .map(FaultSeen.class::cast)
                .filter(seen -> seen.phase().name().equals(phase))
                .map(seen -> String.valueOf(seen.evidence()))
                .findFirst()
                .orElse("no " + phase);
    }

    @Test
    void aNodeTalksToEtcdAndItsPeersAndIsAskedByPeersAndBalancers() {
        assertThat(hops(node("pg1"), cluster.spec()))
                .containsExactly(
                        "pg1 to etcd1 [2379]",
                        "pg1 to etcd2 [2379]",
                        "pg1 to etcd3 [2379]",
                        "pg1 to pg2 [8008, 5432]",
                        "pg2 to pg1 [8008, 5432]",
                        "pg1 to pg3 [8008, 5432]",
                        "pg3 to pg1 [8008, 5432]",
                        "lb1 to pg1 [8008, 6432]",
                        "lb2 to pg1 [8008, 6432]");
    }

    @Test
    void clientsOfANodeAreAllButTheHostsThatConnectThereThemselves() {
        assertThat(HostLinks.of(node("pg1"), cluster.spec()).doors())
                .containsExactly(
                        new Door(PgBouncer.PORT, List.of(node("lb1"), node("lb2"))),
                        new Door(Patroni.POSTGRES_PORT, List.of(node("pg2"), node("pg3"))));
    }

    @Test
    void anEtcdHostTalksToItsPeersAndABalancerHasClients() {
        assertThat(hops(node("etcd1"), cluster.spec()))
                .contains("etcd1 to etcd2 [2380]", "etcd3 to etcd1 [2380]", "pg2 to etcd1 [2379]")
                .hasSize(7);
        assertThat(HostLinks.of(node("lb1"), cluster.spec()).doors())
                .containsExactly(new Door(Haproxy.WRITE_PORT, List.of()), new Door(Haproxy.READ_PORT, List.of()));
    }

    @Test
    void withoutAPoolerBalancersConnectToPostgres() {
        ClusterSpec plain = new ClusterSpec(
                "plain",
                List.of(
                        new Host(node("pg1"), Carried.of(ComponentName.ETCD, ComponentName.PATRONI)),
                        new Host(node("pg2"), Carried.of(ComponentName.PATRONI)),
                        new Host(node("lb1"), Carried.of(ComponentName.HAPROXY))),
                false,
                "trixie",
                Settings.NONE,
                Auth.MD5);

        assertThat(hops(node("pg1"), plain))
                .containsExactly("pg1 to pg2 [8008, 5432]", "pg2 to pg1 [2379, 8008, 5432]", "lb1 to pg1 [8008, 5432]");
    }

    @Test
    void everyHostThatTheRoleMayMeanIsLedThroughToxiproxyAndOnlyTheOneThatHasItIsCut() {
        FaultSpec etcd = new FaultSpec(FaultName.NETWORK_LOSS, "toxiproxy", Target.host(node("etcd1")));

        assertThat(nemesis.prepare(List.of(PG1, etcd))).isTrue();
        cluster.said.clear();
        nemesis.inject("inject#1", List.of(etcd), DEAD_MAN);

        assertThat(cluster.said.stream().filter(line -> line.contains("TIMEOUT DOWNSTREAM")))
                .containsExactlyInAnyOrder(
                        "etcd1 to etcd2:2380: TIMEOUT DOWNSTREAM 0",
                        "etcd1 to etcd3:2380: TIMEOUT DOWNSTREAM 0",
                        "etcd2 to etcd1:2380: TIMEOUT DOWNSTREAM 0",
                        "etcd3 to etcd1:2380: TIMEOUT DOWNSTREAM 0",
                        "pg1 to etcd1:2379: TIMEOUT DOWNSTREAM 0",
                        "pg2 to etcd1:2379: TIMEOUT DOWNSTREAM 0",
                        "pg3 to etcd1:2379: TIMEOUT DOWNSTREAM 0");
    }

    @Test
    void aHostIsCutOnEveryHopProvenBySilenceAndHealedByTakingAwayWhatWasAdded() {
        nemesis.prepare(List.of(PG1));
        Injection injection = injection();

        injection.inject();
        reply = "connected 0\nsilent 701\n";
        Evidence cut = injection.prove();
        injection.heal();
        reply = "connected 0\nanswered 2\nclosed 3\n";
        Evidence healed = injection.proveHealed();
        injection.close();

        assertThat(cut.proves()).isTrue();
        assertThat(cut.text())
                .startsWith(
                        "pg1 to etcd1:2379: accepted, no byte for 701ms (before: answered after 2ms, closed after 3ms)")
                .contains("15 more hops alike");
        assertThat(healed.proves()).isTrue();
        assertThat(count(": TIMEOUT UPSTREAM 0")).isEqualTo(17).isEqualTo(count(": no TIMEOUT UPSTREAM 0"));
        assertThat(count("restore after 90s")).isEqualTo(5).isEqualTo(count("disarm"));
    }

    private long count(String end) {
        return cluster.said.stream().filter(line -> line.endsWith(end)).count();
    }

    private LinkInjection injection() {
        ArmedLinks links = new ArmedLinks(cluster.access());
        links.armHosts(List.of(node("pg1")));
        return new LinkInjection(
                cluster.access(), LinkFault.of(PG1, cluster.spec()), links.ofHost(node("pg1")), DEAD_MAN);
    }

    @Test
    void oneHopThatStillAnswersIsNoLossOfTheNetwork() {
        LinkInjection injection = injection();
        injection.inject();
        cluster.answers = (where, script) ->
                WireCluster.numbered(script, ok(where.equals("lb2") ? "answered 2" : "connected 0\nsilent 701"));

        Evidence evidence = injection.prove();

        assertThat(evidence.proves()).isFalse();
        assertThat(evidence.text()).contains("lb2 to pg1:8008: answered after 2ms");
    }

    @Test
    void silenceThatWasThereBeforeProvesNothing() {
        reply = "connected 0\nsilent 701\n";
        LinkInjection injection = injection();

        injection.inject();

        assertThat(injection.prove().proves()).isFalse();
    }

    @Test
    void anAskerThatIsDownTellsNothingAndOneThatRunsMustAnswer() {
        LinkInjection injection = injection();
        injection.inject();
        reply = "connected 0\nsilent 701\n";
        cluster.down.add(node("lb2"));
        assertThat(injection.prove().proves()).isTrue();
        assertThat(injection.prove().text()).contains("lb2 to pg1:8008: not asked: no host is up that could ask");

        injection.heal();
        reply = "";
        assertThat(injection.prove().proves()).isFalse();
        cluster.answers = (where, script) -> {
            throw new LapseException(LapseException.Kind.HARNESS, "expected it to end within 5000ms");
        };
        assertThatThrownBy(injection::proveHealed).hasMessage("expected it to end within 5000ms");
        injection.close();
    }

    @Test
    void aHopThatNobodyCouldAskAfterHealIsNotAlike() {
        LinkInjection injection = injection();
        injection.inject();
        injection.heal();
        cluster.down.add(node("lb2"));

        Evidence healed = injection.proveHealed();

        assertThat(healed.proves()).isTrue();
        assertThat(healed.text())
                .contains(
                        "lb2 to pg1:8008: not asked: no host is up that could ask",
                        "lb2 to pg1:6432: not asked: no host is up that could ask",
                        "13 more hops alike");
    }

    @Test
    void aLinkThatCannotBeCuredIsToldAndTheOthersAreCured() {
        LinkInjection injection = injection();
        injection.inject();
        cluster.stuck = "pg1 to etcd2:2379";

        assertThatThrownBy(injection::heal).hasMessage("pg1 to etcd2:2379 does not answer");
        assertThat(count(": no TIMEOUT UPSTREAM 0")).isEqualTo(17);
        cluster.stuck = "";
        cluster.said.clear();
        injection.heal();

        assertThat(count(": no TIMEOUT UPSTREAM 0")).isEqualTo(1);
    }

    @Test
    void bothEndsOfALinkCanBeCutOff() {
        FaultSpec pg2 = new FaultSpec(FaultName.NETWORK_LOSS, "toxiproxy", Target.host(node("pg2")));
        nemesis.prepare(List.of(PG1, pg2));
        cluster.answers = (where, script) -> WireCluster.numbered(
                script, ok(count(": TIMEOUT UPSTREAM 0") > count(": no TIMEOUT UPSTREAM 0") ? "silent 701" : reply));

        nemesis.inject("inject#1", List.of(PG1, pg2), DEAD_MAN);
        nemesis.heal(List.of());

        assertThat(evidence("UNPROVEN")).isEqualTo("no UNPROVEN");
        assertThat(evidence("HEAL_UNPROVEN")).isEqualTo("no HEAL_UNPROVEN");
        assertThat(count("pg1 to pg2:5432: TIMEOUT UPSTREAM 0")).isEqualTo(2);
        assertThat(count("pg1 to pg2:5432: no TIMEOUT UPSTREAM 0")).isEqualTo(2);
    }
}

package dev.lapse.fault;

import static dev.lapse.fault.WireCluster.node;
import static dev.lapse.fault.WireCluster.ok;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.cluster.FaultName;
import dev.lapse.cluster.Target;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinkInjectionTest {
    private static final String QUICK = "0 connected 0\n0 answered 2\n0 closed 3\n";

    private final WireCluster cluster = new WireCluster();
    private String reply = QUICK;

    private LinkInjection injection(String fault, Map<String, String> options) {
        cluster.answers = (where, script) -> ok(reply);
        ArmedLinks links = new ArmedLinks(cluster.access());
        LinkName link = LinkName.parse("pg1-etcd1", cluster.spec()).orElseThrow();
        links.arm(link);
        FaultSpec spec =
                new FaultSpec(FaultName.of(fault), "toxiproxy", Target.link("pg1-etcd1"), new TreeMap<>(options));
        return new LinkInjection(
                cluster.access(),
                LinkFault.of(spec, cluster.spec()),
                links.of(link.candidates(cluster.spec())),
                Duration.ofSeconds(90));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "latency | 0 connected 0,0 answered 103,0 closed 103",
                "bandwidth | 0 connected 0,0 answered 302,0 closed 302",
                "reset | 0 connected 0,0 bash: read error: 3: Connection reset by peer,0 ended 1",
                "timeout | 0 connected 0,0 ended 1001",
                "stall | 0 connected 0,0 silent 701",
                "slow-close | 0 connected 0,0 answered 2,0 closed 2004",
                "refuse | 0 bash: connect: Connection refused",
                "blackhole | 0 connected 0,0 silent 701"
            })
    void whatAPeerSeesProvesTheFaultAndAQuickAnswerDoesNot(String fault, String seen) {
        LinkInjection injection = injection(fault, Map.of());
        injection.inject();

        reply = seen.replace(',', '\n');
        assertThat(injection.prove().proves()).as(seen).isTrue();
        reply = QUICK;
        assertThat(injection.prove().proves()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "latency, delay, 5s, 0 silent 1502",
        "bandwidth, rate, 1, 0 silent 1502",
        "timeout, after, 10s, 0 silent 1502",
        "slow-close, delay, 10s, 0 answered 2;0 open 1504"
    })
    void whatTakesLongerThanItMustIsProvenAndItsEndIsNotWaitedFor(
            String fault, String option, String value, String seen) {
        LinkInjection injection = injection(fault, Map.of(option, value));
        injection.inject();
        cluster.said.clear();
        reply = "0 connected 0\n" + seen.replace(';', '\n') + "\n";

        assertThat(injection.prove().proves()).isTrue();
        assertThat(cluster.saidAt("pg1")).hasSize(1).allMatch(script -> script.contains(" -t 1.5 "));
        assertThat(injection.isHealed()).isFalse();
        reply = QUICK;
        assertThat(injection.prove().proves()).isFalse();
        assertThat(injection.isHealed()).isTrue();
    }

    @Test
    void aCloseThatIsSoonEnoughToBeSeenHasToBeSeen() {
        LinkInjection injection = injection("timeout", Map.of("after", "500ms"));
        injection.inject();
        reply = "0 connected 0\n0 silent 1201\n";

        assertThat(injection.prove().proves()).isFalse();
    }

    @Test
    void hostsThatAskAreAskedAtOnce() {
        List<Integer> together = new ArrayList<>();
        cluster.atOnce = tasks -> {
            together.add(tasks.size());
            tasks.forEach(Runnable::run);
        };
        ArmedLinks links = new ArmedLinks(cluster.access());
        LinkName link = LinkName.parse("node-etcd", cluster.spec()).orElseThrow();
        links.arm(link);
        List<ProxiedHop> hops = links.of(link.candidates(cluster.spec()));
        FaultSpec spec = new FaultSpec(FaultName.BLACKHOLE, "toxiproxy", Target.link("node-etcd"));
        LinkInjection injection =
                new LinkInjection(cluster.access(), LinkFault.of(spec, cluster.spec()), hops, Duration.ofSeconds(90));
        together.clear();

        injection.prove();

        assertThat(hops).hasSize(9);
        assertThat(together).as("three hosts, each asking three").containsExactly(3);
    }

    @ParameterizedTest
    @CsvSource({"latency, delay, 20ms", "bandwidth, rate, 1000", "latency, delay, 2ms", "bandwidth, rate, 100000"})
    void oneSlowAnswerAmongQuickOnesProvesNoDelay(String fault, String option, String value) {
        LinkInjection injection = injection(fault, Map.of(option, value));
        injection.inject();
        Iterator<Integer> took = List.of(90, 4, 60).iterator();
        cluster.answers = (where, script) -> ok("0 connected 0\n0 answered " + took.next() + "\n0 closed 99\n");

        assertThat(injection.prove().proves()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "latency, delay, 100ms, 0 answered 52,0 closed 53",
        "latency, delay, 20ms, 0 answered 14,0 closed 14",
        "slow-close, delay, 100ms, 0 answered 2,0 closed 50",
        "slow-close, delay, 100ms, 0 answered 2,0 not closed"
    })
    void aDelayThatIsThereInPartIsNotProvenHealed(String fault, String option, String value, String one, String two) {
        LinkInjection injection = injection(fault, Map.of(option, value));
        injection.inject();
        reply = "0 connected 0\n" + one + "\n" + two + "\n";

        assertThat(injection.isHealed()).isFalse();
        reply = QUICK;
        assertThat(injection.isHealed()).isTrue();
    }

    @Test
    void oneSlowEndAmongQuickOnesProvesNoSlowClose() {
        LinkInjection injection = injection("slow-close", Map.of("delay", "100ms"));
        injection.inject();
        Iterator<Integer> took = List.of(190, 4, 160).iterator();
        cluster.answers = (where, script) -> ok("0 connected 0\n0 answered 2\n0 closed " + took.next() + "\n");

        assertThat(injection.prove().proves()).isFalse();
    }

    @Test
    void theTimerIsArmedBeforeTheFaultAndDisarmedAfterItAndHealingTwiceHealsOnce() {
        LinkInjection injection = injection("latency", Map.of("delay", "50ms", "direction", "both"));
        injection.inject();
        injection.heal();
        injection.heal();
        injection.close();

        assertThat(cluster.said.stream().filter(line -> !line.startsWith("pg1: ")))
                .containsExactly(
                        "armed: pg1 to etcd1:2379",
                        "pg1 to etcd1:2379: restore after 90s",
                        "pg1 to etcd1:2379: LATENCY UPSTREAM 50",
                        "pg1 to etcd1:2379: LATENCY DOWNSTREAM 50",
                        "pg1 to etcd1:2379: no LATENCY UPSTREAM 50",
                        "pg1 to etcd1:2379: no LATENCY DOWNSTREAM 50",
                        "pg1 to etcd1:2379: disarm");
    }

    @Test
    void theEvidenceOfAHealIsTheAnswerOfBefore() {
        LinkInjection injection = injection("blackhole", Map.of());
        injection.inject();
        injection.heal();

        assertThat(injection.proveHealed())
                .isEqualTo(new Evidence(
                        true, "pg1 to etcd1:2379: answered after 2ms, closed after 3ms; pg1 to etcd1:2379"));
    }

    @Test
    void aClientIsPlayedByAnotherHost() {
        List<ProxiedHop> hops = clientHops(new LinkName("client", "haproxy"));

        assertThat(hops).hasSize(4).allMatch(hop -> hop.asker().equals(node("etcd1")));
        assertThat(hops).extracting(ProxiedHop::port).containsExactly(5000, 5001, 5000, 5001);
    }

    @Test
    void clientsOfOneBalancerLeaveTheOtherAlone() {
        List<ProxiedHop> hops = clientHops(new LinkName("client", "lb2"));

        assertThat(hops).hasSize(2).allMatch(hop -> hop.to().equals(node("lb2")));
    }

    private List<ProxiedHop> clientHops(LinkName link) {
        ArmedLinks links = new ArmedLinks(cluster.access());
        links.arm(link);
        return links.ofClients(link.balancers(cluster.access().cluster().spec()));
    }
}

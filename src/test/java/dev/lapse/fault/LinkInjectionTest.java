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
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinkInjectionTest {
    private static final String QUICK = "0 connected 0\n0 answered 2\n0 closed 3\n";

    private final WireCluster cluster = new WireCluster();
    private String reply = QUICK;

    private LinkInjection injection(String fault, Map<String, String> options) {
        cluster.answers = (where, script) -> ok(reply);
        return asked(fault, options);
    }

    private LinkInjection asked(String fault, Map<String, String> options) {
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

    /** What a peer says to one question after another; the last one again and again. */
    private void replies(String... replies) {
        Iterator<String> next = List.of(replies).iterator();
        String[] last = {""};
        cluster.answers = (where, script) -> {
            last[0] = next.hasNext() ? next.next() : last[0];
            return ok("0 connected 0\n" + last[0].replace(';', '\n') + "\n");
        };
    }

    @ParameterizedTest
    @CsvSource({
        "latency, delay, 20ms, 0 silent 1502",
        "latency, delay, 100ms, 0 silent 1502",
        "latency, delay, 1s, 0 silent 1902",
        "bandwidth, rate, 1000, 0 silent 1502",
        "slow-close, delay, 100ms, 0 answered 2;0 open 902",
        "slow-close, delay, 100ms, 0 silent 902"
    })
    void silenceIsNoProofOfADelayThatFitsIntoThePatience(String fault, String option, String value, String seen) {
        LinkInjection injection = injection(fault, Map.of(option, value));
        injection.inject();
        replies(seen);

        assertThat(injection.prove().proves()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "latency, delay, 20ms, 22",
        "latency, delay, 100ms, 102",
        "bandwidth, rate, 100, 302",
        "slow-close, delay, 100ms, 103",
    })
    void oneAnswerThatIsLateByChanceNeitherProvesADelayNorHidesIt(
            String fault, String option, String value, int honest) {
        LinkInjection injection = injection(fault, Map.of(option, value));
        injection.inject();

        replies("0 answered 800;0 closed 801", "0 answered 3;0 closed 4");
        assertThat(injection.prove().proves()).isFalse();
        replies("0 silent 800", "0 answered 3;0 closed 4");
        assertThat(injection.prove().proves()).isFalse();
        replies("0 silent 800", "0 answered " + honest + ";0 closed " + honest);
        assertThat(injection.prove().proves()).isTrue();
    }

    @Test
    void whatTheQuickestAnswerTookBeforeIsWhatCounts() {
        replies("0 answered 900;0 closed 900", "0 answered 2;0 closed 3", "0 answered 950;0 closed 950");
        LinkInjection injection = asked("latency", Map.of("delay", "100ms"));
        injection.inject();
        replies("0 answered 103;0 closed 104");

        assertThat(injection.prove().proves()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"blackhole", "network-loss", "stall"})
    void whoWasSlowBeforeIsNotTakenForSilentByOneSilence(String fault) {
        replies("0 answered 690;0 closed 691");
        LinkInjection injection = asked(fault, Map.of());
        injection.inject();
        cluster.said.clear();

        replies("0 silent 1382", "0 answered 20");
        assertThat(injection.prove().proves()).isFalse();
        assertThat(cluster.saidAt("pg1")).hasSize(2).allMatch(script -> script.contains(" -t 1.38 "));
        replies("0 silent 1382");
        assertThat(injection.prove().proves()).isTrue();
        assertThat(injection.isHealed()).isFalse();
        replies("0 silent 1382", "0 answered 690");
        assertThat(injection.isHealed()).isTrue();
    }

    @Test
    void whoConnectsSlowlyIsAskedAgain() {
        LinkInjection injection = injection("blackhole", Map.of());
        injection.inject();

        Iterator<String> next =
                List.of("0 connected 1400\n0 silent 2101\n", QUICK).iterator();
        cluster.answers = (where, script) -> ok(next.next());

        assertThat(injection.prove().proves()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "latency, delay, 5s, 160",
        "latency, delay, 5s, 400",
        "latency, delay, 5s, 900",
        "latency, delay, 5s, 2000",
        "bandwidth, rate, 1, 160",
        "slow-close, delay, 10s, 400",
        "latency, delay, 1s, 700"
    })
    void aStrongFaultIsProvenAtAPeerThatWasSlowBefore(String fault, String option, String value, int before) {
        replies("0 answered " + before + ";0 closed " + before);
        LinkInjection injection = asked(fault, Map.of(option, value));
        injection.inject();
        replies(fault.equals("slow-close") ? "0 answered 5;0 open 1505" : "0 silent 1802");

        assertThat(injection.prove().proves()).isTrue();
    }

    @Test
    void aHopThatAnswersAsIfHealthyDisprovesWhateverItDidBefore() {
        LinkInjection injection = nineHops(number -> number == 0 ? "answered 2" : "bash: connect: Connection refused");
        injection.inject();

        numbered(number -> number == 0 ? "silent 702" : "answered 1");
        assertThat(injection.prove().proves()).isFalse();
        numbered(number -> number == 0 ? "silent 702" : "bash: connect: Connection refused");
        assertThat(injection.prove().proves()).isTrue();
    }

    private void numbered(IntFunction<String> says) {
        cluster.answers = (where, script) -> ok(IntStream.range(0, 9)
                .mapToObj(i -> i + " connected 0\n" + i + " " + says.apply(i) + "\n")
                .collect(Collectors.joining()));
    }

    private LinkInjection nineHops(IntFunction<String> before) {
        numbered(before);
        ArmedLinks links = new ArmedLinks(cluster.access());
        LinkName link = LinkName.parse("node-etcd", cluster.spec()).orElseThrow();
        links.arm(link);
        FaultSpec spec = new FaultSpec(FaultName.BLACKHOLE, "toxiproxy", Target.link("node-etcd"));
        return new LinkInjection(
                cluster.access(),
                LinkFault.of(spec, cluster.spec()),
                links.of(link.candidates(cluster.spec())),
                Duration.ofSeconds(90));
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

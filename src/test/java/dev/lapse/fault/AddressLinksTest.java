package dev.lapse.fault;

import static dev.lapse.fault.WireCluster.node;
import static dev.lapse.fault.WireCluster.ok;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.cluster.Auth;
import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.FaultName;
import dev.lapse.cluster.Host;
import dev.lapse.cluster.Layout;
import dev.lapse.cluster.Settings;
import dev.lapse.cluster.Shell;
import dev.lapse.cluster.Target;
import dev.lapse.component.Carried;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Links of clients at a site that go by the virtual address, which stands at one site or the other. */
class AddressLinksTest {
    private static final Duration DEAD_MAN = Duration.ofSeconds(90);

    private final WireCluster cluster = new WireCluster(sites());
    private final Aims aims = new Aims(cluster.access(), new Random(1));
    private String holder = "lb1";
    private String late = "2";
    private String lateByAddress = "2";

    AddressLinksTest() {
        cluster.answers = this::answer;
    }

    private static ClusterSpec sites() {
        return new ClusterSpec(
                "sites",
                List.of(
                        host("pg1", ComponentName.ETCD, ComponentName.PATRONI),
                        host("lb1", ComponentName.HAPROXY, ComponentName.KEEPALIVED),
                        host("lb2", ComponentName.HAPROXY, ComponentName.KEEPALIVED),
                        host("app1", ComponentName.CLIENT),
                        host("app2", ComponentName.CLIENT)),
                true,
                "trixie",
                Settings.NONE,
                Auth.MD5,
                new Layout(
                        Optional.empty(),
                        List.of(
                                new Layout.Site("a", List.of(node("lb1"), node("app1"))),
                                new Layout.Site("b", List.of(node("lb2"), node("app2"))))));
    }

    private static Host host(String name, ComponentName... carried) {
        return new Host(node(name), Carried.of(carried));
    }

    /** Each question is answered after so many ms; the questions of a script are numbered. */
    private Shell.Result answer(String where, String script) {
        if (script.equals("show")) {
            return ok(holder.equals(where) ? "2: eth0    inet vip/24 scope global secondary eth0" : "");
        }
        return ok(Arrays.stream(script.split(" /' &\n"))
                .filter(question -> question.contains("'s/^/"))
                .map(question -> {
                    String number = question.substring(question.lastIndexOf('^') + 2);
                    String after = question.contains("/dev/tcp/vip/") ? lateByAddress : late;
                    return number + " connected 0\n" + number + " answered " + after + "\n" + number + " closed 99\n";
                })
                .collect(Collectors.joining()));
    }

    private static FaultSpec latency(String link) {
        return new FaultSpec(FaultName.LATENCY, "toxiproxy", Target.link(link), Map.of("delay", "40ms"));
    }

    private Injection ready(FaultSpec spec) {
        aims.arm(List.of(spec));
        return aims.hits(List.of(spec), List.of()).get(0).ready(DEAD_MAN);
    }

    @Test
    void whatGoesToTheAddressIsDelayedAtEachHostOfTheOtherSiteThatMayHaveIt() {
        Injection injection = ready(latency("a-b"));
        injection.inject();

        assertThat(cluster.said)
                .contains(
                        "armed: app1 by the address to lb2:5000",
                        "app1 by the address to lb2:5000: LATENCY DOWNSTREAM 40",
                        "app2 by the address to lb1:5000: LATENCY DOWNSTREAM 40")
                .noneMatch(line ->
                        line.contains("app1 by the address to lb1") || line.contains("app2 by the address to lb2"));
    }

    @Test
    void theHostThatHasTheAddressIsAskedByItAndTheOtherIsNot() {
        Injection injection = ready(latency("a-b"));
        injection.inject();
        late = "85";
        lateByAddress = "85";

        Evidence evidence = injection.prove();

        assertThat(evidence.proves()).isTrue();
        assertThat(evidence.text())
                .contains("app1 by the address to lb2:5000: not asked: the address is elsewhere (before: not asked");
        assertThat(cluster.saidAt("app2")).anyMatch(script -> script.contains("vip"));
        assertThat(cluster.saidAt("app1")).noneMatch(script -> script.contains("vip"));
    }

    @Test
    void afterItHasMovedTheHealIsProvenWhereItStandsThen() {
        LinkInjection injection = (LinkInjection) ready(latency("app1-lb2"));
        injection.inject();
        holder = "lb2";
        injection.heal();

        assertThat(injection.isHealed()).isTrue();
        assertThat(cluster.saidAt("app1")).anyMatch(script -> script.contains("vip"));
    }

    @Test
    void addressHopThatCouldNotBeAskedBeforeMustAnswerSoonerThanTheDelay() {
        LinkInjection injection = (LinkInjection) ready(latency("app1-lb2"));
        injection.inject();
        injection.heal();
        holder = "lb2";
        lateByAddress = "85";
        assertThat(injection.isHealed()).isFalse();
        lateByAddress = "2";

        assertThat(injection.isHealed()).isTrue();
    }

    @Test
    void theClientsLinkOfABalancerIncludesThoseByTheAddress() {
        aims.arm(List.of(latency("a-b")));
        Injection injection = ready(latency("client-lb1"));
        injection.inject();

        assertThat(cluster.said)
                .contains(
                        "clients of lb1:5000: LATENCY DOWNSTREAM 40",
                        "app2 by the address to lb1:5000: LATENCY DOWNSTREAM 40")
                .doesNotContain("app1 by the address to lb2:5000: LATENCY DOWNSTREAM 40");
    }

    /** keepalived of the other site takes the address too; a wire that is cut would not bring the news. */
    @Test
    void clientsDoNotHearAcrossAPartitionWhoHasTheAddress() {
        cluster.answers = (where, script) ->
                ok(script.startsWith("cat /sys/class/net/") ? "02:00:00:00:00:0" + where.charAt(2) + "\n" : "");
        FaultSpec cut = new FaultSpec(FaultName.PARTITION, "drop", Target.groups("a|b"));
        Injection injection = aims.hits(List.of(cut), List.of()).get(0).ready(DEAD_MAN);
        injection.inject();

        String other = "arp saddr ip vip arp saddr ether 02:00:00:00:00:02 drop";
        String own = "arp saddr ip vip arp saddr ether 02:00:00:00:00:01 drop";
        assertThat(cluster.saidAt("app1/sidecar"))
                .anyMatch(script -> script.contains(other))
                .noneMatch(script -> script.contains(own));
        assertThat(cluster.saidAt("app2/sidecar")).anyMatch(script -> script.contains(own));
    }

    @Test
    void lossBetweenSitesIsAtTheEndWhereClientsComeInByTheAddress() {
        FaultSpec loss = new FaultSpec(
                FaultName.LINK_LOSS, "drop", Target.link("a-b"), Map.of("percent", "10", "direction", "in"));
        Hit hit = aims.hits(List.of(loss), List.of()).get(0);
        hit.ready(DEAD_MAN);

        assertThat(hit.targets()).containsExactlyInAnyOrder(node("lb1"), node("lb2"), node("app1"));
        assertThat(cluster.saidAt("lb2/sidecar"))
                .anyMatch(script -> script.contains("-OUT -d data.app1 -m statistic"))
                .noneMatch(script -> script.contains("-IN -s data.app1"));
        assertThat(cluster.saidAt("app1/sidecar"))
                .anyMatch(script -> script.contains("-IN -s data.app2 "))
                .noneMatch(script -> script.contains("data.lb2"));
        assertThat(cluster.saidAt("lb1/sidecar")).anyMatch(script -> script.contains("-IN -s data.app2 "));
    }
}

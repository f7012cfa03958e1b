package dev.lapse.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.cluster.Access;
import dev.lapse.cluster.Auth;
import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.FakeCluster;
import dev.lapse.cluster.Host;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Settings;
import dev.lapse.cluster.Shell;
import dev.lapse.component.Carried;
import dev.lapse.history.AddressSeen;
import dev.lapse.history.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class AddressLookTest {
    private final FakeCluster cluster = new FakeCluster(new ClusterSpec(
            "two balancers",
            List.of(
                    new Host(new NodeName("etcd1"), Carried.of(ComponentName.ETCD)),
                    new Host(new NodeName("pg1"), Carried.of(ComponentName.PATRONI)),
                    new Host(new NodeName("lb1"), Carried.of(ComponentName.HAPROXY, ComponentName.KEEPALIVED)),
                    new Host(new NodeName("lb2"), Carried.of(ComponentName.HAPROXY, ComponentName.KEEPALIVED))),
            true,
            "trixie",
            Settings.NONE,
            Auth.MD5));
    private final List<Event> events = new ArrayList<>();

    private void look(Shell shell) {
        Access access = new Access(cluster, shell, cluster, cluster, null, cluster, null, cluster.atOnce);
        AddressLook.record(access, events::add, () -> 7);
    }

    @Test
    void eachBalancerSaysWhetherItCarriesTheAddress() {
        String vip = cluster.vip().orElseThrow();

        look(new OneAnswer(host -> "2: eth0    inet 10.9.9.9/24 scope global eth0\n"
                + (host.value().equals("lb1") ? "2: eth0    inet " + vip + "/32 scope global eth0\n" : "")));

        assertThat(events)
                .containsExactly(
                        new AddressSeen(7, new NodeName("lb1"), true), new AddressSeen(7, new NodeName("lb2"), false));
    }

    @Test
    void ofAHostThatDoesNotAnswerNothingIsTold() {
        look(new OneAnswer(host -> {
            throw new LapseException(LapseException.Kind.HARNESS, host + " is down");
        }));

        assertThat(events).isEmpty();
    }

    private record OneAnswer(Function<NodeName, String> answer) implements Shell {
        @Override
        public Result run(NodeName host, Duration timeout, List<String> command) {
            return new Result(0, answer.apply(host), "");
        }
    }
}

package dev.lapse.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.cluster.Auth;
import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.FaultName;
import dev.lapse.cluster.Host;
import dev.lapse.cluster.NanoClock;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Settings;
import dev.lapse.cluster.Shell;
import dev.lapse.cluster.Target;
import dev.lapse.component.Carried;
import dev.lapse.docker.Engine;
import dev.lapse.docker.Images;
import dev.lapse.fault.FaultSpec;
import dev.lapse.fault.Nemesis;
import dev.lapse.history.Event;
import dev.lapse.history.FaultPhase;
import dev.lapse.history.FaultSeen;
import dev.lapse.run.Progress;
import dev.lapse.run.RunOptions;
import dev.lapse.run.RunningCluster;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Network loss on a small cluster: it is proven, it heals, and it heals itself when nobody else does. */
class NetworkLossIT {
    private static final NodeName VICTIM = new NodeName("pg2");
    private static RunningCluster cluster;

    private final Queue<Event> events = new ConcurrentLinkedQueue<>();

    @BeforeAll
    static void bringUp() throws InterruptedException {
        Engine engine = Engine.open();
        ClusterSpec spec = new ClusterSpec(
                "small",
                List.of(
                        new Host(new NodeName("etcd1"), Carried.of(ComponentName.ETCD)),
                        new Host(new NodeName("pg1"), Carried.of(ComponentName.PATRONI)),
                        new Host(VICTIM, Carried.of(ComponentName.PATRONI))),
                false,
                "trixie",
                Settings.NONE,
                Auth.MD5);
        cluster = RunningCluster.bringUp(
                engine, new Images(engine, line -> {}), spec, RunOptions.DEFAULT_POOL, Progress.SILENT);
    }

    @AfterAll
    static void remove() {
        cluster.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"interface-down", "disconnect"})
    void isProvenAndProvenHealed(String flavour) {
        try (Nemesis nemesis = nemesis()) {
            nemesis.inject("inject#1", List.of(loss(flavour)), Duration.ofMinutes(5));
            nemesis.heal(List.of());
        }

        assertThat(events)
                .extracting(event -> ((FaultSeen) event).phase())
                .containsExactly(
                        FaultPhase.REQUESTED,
                        FaultPhase.INJECTED,
                        FaultPhase.PROVEN,
                        FaultPhase.HEALED,
                        FaultPhase.HEAL_PROVEN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"interface-down", "disconnect"})
    void healsItselfWhenItsTimeIsUp(String flavour) {
        try (Nemesis nemesis = nemesis()) {
            nemesis.inject("inject#1", List.of(loss(flavour)), Duration.ofSeconds(4));
            assertThat(isReachable()).as("reachable right after the injection").isFalse();

            Awaitility.await("the dead-man timer undoes " + flavour)
                    .atMost(Duration.ofSeconds(20))
                    .until(NetworkLossIT::isReachable);
        }
    }

    private Nemesis nemesis() {
        return new Nemesis(cluster.access(), events::add, NanoClock.startingNow(), new Random(1));
    }

    private static FaultSpec loss(String flavour) {
        return new FaultSpec(FaultName.NETWORK_LOSS, flavour, Target.host(VICTIM));
    }

    private static boolean isReachable() {
        String address = cluster.access().cluster().dataAddress(VICTIM);
        Shell.Result result = cluster.access()
                .shell()
                .run(
                        new NodeName("pg1"),
                        Duration.ofSeconds(5),
                        List.of("timeout", "1", "bash", "-c", "exec 3<>/dev/tcp/" + address + "/8008"));
        return result.succeeded();
    }
}

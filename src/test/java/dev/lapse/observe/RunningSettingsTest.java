package dev.lapse.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lapse.cluster.Access;
import dev.lapse.cluster.Auth;
import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.DescribedCluster;
import dev.lapse.cluster.Host;
import dev.lapse.cluster.HostRuns;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Section;
import dev.lapse.cluster.Settings;
import dev.lapse.cluster.Shell;
import dev.lapse.component.Carried;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/** Two members of etcd, of which the first answers. */
class RunningSettingsTest {
    private static final String STARTED =
            "{\"msg\": \"starting an etcd server\", \"heartbeat-interval\": \"100ms\", \"election-timeout\": \"5s\"}\n"
                    + SettingsInEffect.MARK + "\n";

    private final Map<String, Shell.Result> answers =
            new ConcurrentHashMap<>(Map.of("etcd1", new Shell.Result(0, STARTED, "")));

    private LapseException.Kind kind = LapseException.Kind.HARNESS;

    private List<HostRuns> read() {
        DescribedCluster cluster = () -> new ClusterSpec(
                "running",
                List.of(
                        new Host(new NodeName("etcd1"), Carried.of(ComponentName.ETCD)),
                        new Host(new NodeName("etcd2"), Carried.of(ComponentName.ETCD)),
                        new Host(new NodeName("pg1"), Carried.of(ComponentName.PATRONI))),
                false,
                "trixie",
                Settings.NONE,
                Auth.MD5);
        Shell shell = (host, timeout, command) -> {
            Shell.Result answer = answers.get(host.value());
            if (answer == null) {
                throw new LapseException(kind, "run sh -c (script) on " + host + ": the container is paused");
            }
            return answer;
        };
        return RunningSettings.read(
                new Access(cluster, shell, cluster, null, null, null, null, tasks -> tasks.forEach(Runnable::run)));
    }

    @Test
    void eachHostTellsOrIsSaidNotTo() {
        answers.put("pg1", new Shell.Result(7, "", "curl: (7) Failed to connect\n"));

        assertThat(read())
                .containsExactlyInAnyOrder(
                        HostRuns.seen(new NodeName("etcd1"), Section.ETCD, Map.of("election-timeout", "5000")),
                        HostRuns.notSeen(new NodeName("etcd2"), Section.ETCD, "the container is paused"),
                        HostRuns.notSeen(new NodeName("pg1"), Section.PATRONI, "curl: (7) Failed to connect"),
                        HostRuns.notSeen(new NodeName("pg1"), Section.POSTGRESQL, "curl: (7) Failed to connect"));
    }

    @Test
    void anEngineThatIsLostIsAnError() {
        kind = LapseException.Kind.ENGINE_LOST;

        assertThatThrownBy(this::read).hasMessageContaining("the container is paused");
    }
}

package dev.lapse.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lapse.cluster.Auth;
import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.Credentials;
import dev.lapse.cluster.Deployment;
import dev.lapse.cluster.FakeCluster;
import dev.lapse.cluster.Host;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Settings;
import dev.lapse.docker.HostFiles;
import dev.lapse.fault.LinkName;
import dev.lapse.fault.Nemesis;
import dev.lapse.history.Event;
import dev.lapse.history.FaultPhase;
import dev.lapse.history.FaultSeen;
import dev.lapse.scenario.Step;
import dev.lapse.scenario.StepByHand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A component that only tests know goes through everything that deals with components. */
class SixthComponentTest {
    private static final NodeName WATCHER = new NodeName("watcher1");

    private final ClusterSpec spec = new ClusterSpec(
                    "watched",
                    List.of(
                            new Host(new NodeName("etcd1"), Carried.of(ComponentName.ETCD)),
                            new Host(new NodeName("pg1"), Carried.of(ComponentName.PATRONI)),
                            new Host(WATCHER, Set.of(new Exporter()))),
                    false,
                    "trixie",
                    Settings.NONE,
                    Auth.MD5)
            .withSettings(Settings.NONE.with(Exporter.SECTION, "scrape_timeout", "3"));

    private final HostFiles files = new HostFiles(new Deployment(
            spec,
            Map.of(new NodeName("etcd1"), "10.0.0.1", new NodeName("pg1"), "10.0.0.2", WATCHER, "10.0.0.3"),
            Optional.empty(),
            new Credentials("a", "b", "c")));

    @Test
    void itsHostIsToldItsFileWithTheSettingsOfItsOwnSection() {
        assertThat(files.environment(spec.host(WATCHER)))
                .containsEntry("LAPSE_COMPONENTS", "exporter")
                .containsEntry("LAPSE_EXPORTER_YML", "listen: '10.0.0.3:9187'\nscrape_timeout: 3\n");
        assertThat(files.capabilities(spec.host(WATCHER))).containsExactly("SYS_PTRACE");
    }

    @Test
    void itsSettingsHaveTheFormThatItSays() {
        Components known = Components.SHIPPED.and(spec);

        assertThat(known.form(Exporter.SECTION, "scrape_timeout").toComponent("3s"))
                .isEqualTo("3");
        assertThat(known.sections()).endsWith("exporter");
        assertThatThrownBy(() -> known.form(Exporter.SECTION, "scrape_timeuot"))
                .hasMessageStartingWith(
                        "unknown exporter setting \"scrape_timeuot\"; did you mean \"scrape_timeout\"?");
    }

    @Test
    void itsProcessIsKilledByItsName() {
        Step.Inject inject =
                StepByHand.inject(spec, List.of(), "kill", "watcher1", Map.of("process", "exporter", "restart", "off"));
        FakeCluster cluster = new FakeCluster(spec);
        Map<String, String> shown = new HashMap<>(Map.of("pid", "45\n900\nS\n"));
        List<Event> events = new ArrayList<>();

        try (Nemesis nemesis = new Nemesis(cluster.access(), events::add, () -> 0, new Random(1))) {
            cluster.prints.put("s6-svstat -o pid /run/s6/exporter", shown.get("pid"));
            nemesis.inject("inject#1", inject.faults(), Duration.ofSeconds(60));
        }

        assertThat(cluster.calls).contains("watcher1: s6-svc -O /run/s6/exporter", "watcher1: kill -s KILL -- 45");
        assertThat(events)
                .filteredOn(FaultSeen.class::isInstance)
                .first()
                .isInstanceOfSatisfying(FaultSeen.class, seen -> {
                    assertThat(seen.phase()).isEqualTo(FaultPhase.REQUESTED);
                    assertThat(seen.targets()).containsExactly(WATCHER);
                });
    }

    @Test
    void itsProcessNeedsAHostThatCarriesIt() {
        assertThatThrownBy(() -> StepByHand.inject(spec, List.of(), "kill", "pg1", Map.of("process", "exporter")))
                .isInstanceOf(LapseException.class)
                .hasMessageContaining("kill needs a host with exporter, and pg1 carries patroni");
    }

    @Test
    void itsLinksHaveNames() {
        assertThat(LinkName.parse("exporter-postgres", spec))
                .hasValueSatisfying(link -> assertThat(link.isUsed(spec)).isTrue());
        assertThat(LinkName.parse("exporter-etcd", spec))
                .hasValueSatisfying(link -> assertThat(link.isUsed(spec)).isFalse());
        assertThat(LinkName.parse("pg1-metrics", spec)).isPresent();
    }
}

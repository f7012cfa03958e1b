package dev.lapse.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Section;
import dev.lapse.cluster.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShippedTopologiesTest {
    @ParameterizedTest
    @ValueSource(strings = {"reference", "two-node", "two-node-strict", "all-in-one", "no-pooler"})
    void everyTopologyTakesAScenarioAtEveryProfile(String name) {
        for (Profile profile : Profile.values()) {
            Scenario scenario = Scenario.named("any")
                    .steps(Step.steady(Duration.ofSeconds(5)))
                    .on(read(name), profile);
            assertThat(ScenarioFile.parse(scenario.toYaml())).isEqualTo(scenario);
        }
    }

    @Test
    void twoNodeIsTheSeedAsItWasInEffect() {
        ClusterSpec spec = read("two-node");

        assertThat(spec.nodes()).hasSize(2);
        assertThat(spec.balancers()).hasSize(2);
        assertThat(spec.vip()).isTrue();
        assertThat(spec.synchronous()).isFalse();
        assertThat(spec.failsafe()).isFalse();
        assertThat(spec.settings().of(Section.PGBOUNCER)).containsEntry("pool_mode", "session");
        assertThat(spec.settings().of(Section.HAPROXY))
                .containsAllEntriesOf(Map.of(
                        "check-write", "/master",
                        "check-read", "/health",
                        "inter", "3s",
                        "fastinter", "1s",
                        "fall", "3",
                        "write.rise", "4",
                        "read.rise", "2",
                        "timeout check", "15s"));
        assertThat(spec.settings().of(Section.ETCD)).containsEntry("election-timeout", "5000");
    }

    @Test
    void twoNodeStrictDiffersFromTwoNodeInPatroniAlone() {
        ClusterSpec strict = read("two-node-strict");
        ClusterSpec effective = read("two-node");

        assertThat(strict.synchronous()).isTrue();
        assertThat(strict.failsafe()).isTrue();
        assertThat(strict.settings().of(Section.PATRONI))
                .containsEntry("synchronous_mode_strict", "on")
                .containsEntry("primary_start_timeout", "30");
        assertThat(strict.hosts()).isEqualTo(effective.hosts());
        for (Section section : List.of(Section.HAPROXY, Section.PGBOUNCER, Section.KEEPALIVED, Section.ETCD)) {
            assertThat(strict.settings().of(section))
                    .isEqualTo(effective.settings().of(section));
        }
    }

    @Test
    void losingAHostOfAllInOneLosesEverythingOnIt() {
        ClusterSpec spec = read("all-in-one");

        assertThat(spec.hostsWith(ComponentName.ETCD))
                .isEqualTo(spec.nodes())
                .isEqualTo(spec.hostsWith(ComponentName.PGBOUNCER))
                .hasSize(3);
        assertThat(spec.balancers()).containsExactly(new NodeName("lb1"));
        assertThat(spec.vip()).isFalse();
    }

    @Test
    void noPoolerGoesStraightToPostgresql() {
        ClusterSpec spec = read("no-pooler");

        assertThat(spec.pooled()).isFalse();
        assertThat(spec.settings().of(Section.HAPROXY))
                .containsEntry("read.balance", "leastconn")
                .containsEntry("maxconn", "100");
    }

    @Test
    void profileSpeaksForBothListeners() {
        Settings settings = Profile.FAST.over(read("two-node").settings());

        assertThat(settings.of(Section.HAPROXY))
                .containsEntry("rise", "1")
                .containsEntry("read.balance", "roundrobin")
                .doesNotContainKeys("write.rise", "read.rise");
    }

    private static ClusterSpec read(String name) {
        return ScenarioFile.topology(Path.of("scenarios", "topologies", name + ".yaml"));
    }
}

package dev.lapse.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.cluster.Entrypoint;
import dev.lapse.cluster.NodeName;
import dev.lapse.history.Lane;
import dev.lapse.history.LaneKind;
import dev.lapse.history.Vantage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which lanes a probe becomes, whoever its client. */
class ClientLanesTest {
    @TempDir
    Path folder;

    @Test
    void poolTakesHikarisSettingsUnderTheirOwnNames() throws IOException {
        Lane lane = lanes("{kind: write, via: vip, vantage: pool, hikari: {connectionTimeout: 250ms,"
                        + " exceptionOverride: 25006}, pgjdbc: {connectTimeout: 1s}}")
                .get(0);

        assertThat(lane.name().value()).isEqualTo("write-vip-pool");
        assertThat(lane.settings())
                .containsEntry("hikari.connectionTimeout", "250ms")
                .containsEntry("hikari.exceptionOverride", "25006")
                .containsEntry("hikari.maximumPoolSize", "10")
                .containsEntry("pgjdbc.connectTimeout", "1s");
    }

    @Test
    void driverDefaultsAreSpelledOut() throws IOException {
        Lane lane = lanes("{kind: write, pgjdbc: driver-defaults}").get(0);

        assertThat(lane.settings())
                .containsEntry("pgjdbc.socketTimeout", "0")
                .containsEntry("pgjdbc.connectTimeout", "10s")
                .containsEntry("pgjdbc.sslmode", "prefer")
                .isEqualTo(LaneSpec.write().driverDefaults().settings());
    }

    @Test
    void driverDefaultsLeaveTheTypeOfServerThatIsAskedFor() throws IOException {
        Lane lane = lanes("{kind: write, via: postgres, vantage: multi-host, every: 100ms, timeout: 25s,"
                        + " pgjdbc: driver-defaults}")
                .get(0);

        assertThat(lane.settings())
                .containsEntry("pgjdbc.targetServerType", "primary")
                .containsEntry("pgjdbc.connectTimeout", "10s");
    }

    /** pgjdbc takes them too, under these names of its earlier versions. */
    @Test
    void olderNamesOfServerTypesAreTaken() throws IOException {
        for (Map.Entry<String, String> type :
                Map.of("master", "primary", "preferSlave", "preferSecondary").entrySet()) {
            Lane lane = lanes("{kind: write, via: postgres, vantage: multi-host, pgjdbc: {targetServerType: "
                            + type.getKey() + "}}")
                    .get(0);

            assertThat(lane.settings()).containsEntry("pgjdbc.targetServerType", type.getValue());
        }
    }

    @Test
    void holdKeepsAsManySessionsAsThePoolHas() throws IOException {
        Lane lane = lanes("{kind: write, vantage: pool, every: 200ms, timeout: 10s, hold: 2s}")
                .get(0);

        assertThat(lane.hold()).isEqualTo(Duration.ofSeconds(2));
        assertThat(lane.held()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void attemptMayEndBeforeTheNextIsDue() throws IOException {
        Lane lane = lanes("{kind: write, every: 5s, timeout: 1s}").get(0);

        assertThat(lane.period()).isEqualTo(Duration.ofSeconds(5));
        assertThat(lane.timeout()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void hikarisSettingsAreThePoolsAlone() throws IOException {
        List<Lane> lanes = lanes("{kind: write, vantage: [new-connection, pool], hikari: {maximumPoolSize: 5}}");

        assertThat(lanes.get(0).settings()).isEmpty();
        assertThat(lanes.get(1).settings()).containsEntry("hikari.maximumPoolSize", "5");
    }

    @Test
    void multiHostIsGivenEveryNodeAndTimeToTryThem() throws IOException {
        List<Lane> lanes = lanes(
                "{kind: write, via: postgres, vantage: multi-host}", "{kind: read, via: pooler, vantage: multi-host}");

        assertThat(lanes).hasSize(2).allMatch(Lane::isMultiHost).allMatch(Lane::isClient);
        assertThat(lanes.get(0).timeout()).isEqualTo(Duration.ofSeconds(3));
        assertThat(lanes.get(0).settings()).containsEntry("pgjdbc.targetServerType", "primary");
        assertThat(lanes.get(1).settings()).containsEntry("pgjdbc.targetServerType", "preferSecondary");
        assertThat(lanes.get(1).name().value()).isEqualTo("read-pooler-multi-host");
    }

    @Test
    void poolStraightToPostgresqlIsGivenEveryNode() throws IOException {
        assertThat(lanes("{kind: write, via: postgres, vantage: pool}"))
                .singleElement()
                .matches(Lane::isMultiHost)
                .extracting(Lane::vantage)
                .isEqualTo(Vantage.POOL);
    }

    @Test
    void everyBalancerGetsALaneAndTheFirstKeepsItsName() throws IOException {
        List<Lane> lanes = lanes("{kind: write, via: haproxy, balancer: all}");

        assertThat(lanes).extracting(lane -> lane.name().value()).containsExactly("write-haproxy", "write-haproxy-lb2");
        assertThat(lanes).extracting(Lane::node).containsExactly(null, new NodeName("lb2"));
    }

    @Test
    void clientOfOnePoolerNamesItsNode() throws IOException {
        Lane lane =
                lanes("{kind: read, via: pooler, node: pg2, vantage: pinned}").get(0);

        assertThat(lane.name().value()).isEqualTo("read-pooler-pinned-pg2");
        assertThat(lane.isMultiHost()).isFalse();
    }

    @Test
    void whatWasReadIsWrittenAndReadBackEqual() throws IOException {
        Scenario scenario = scenario(
                "{kind: write, via: haproxy, balancer: all, vantage: [new-connection, pool]}",
                "{kind: read, via: pooler, node: pg2}",
                "{kind: write, via: postgres, vantage: multi-host, pgjdbc: {loadBalanceHosts: true}}");

        assertThat(ScenarioFile.parse(scenario.toYaml())).isEqualTo(scenario);
    }

    @Test
    void javaSaysTheSame() throws IOException {
        Scenario read = scenario("{kind: write, via: postgres, vantage: multi-host, pgjdbc: {connectTimeout: 2s}}");
        LaneSpec spec = LaneSpec.write()
                .via(Entrypoint.POSTGRES)
                .from(Vantage.MULTI_HOST)
                .timeout(LaneSpec.MULTI_HOST_TIMEOUT)
                .set("pgjdbc.connectTimeout", "2s");

        assertThat(spec.lanes(read.cluster())).containsExactly(read.lanes().get(0));
    }

    private List<Lane> lanes(String... probes) throws IOException {
        return scenario(probes).lanes().stream()
                .filter(lane -> lane.kind() != LaneKind.STATE)
                .toList();
    }

    private Scenario scenario(String... probes) throws IOException {
        Path topologies = Files.createDirectories(folder.resolve("topologies"));
        Path reference = topologies.resolve("reference.yaml");
        Files.writeString(reference, Files.readString(Path.of("scenarios/topologies/reference.yaml")));
        Path file = folder.resolve("a.yaml");
        Files.writeString(
                file, "name: a\nprobes:\n  - " + String.join("\n  - ", probes) + "\nsteps: [steady: 5s]\nexpect: {}\n");
        return ScenarioFile.read(file, Profile.DEFAULT, List.of());
    }
}

package dev.lapse.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.history.Lane;
import dev.lapse.history.LaneKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which clients there are where nobody names one. */
class DefaultLanesTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    patroni           | lb1: [haproxy]    | false | write-haproxy write-haproxy-pinned read-haproxy read-haproxy-pinned
                    patroni,keepalived |                  | true  | write-vip write-vip-pinned
                    patroni           | p1: [pgbouncer]   | false | write-pooler-p1 write-pooler-pinned-p1 read-pooler-p1 read-pooler-pinned-p1
                    patroni,pgbouncer |                   | false | write-pooler-multi-host read-pooler-multi-host
                    patroni           |                   | false | write-postgres-multi-host read-postgres-multi-host
                    """)
    void clientsComeInWhereTheClusterLetsThemIn(String node, String more, String vip, String lanes) {
        Scenario scenario = new ScenarioFolder(folder)
                .read("name: a\ntopology:\n  vip: " + vip + "\n  hosts:\n    etcd1: [etcd]\n    pg1: [" + node
                        + "]\n    pg2: [" + node + "]\n" + (more == null ? "" : "    " + more + "\n")
                        + "steps:\n  - steady: 10s\n");

        assertThat(scenario.lanes().stream()
                        .filter(lane -> lane.kind() != LaneKind.STATE)
                        .map(Lane::name)
                        .map(Object::toString))
                .containsExactly(lanes.split(" "));
        assertThat(ScenarioFile.parse(scenario.toYaml())).isEqualTo(scenario);
    }

    /** 12 s for each client that HAProxy connects for, and a third of its 100. */
    @Test
    void clientsDoNotFillASmallBalancer() throws IOException {
        Files.writeString(folder.resolve("haproxy.cfg"), """
                global
                    maxconn 100
                defaults
                    mode tcp
                    timeout connect 4s
                    retries 2
                listen writes
                    bind *:5432
                    option httpchk OPTIONS /primary
                    server pg1 10.0.0.1:5432 check port 8008
                    server pg2 10.0.0.2:5432 check port 8008
                """);
        String topology = "name: a\ntopology:\n  vip: false\n  hosts: {etcd1: [etcd], pg1: [patroni], pg2: [patroni],"
                + " lb1: [haproxy]}\n  files: {haproxy: haproxy.cfg}\n";
        String steps = "steps:\n  - steady: 10s\n";
        ScenarioFolder scenarios = new ScenarioFolder(folder);

        assertThat(periods(scenarios.read(topology + steps))).containsOnly(Duration.ofMillis(370));
        assertThat(periods(scenarios.read(topology + "probes:\n  - {kind: write, via: haproxy}\n" + steps)))
                .containsOnly(Duration.ofMillis(370));
        assertThat(periods(
                        scenarios.read(topology + "probes:\n  - {kind: write, via: haproxy, every: 20ms}\n" + steps)))
                .containsOnly(Duration.ofMillis(20));
    }

    private static Stream<Duration> periods(Scenario scenario) {
        return scenario.lanes().stream()
                .filter(lane -> lane.kind() != LaneKind.STATE)
                .map(Lane::period);
    }
}

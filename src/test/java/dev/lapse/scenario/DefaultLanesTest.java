package dev.lapse.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.history.Lane;
import dev.lapse.history.LaneKind;
import java.nio.file.Path;
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
}

package dev.lapse.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.cluster.Auth;
import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.Entrypoint;
import dev.lapse.cluster.FaultName;
import dev.lapse.cluster.Host;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Settings;
import dev.lapse.cluster.Target;
import dev.lapse.component.Components;
import dev.lapse.history.Lane;
import dev.lapse.history.LaneKind;
import dev.lapse.history.LaneName;
import dev.lapse.history.Vantage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A host of PostgreSQL that carries a member of the store may take its quorum away. */
class StoreOnNodesTest {
    private static final String NODE = "patroni";
    private static final String BOTH = "etcd patroni";

    private static ClusterSpec hosts(String... carried) {
        List<Host> hosts = new ArrayList<>();
        for (String components : carried) {
            hosts.add(new Host(
                    new NodeName("h" + (hosts.size() + 1)),
                    Arrays.stream(components.split(" "))
                            .map(name -> Components.SHIPPED.named(new ComponentName(name)))
                            .collect(Collectors.toSet())));
        }
        return new ClusterSpec("t", hosts, false, "trixie", Settings.NONE, Auth.MD5);
    }

    private static Prediction loss(Target.Kind role, Client client, ClusterSpec cluster) {
        FaultName fault = FaultName.NETWORK_LOSS;
        return Oracle.of(cluster)
                .predict(
                        new Incident(fault, fault.flavours().get(0), Target.role(role), Map.of(), Optional.empty()),
                        client);
    }

    private static String whyNot(Target.Kind role, ClusterSpec cluster) {
        return loss(role, Client.BALANCED, cluster).why();
    }

    private static Client reader() {
        return Client.of(new Lane(
                        new LaneName("r"),
                        LaneKind.READ,
                        Entrypoint.HAPROXY,
                        Vantage.NEW_CONNECTION,
                        null,
                        Duration.ofMillis(20),
                        Duration.ofSeconds(1)))
                .orElseThrow();
    }

    @Test
    void noNodeLeadsWithoutTheHostThatTakesTheQuorum() {
        ClusterSpec two = hosts(BOTH, BOTH, "haproxy");

        assertThat(whyNot(Target.Kind.PRIMARY, two))
                .isEqualTo("without the primary's host the store has no quorum, and no node leads until it is back");
        assertThat(whyNot(Target.Kind.REPLICA, two)).startsWith("without the replica's host the store has no quorum");
        assertThat(Oracle.of(two).twoServersUp())
                .extracting(TwoServersUp::way)
                .doesNotContain(TwoServersUp.LossOfPrimary.HOST_FROZEN, TwoServersUp.LossOfPrimary.HOST_SILENT);
    }

    @Test
    void whereOneHostAloneTakesItItDependsOnWhoIsThePrimary() {
        assertThat(whyNot(Target.Kind.PRIMARY, hosts(BOTH, NODE, "haproxy"))).startsWith("it depends on whether");
    }

    @Test
    void aQuorumThatIsLeftLetsAReplicaTakeOver() {
        assertThat(loss(Target.Kind.PRIMARY, Client.BALANCED, hosts(BOTH, BOTH, BOTH, "haproxy"))
                        .formula())
                .isPresent();
        assertThat(loss(Target.Kind.PRIMARY, Client.BALANCED, hosts(NODE, NODE, "etcd", "haproxy"))
                        .formula())
                .isPresent();
    }

    @Test
    void replicasGoOnAnsweringAndTheOnlyNodeDoesNot() {
        assertThat(loss(Target.Kind.PRIMARY, reader(), hosts(BOTH, BOTH, "haproxy"))
                        .formula()
                        .orElseThrow()
                        .total())
                .isEqualTo(Interval.NONE);
        assertThat(loss(Target.Kind.PRIMARY, reader(), hosts("etcd", NODE, "haproxy"))
                        .why())
                .startsWith("no node is left for reads");
    }

    @Test
    void twoMembersAtOnceMayBeTooMany() {
        ClusterSpec cluster = hosts(BOTH, BOTH, BOTH, "haproxy");
        List<Incident> both = Stream.of(Target.Kind.PRIMARY, Target.Kind.ETCD_LEADER)
                .map(role -> new Incident(
                        FaultName.CRASH,
                        FaultName.CRASH.flavours().get(0),
                        Target.role(role),
                        Map.of(),
                        Optional.empty()))
                .toList();

        assertThat(Oracle.of(cluster).predict(both, Client.BALANCED).why()).contains("2 of the 3 members of the store");
    }
}

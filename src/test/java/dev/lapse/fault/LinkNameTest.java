package dev.lapse.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.cluster.Auth;
import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.Host;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Settings;
import dev.lapse.component.Etcd;
import dev.lapse.component.Patroni;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LinkNameTest {
    private final ClusterSpec cluster = new WireCluster().spec();

    @ParameterizedTest
    @CsvSource({
        "primary-etcd, primary, etcd",
        "sync-standby-etcd-leader, sync-standby, etcd-leader",
        "primary-all-replicas, primary, all-replicas",
        "haproxy-rest, haproxy, rest",
        "lb1-pooler, lb1, pooler",
        "pg1-pg2, pg1, pg2",
        "client-haproxy, client, haproxy"
    })
    void partsTheNameWhereBothEndsAreKnown(String text, String from, String to) {
        assertThat(LinkName.parse(text, cluster)).contains(new LinkName(from, to));
    }

    @ParameterizedTest
    @ValueSource(strings = {"primary", "client-etcd", "client-rest", "rest-etcd", "pg1-pg9", "primary-", "-etcd", ""})
    void knowsNoLinkToWhatIsNotThere(String text) {
        assertThat(LinkName.parse(text, cluster)).isEmpty();
    }

    @Test
    void armsEveryHostThatMayHaveTheRole() {
        assertThat(LinkName.parse("primary-etcd", cluster).orElseThrow().candidates(cluster))
                .hasSize(9)
                .allMatch(hop -> hop.ports().equals(List.of(2379)));
        assertThat(LinkName.parse("replica-primary", cluster).orElseThrow().candidates(cluster))
                .hasSize(6)
                .allMatch(
                        hop -> hop.ports().equals(List.of(5432)) && !hop.from().equals(hop.to()));
    }

    @Test
    void membersOfEtcdReachEachOtherAtTheirOwnPort() {
        assertThat(LinkName.parse("etcd1-etcd2", cluster).orElseThrow().candidates(cluster))
                .extracting(LinkName.HostPair::ports)
                .containsExactly(List.of(2380));
    }

    @Test
    void serviceThatIsNotThereIsNoHostOfThatName() {
        ClusterSpec unpooled = new ClusterSpec(
                "unpooled",
                List.of(
                        new Host(new NodeName("pg1"), Set.of(new Patroni())),
                        new Host(new NodeName("pooler"), Set.of(new Etcd()))),
                false,
                "trixie",
                Settings.NONE,
                Auth.SCRAM_SHA_256);

        assertThat(LinkName.parse("pg1-pooler", unpooled)).isEmpty();
    }
}

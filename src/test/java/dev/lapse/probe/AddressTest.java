package dev.lapse.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lapse.cluster.Auth;
import dev.lapse.cluster.Cluster;
import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.Component;
import dev.lapse.cluster.Credentials;
import dev.lapse.cluster.Entrypoint;
import dev.lapse.cluster.Host;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.NanoClock;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Settings;
import dev.lapse.history.Event;
import dev.lapse.history.Lane;
import dev.lapse.history.LaneKind;
import dev.lapse.history.LaneName;
import dev.lapse.history.Vantage;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class AddressTest {
    private static final NodeName PG1 = new NodeName("pg1");
    private static final NodeName PG2 = new NodeName("pg2");
    private static final NodeName LB1 = new NodeName("lb1");

    private final List<Event> events = new CopyOnWriteArrayList<>();

    @Test
    void writeLaneThroughHaproxyUsesTheFirstBalancersWritePort() {
        Address address = Address.of(new Three(), lane(LaneKind.WRITE, Entrypoint.HAPROXY, Vantage.PINNED, null));

        assertThat(address.url()).isEqualTo("jdbc:postgresql://data-lb1:5000/lapse");
    }

    @Test
    void readLaneThroughTheVirtualAddressUsesTheReadPort() {
        Address address = Address.of(new Three(), lane(LaneKind.READ, Entrypoint.VIP, Vantage.NEW_CONNECTION, null));

        assertThat(address.url()).isEqualTo("jdbc:postgresql://vip:5001/lapse");
    }

    @Test
    void directWriteLaneAsksItsNodeOverWatchAndWaitsForNoStandby() {
        Address address = Address.of(new Three(), lane(LaneKind.WRITE, Entrypoint.POSTGRES, Vantage.DIRECT, PG2));

        assertThat(address.url()).isEqualTo("jdbc:postgresql://watch-pg2:5432/lapse");
        assertThat(address.properties()).containsEntry("options", "-c synchronous_commit=local");
    }

    @Test
    void multiHostLaneNamesEveryNode() {
        Address address = Address.of(new Three(), lane(LaneKind.WRITE, Entrypoint.POOLER, Vantage.MULTI_HOST, null));

        assertThat(address.url()).isEqualTo("jdbc:postgresql://data-pg1:6432,data-pg2:6432/lapse");
        assertThat(address.properties()).containsEntry("targetServerType", "primary");
    }

    @Test
    void laneWithoutAWayInIsBadInput() {
        Lane lane = lane(LaneKind.WRITE, Entrypoint.POOLER, Vantage.PINNED, null);

        assertThatThrownBy(() -> Probe.start(new Three(), List.of(lane), events::add, NanoClock.startingNow()))
                .isInstanceOf(LapseException.class)
                .hasMessage("lane write via pooler, pinned: no node given whose pooler it should ask (topology three)");
        assertThat(events).isEmpty();
    }

    private static Lane lane(LaneKind kind, Entrypoint via, Vantage vantage, NodeName node) {
        return new Lane(new LaneName("write"), kind, via, vantage, node, Duration.ofMillis(20), Duration.ofSeconds(1));
    }

    /** Two nodes and a balancer whose addresses are their names. */
    private record Three() implements Cluster {
        @Override
        public ClusterSpec spec() {
            return new ClusterSpec(
                    "three",
                    List.of(
                            new Host(PG1, EnumSet.of(Component.ETCD, Component.PATRONI, Component.PGBOUNCER)),
                            new Host(PG2, EnumSet.of(Component.PATRONI, Component.PGBOUNCER)),
                            new Host(LB1, EnumSet.of(Component.HAPROXY, Component.KEEPALIVED))),
                    true,
                    "trixie",
                    Settings.NONE,
                    Auth.MD5);
        }

        @Override
        public String dataAddress(NodeName host) {
            return "data-" + host;
        }

        @Override
        public String watchAddress(NodeName host) {
            return "watch-" + host;
        }

        @Override
        public Optional<String> vip() {
            return Optional.of("vip");
        }

        @Override
        public Credentials credentials() {
            return new Credentials("", "", "secret");
        }
    }
}

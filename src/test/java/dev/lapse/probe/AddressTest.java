package dev.lapse.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lapse.cluster.Entrypoint;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.NanoClock;
import dev.lapse.cluster.NodeName;
import dev.lapse.history.Event;
import dev.lapse.history.Lane;
import dev.lapse.history.LaneKind;
import dev.lapse.history.LaneName;
import dev.lapse.history.Vantage;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AddressTest {
    private static final NodeName PG2 = new NodeName("pg2");

    private final List<Event> events = new CopyOnWriteArrayList<>();

    @Test
    void writeLaneThroughHaproxyUsesTheFirstBalancersWritePort() {
        Address address = Address.of(new TwoNodes(), lane(LaneKind.WRITE, Entrypoint.HAPROXY, Vantage.PINNED, null));

        assertThat(address.url()).isEqualTo("jdbc:postgresql://data-lb1:5000/lapse");
    }

    @Test
    void readLaneThroughTheVirtualAddressUsesTheReadPort() {
        Address address = Address.of(new TwoNodes(), lane(LaneKind.READ, Entrypoint.VIP, Vantage.NEW_CONNECTION, null));

        assertThat(address.url()).isEqualTo("jdbc:postgresql://vip:5001/lapse");
    }

    @Test
    void directWriteLaneAsksItsNodeOverWatchAndWaitsForNoStandby() {
        Address address = Address.of(new TwoNodes(), lane(LaneKind.WRITE, Entrypoint.POSTGRES, Vantage.DIRECT, PG2));

        assertThat(address.url()).isEqualTo("jdbc:postgresql://watch-pg2:5432/lapse");
        assertThat(address.properties()).containsEntry("options", "-c synchronous_commit=local");
    }

    @Test
    void multiHostLaneNamesEveryNode() {
        Address address = Address.of(new TwoNodes(), lane(LaneKind.WRITE, Entrypoint.POOLER, Vantage.MULTI_HOST, null));

        assertThat(address.url()).isEqualTo("jdbc:postgresql://data-pg1:6432,data-pg2:6432/lapse");
        assertThat(address.properties()).containsEntry("targetServerType", "primary");
    }

    /** The ways in the order of the hosts: 5432 and 6432 of pg1 and of pg2, 5000 and 5001 of lb1, and of the address. */
    @Test
    void laneOfAClientOnAHostComesInByThatHost() {
        NodeName app = new NodeName("app1");

        assertThat(Address.of(
                                new TwoNodes(),
                                lane(LaneKind.WRITE, Entrypoint.HAPROXY, Vantage.PINNED, null)
                                        .at(app))
                        .url())
                .isEqualTo("jdbc:postgresql://data-app1:20004/lapse");
        assertThat(Address.of(
                                new TwoNodes(),
                                lane(LaneKind.READ, Entrypoint.VIP, Vantage.PINNED, null)
                                        .at(app))
                        .url())
                .isEqualTo("jdbc:postgresql://data-app1:20007/lapse");
        assertThat(Address.of(
                                new TwoNodes(),
                                lane(LaneKind.WRITE, Entrypoint.POSTGRES, Vantage.MULTI_HOST, null)
                                        .at(app))
                        .url())
                .isEqualTo("jdbc:postgresql://data-app1:20000,data-app1:20002/lapse");
    }

    @Test
    void laneWithoutAWayInIsBadInput() {
        Lane lane = lane(LaneKind.WRITE, Entrypoint.POOLER, Vantage.PINNED, null);

        assertThatThrownBy(() -> Probe.start(new TwoNodes(), List.of(lane), 1, events::add, NanoClock.startingNow()))
                .isInstanceOf(LapseException.class)
                .hasMessage("lane write via pooler, pinned: no node given whose pooler it should ask (topology two)");
        assertThat(events).isEmpty();
    }

    private static Lane lane(LaneKind kind, Entrypoint via, Vantage vantage, @Nullable NodeName node) {
        return new Lane(new LaneName("write"), kind, via, vantage, node, Duration.ofMillis(20), Duration.ofSeconds(1));
    }
}

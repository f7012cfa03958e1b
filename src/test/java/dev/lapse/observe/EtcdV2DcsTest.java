package dev.lapse.observe;

import static dev.lapse.observe.Samples.node;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lapse.cluster.Dcs;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Keys of API v2 as etcd 3.5.16 told them of a cluster with Patroni 4.0.7. */
class EtcdV2DcsTest {
    private static final Dcs.LeaderLock LOCK = new Dcs.LeaderLock(node("pg3"), "26");

    private static EtcdV2Api.Folder keys() throws IOException {
        return EtcdV2Api.parseKeys(28, Samples.json("etcd-v2-keys.json"));
    }

    @Test
    void stateOfPatroniIsReadFromItsKeys() throws IOException {
        Dcs.Kept kept = EtcdV2Dcs.kept(keys());

        assertThat(kept.position()).isEqualTo(28);
        assertThat(kept.lock()).isEqualTo(LOCK);
        assertThat(kept.config()).containsEntry("ttl", "20");
        assertThat(kept.sync()).isEqualTo(Dcs.SyncNames.NONE);
        assertThat(kept.isSynchronous()).isFalse();
    }

    /** etcd says 20 of what lasts for more than a second less. */
    @Test
    void whatIsLeftIsRoundedDownAsALeaseIs() throws IOException {
        assertThat(EtcdV2Dcs.lease(keys(), LOCK))
                .contains(new Dcs.LeaseLeft(Duration.ofSeconds(19), Duration.ofSeconds(20)));
    }

    @Test
    void lockThatSomebodyElseHasLeavesNothing() throws IOException {
        Dcs.LeaseLeft gone = new Dcs.LeaseLeft(Duration.ZERO, Duration.ZERO);

        assertThat(EtcdV2Dcs.lease(keys(), new Dcs.LeaderLock(LOCK.holder(), "7")))
                .isEqualTo(Optional.of(gone));
        assertThat(EtcdV2Dcs.lease(new EtcdV2Api.Folder(9, Map.of()), LOCK)).isEqualTo(Optional.of(gone));
    }

    /** What listeners hear, in words. */
    private static final class Heard implements Dcs.Listener {
        private final List<String> all = new ArrayList<>();

        @Override
        public void lock(long position, Dcs.@Nullable LeaderLock lock) {
            all.add(position + " lock " + (lock == null ? "free" : lock.holder() + " " + lock.session()));
        }

        @Override
        public void sync(long position, Dcs.SyncNames sync) {
            all.add(position + " sync " + sync.standbys());
        }

        @Override
        public void status(long position) {
            all.add(position + " status");
        }

        @Override
        public void unreadable(Dcs.PatroniKey key, long position, String what) {
            all.add(position + " unreadable " + what);
        }
    }

    private static List<String> told(String... events) throws IOException {
        Heard heard = new Heard();
        for (String event : events) {
            EtcdV2Feed.tell(EtcdV2Api.parseChange(Http.json(event)), heard);
        }
        return heard.all;
    }

    private static String event(String action, String key, String value, int index) {
        return "{\"action\":\"" + action + "\",\"node\":{\"key\":\"/service/lapse/" + key + "\"," + value
                + "\"modifiedIndex\":" + index + ",\"createdIndex\":4}}";
    }

    /** A renewal tells the same lock again; one that ran out, or was given up, is free. */
    @Test
    void changesOfTheKeysAreTold() throws IOException {
        assertThat(told(
                        event("compareAndSwap", "leader", "\"value\":\"pg1\",\"ttl\":20,", 11),
                        event("set", "status", "\"value\":\"{}\",", 12),
                        event("expire", "leader", "", 13),
                        event("create", "leader", "\"value\":\"pg2\",\"ttl\":20,", 14),
                        event("compareAndDelete", "leader", "", 15),
                        event("set", "members/pg1", "\"value\":\"{}\",", 16),
                        event(
                                "set",
                                "sync",
                                "\"value\":\"{\\\"leader\\\":\\\"pg2\\\",\\\"sync_standby\\\":\\\"pg3\\\"}\",",
                                17),
                        event("set", "leader", "\"value\":\"PG 3\",", 18)))
                .satisfiesExactly(
                        told -> assertThat(told).isEqualTo("11 lock pg1 4"),
                        told -> assertThat(told).isEqualTo("12 status"),
                        told -> assertThat(told).isEqualTo("13 lock free"),
                        told -> assertThat(told).isEqualTo("14 lock pg2 4"),
                        told -> assertThat(told).isEqualTo("15 lock free"),
                        told -> assertThat(told).isEqualTo("17 sync [pg3]"),
                        told -> assertThat(told)
                                .startsWith("18 unreadable etcd key /service/lapse/leader: cannot read"));
    }

    @Test
    void eventsThatAreNoLongerKeptMakeTheFeedBeginAnew() {
        assertThatThrownBy(() -> told("{\"errorCode\":401,\"message\":\"The event in requested index is outdated and"
                        + " cleared\",\"cause\":\"the requested history has been cleared [1002/1]\",\"index\":2001}"))
                .isInstanceOf(EtcdApi.Compacted.class);
        assertThatThrownBy(() -> told("{\"errorCode\":300,\"message\":\"Raft Internal Error\",\"index\":1}"))
                .isInstanceOf(IOException.class)
                .isNotInstanceOf(EtcdApi.Compacted.class);
    }
}

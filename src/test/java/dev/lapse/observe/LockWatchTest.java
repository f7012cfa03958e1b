package dev.lapse.observe;

import static dev.lapse.observe.Samples.node;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.cluster.Cluster;
import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.Credentials;
import dev.lapse.cluster.NodeName;
import dev.lapse.history.Event;
import dev.lapse.history.LeaderSeen;
import dev.lapse.history.SyncSeen;
import dev.lapse.history.Trouble;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LockWatchTest {
    private final List<Event> events = new ArrayList<>();
    private final LockWatch watch = new LockWatch(new EtcdApi(new NoCluster()), events::add, () -> 0);

    @Test
    void failoverIsLockGoneThenTakenThenNewSyncStandby() throws IOException {
        hear(1, Samples.changes("etcd-watch.jsonl"));

        assertThat(events)
                .containsExactly(
                        new LeaderSeen(1, null, 57),
                        new LeaderSeen(1, node("pg1"), 58),
                        new SyncSeen(1, node("pg1"), List.of()),
                        new SyncSeen(1, node("pg1"), List.of(node("pg2"))));
        assertThat(watch.lock()).isEqualTo(new LockWatch.Lock(node("pg1"), "9037495187389579268"));
    }

    @Test
    void whatASecondMemberTellsIsNotRecordedAgain() throws IOException {
        hear(1, Samples.changes("etcd-watch.jsonl"));
        int once = events.size();

        hear(2, Samples.changes("etcd-watch.jsonl"));

        assertThat(events).hasSize(once);
    }

    @Test
    void memberThatLagsDoesNotBringBackAnOldLeader() throws IOException {
        hear(1, Samples.changes("etcd-watch.jsonl"));
        int before = events.size();

        hear(2, List.of(new EtcdApi.Change("leader", 12, new EtcdApi.Entry("pg3", 12, "7"))));

        assertThat(events).hasSize(before);
        assertThat(watch.lock().holder()).isEqualTo(node("pg1"));
    }

    @Test
    void nameThatIsNoHostIsTrouble() {
        hear(3, List.of(new EtcdApi.Change("leader", 12, new EtcdApi.Entry("PG 3", 12, "7"))));

        assertThat(events).hasOnlyElementsOfType(Trouble.class);
    }

    private void hear(long atNanos, List<EtcdApi.Change> changes) {
        changes.stream()
                .filter(change -> List.of("leader", "sync").contains(change.key()))
                .forEach(change -> watch.apply(new LockWatch.News(atNanos, change)));
    }

    private static final class NoCluster implements Cluster {
        @Override
        public ClusterSpec spec() {
            return Samples.spec();
        }

        @Override
        public String dataAddress(NodeName host) {
            throw new AssertionError("nobody is asked");
        }

        @Override
        public String watchAddress(NodeName host) {
            throw new AssertionError("nobody is asked");
        }

        @Override
        public Optional<String> vip() {
            return Optional.empty();
        }

        @Override
        public Credentials credentials() {
            return new Credentials("", "", "");
        }
    }
}

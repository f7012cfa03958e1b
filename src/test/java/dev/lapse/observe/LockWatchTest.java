package dev.lapse.observe;

import static dev.lapse.observe.Samples.node;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.cluster.Dcs;
import dev.lapse.cluster.MemoryDcs;
import dev.lapse.history.Event;
import dev.lapse.history.LeaderSeen;
import dev.lapse.history.StatusWritten;
import dev.lapse.history.SyncSeen;
import dev.lapse.history.Trouble;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class LockWatchTest {
    private final List<Event> events = new ArrayList<>();
    private volatile long now;
    private long following;
    private final LockWatch watch = new LockWatch(events::add, () -> now);
    private final MemoryDcs memory = new MemoryDcs(List.of(node("c1"), node("c2"), node("c3")));
    private final List<Thread> readers = new ArrayList<>();

    @AfterEach
    void joinReaders() throws InterruptedException {
        memory.close();
        for (Thread reader : readers) {
            reader.join();
        }
    }

    @Test
    void failoverIsLockGoneThenTakenThenNewSyncStandby() throws Exception {
        hear(1, Samples.changes("etcd-watch.jsonl"));

        assertThat(events)
                .containsExactly(
                        new LeaderSeen(1, null, 57),
                        new LeaderSeen(1, node("pg1"), 58),
                        new SyncSeen(1, node("pg1"), List.of()),
                        new SyncSeen(1, node("pg1"), List.of(node("pg2"))));
        assertThat(watch.lock()).contains(new Dcs.LeaderLock(node("pg1"), "9037495187389579268"));
    }

    @Test
    void whatASecondMemberTellsIsNotRecordedAgain() throws Exception {
        hear(1, Samples.changes("etcd-watch.jsonl"));
        int once = events.size();

        hear(2, Samples.changes("etcd-watch.jsonl"));

        assertThat(events).hasSize(once);
    }

    @Test
    void memberThatLagsDoesNotBringBackAnOldLeader() throws Exception {
        hear(1, Samples.changes("etcd-watch.jsonl"));
        int before = events.size();

        hear(2, List.of(new EtcdApi.Change("leader", 12, new EtcdApi.Entry("pg3", 12, "7"))));

        assertThat(events).hasSize(before);
        assertThat(watch.lock().map(Dcs.LeaderLock::holder)).contains(node("pg1"));
    }

    @Test
    void nameThatIsNoHostIsTrouble() throws Exception {
        hear(3, List.of(new EtcdApi.Change("leader", 12, new EtcdApi.Entry("PG 3", 12, "7"))));

        assertThat(events).hasOnlyElementsOfType(Trouble.class);
    }

    @Test
    void storeThatOnlyWakesWhoWaitsIsFollowedTheSame() throws Exception {
        memory.lock(node("pg1"));
        read("c1", 2);

        now = 5;
        memory.expire();
        watch.recordNext();
        now = 6;
        memory.lock(node("pg2"));
        watch.recordNext();
        memory.sync(node("pg2"), node("pg3"));
        watch.recordNext();

        assertThat(events)
                .containsExactly(
                        new LeaderSeen(0, node("pg1"), 2),
                        new SyncSeen(0, null, List.of()),
                        new LeaderSeen(5, null, 3),
                        new LeaderSeen(6, node("pg2"), 4),
                        new SyncSeen(6, node("pg2"), List.of(node("pg3"))));
    }

    @Test
    void memberThatIsLostHidesNothing() throws Exception {
        memory.lock(node("pg1"));
        read("c1", 2);
        read("c2", 2);
        memory.lose(node("c1"));

        memory.expire();
        watch.recordNext();

        assertThat(events)
                .containsExactly(
                        new LeaderSeen(0, node("pg1"), 2),
                        new SyncSeen(0, null, List.of()),
                        new LeaderSeen(0, null, 3));
        assertThat(watch.lock()).isEmpty();
    }

    @Test
    void newSessionOfTheSameHolderIsRecorded() throws Exception {
        memory.lock(node("pg1"));
        read("c1", 2);

        memory.lock(node("pg1"));
        watch.recordNext();

        assertThat(events).endsWith(new LeaderSeen(0, node("pg1"), 3));
        assertThat(watch.lock()).contains(new Dcs.LeaderLock(node("pg1"), "session-2"));
    }

    @Test
    void statusThatTheHolderWritesTellsItsRenewal() throws Exception {
        hear(1, Samples.changes("etcd-watch.jsonl"));
        events.clear();

        following = 2_000_000_000L;
        hear(7, List.of(status(70)));
        hear(8, List.of(status(70), status(69)));

        assertThat(events)
                .containsExactly(new StatusWritten(2_000_000_007L, node("pg1"), 70, LockWatch.AFTER_RENEWAL.toNanos()));
    }

    @Test
    void statusThatMayHaveWaitedForTheFeedTellsNothing() throws Exception {
        hear(1, Samples.changes("etcd-watch.jsonl"));
        events.clear();

        following = 900_000_000L;
        hear(7, List.of(status(70)));

        assertThat(events).isEmpty();
    }

    @Test
    void statusWithoutAHolderOfTheLockTellsNothing() throws Exception {
        following = 2_000_000_000L;
        hear(7, List.of(status(70)));

        assertThat(events).isEmpty();
    }

    private static EtcdApi.Change status(long revision) {
        return new EtcdApi.Change("status", revision, new EtcdApi.Entry("{\"optime\":1}", revision, "0"));
    }

    /** Follows a member of the store in memory, and records so many things that it tells. */
    private void read(String member, int told) throws InterruptedException {
        Thread reader = new Thread(() -> watch.follow(memory.feed(node(member))), "reader-" + member);
        readers.add(reader);
        reader.start();
        for (int i = 0; i < told; i++) {
            watch.recordNext();
        }
    }

    /** What an etcd member's watch brings, at one instant. */
    private void hear(long atNanos, List<EtcdApi.Change> changes) throws InterruptedException {
        now = atNanos;
        watch.follow(new Dcs.Feed() {
            @Override
            public void follow(Dcs.Listener listener) throws IOException {
                now += following;
                changes.forEach(change -> EtcdFeed.tell(change, listener));
                throw new IOException("that was all");
            }

            @Override
            public void close() {}
        });
        long followed = changes.stream()
                .filter(change -> List.of("leader", "sync").contains(change.key())
                        || change.key().equals("status") && following >= 1_000_000_000L)
                .count();
        for (long i = 0; i < followed; i++) {
            watch.recordNext();
        }
    }
}

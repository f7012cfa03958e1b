package dev.lapse.observe;

import dev.lapse.cluster.NanoClock;
import dev.lapse.cluster.NodeName;
import dev.lapse.history.LeaderSeen;
import dev.lapse.history.Recorder;
import dev.lapse.history.SyncSeen;
import dev.lapse.history.Trouble;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Follows the leader lock and {@code /sync} on every etcd member at once and records each change as soon as the first
 * member tells it. Revisions are the same on all members, so what a second one tells is known by its number, and a member
 * that is gone, frozen or cut off from its peers (its watch stays open and silent) hides nothing.
 *
 * <p>One thread per member reads; one thread orders and records.
 */
final class LockWatch {
    /** After so long without a word a watch is opened anew: the member may have died without a FIN. */
    private static final Duration SILENCE = Duration.ofSeconds(5);

    private static final List<String> FOLLOWED = List.of(DcsState.LEADER, DcsState.SYNC);

    /** Who holds the lock by which lease. */
    record Lock(@Nullable NodeName holder, @Nullable String leaseId) {}

    /** A change and when it was read. */
    record News(long atNanos, EtcdApi.Change change) {}

    private final EtcdApi etcd;
    private final Recorder recorder;
    private final NanoClock clock;
    private final BlockingQueue<News> queue = new LinkedBlockingQueue<>();
    private final Map<String, Long> newest = new HashMap<>();
    private volatile Lock lock = new Lock(null, null);

    LockWatch(EtcdApi etcd, Recorder recorder, NanoClock clock) {
        this.etcd = etcd;
        this.recorder = recorder;
        this.clock = clock;
    }

    Lock lock() {
        return lock;
    }

    /** The reader of one member: each call follows its watch until that breaks. One thread. */
    final class Member {
        private final NodeName name;
        private long next;

        Member(NodeName name) {
            this.name = name;
        }

        void follow() {
            try {
                if (next == 0) {
                    readAll();
                }
                etcd.watch(name, next, SILENCE, change -> {
                    next = Math.max(next, change.revision() + 1);
                    tell(change);
                });
            } catch (EtcdApi.Compacted compacted) {
                next = 0;
            } catch (IOException broken) {
                // the next call goes on where this one broke; meanwhile the other members tell
            }
        }

        private void readAll() throws IOException {
            EtcdApi.Keys keys = etcd.keys(name);
            for (String key : FOLLOWED) {
                EtcdApi.Entry entry = keys.entries().get(key);
                tell(new EtcdApi.Change(key, entry == null ? keys.revision() : entry.modRevision(), entry));
            }
            next = keys.revision() + 1;
        }

        private void tell(EtcdApi.Change change) {
            if (FOLLOWED.contains(change.key())) {
                queue.add(new News(clock.nanos(), change));
            }
        }
    }

    /** Records what the members tell, until interrupted. One thread. */
    void recordAll() throws InterruptedException {
        while (true) {
            apply(queue.take());
        }
    }

    void apply(News news) {
        EtcdApi.Change change = news.change();
        if (change.revision() <= newest.getOrDefault(change.key(), 0L)) {
            return;
        }
        boolean first = newest.put(change.key(), change.revision()) == null;
        EtcdApi.Entry entry = change.entry();
        try {
            if (change.key().equals(DcsState.LEADER)) {
                Lock before = lock;
                lock = entry == null ? new Lock(null, null) : new Lock(new NodeName(entry.value()), entry.leaseId());
                if (first || !lock.equals(before)) {
                    recorder.record(new LeaderSeen(news.atNanos(), lock.holder(), change.revision()));
                }
            } else {
                DcsState.Sync sync = entry == null ? DcsState.Sync.NONE : DcsState.Sync.parse(entry.value());
                recorder.record(new SyncSeen(news.atNanos(), sync.leader(), sync.standbys()));
            }
        } catch (IOException | IllegalArgumentException unreadable) {
            recorder.record(new Trouble(
                    news.atNanos(),
                    "etcd key " + EtcdApi.PREFIX + change.key() + ": cannot read " + entry + ": "
                            + unreadable.getMessage()));
        }
    }
}

package dev.lapse.observe;

import dev.lapse.cluster.Dcs;
import dev.lapse.cluster.NanoClock;
import dev.lapse.history.LeaderSeen;
import dev.lapse.history.Recorder;
import dev.lapse.history.StatusWritten;
import dev.lapse.history.SyncSeen;
import dev.lapse.history.Trouble;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Follows the leader lock, the sync and the status key on every member of the DCS at once and records each change as
 * soon as the first member tells it. Positions are the same on all members, so what a second one tells is known by its
 * number. A member that is gone, frozen or cut off from its peers (its feed stays open and silent) hides nothing.
 *
 * <p>One thread per member reads; one thread orders and records.
 */
final class LockWatch {
    /**
     * By so much a renewal may have come before the write of the status that follows it: on an idle machine its event
     * came 86 to 101 ms after the renewal.
     */
    static final Duration AFTER_RENEWAL = Duration.ofMillis(250);

    /** What a feed tells so soon after it was opened may have waited for that. */
    private static final Duration WAITED = Duration.ofSeconds(1);

    private final Recorder recorder;
    private final NanoClock clock;
    private final BlockingQueue<Runnable> news = new LinkedBlockingQueue<>();
    private final Map<Dcs.PatroniKey, Long> newest = new EnumMap<>(Dcs.PatroniKey.class);
    private volatile Dcs.@Nullable LeaderLock lock;

    LockWatch(Recorder recorder, NanoClock clock) {
        this.recorder = recorder;
        this.clock = clock;
    }

    Optional<Dcs.LeaderLock> lock() {
        return Optional.ofNullable(lock);
    }

    /** Follows one member until its feed breaks; the next call goes on. One thread for each feed. */
    void follow(Dcs.Feed feed) {
        try {
            feed.follow(new Reader());
        } catch (IOException broken) {
            return; // meanwhile the other members tell
        }
    }

    /** Notes when each thing was told; what it is worth is decided when it is taken from the queue. */
    private final class Reader implements Dcs.Listener {
        private final long opened = clock.nanos();

        @Override
        public void lock(long position, Dcs.@Nullable LeaderLock told) {
            long now = clock.nanos();
            news.add(() -> recordLock(now, position, told));
        }

        @Override
        public void sync(long position, Dcs.SyncNames sync) {
            long now = clock.nanos();
            news.add(() -> {
                if (isNew(Dcs.PatroniKey.SYNC, position)) {
                    recorder.record(new SyncSeen(now, sync.leader(), sync.standbys()));
                }
            });
        }

        /** When it was written is not known of one that waited for the feed to be opened again. */
        @Override
        public void status(long position) {
            long now = clock.nanos();
            if (now < opened + WAITED.toNanos()) {
                return;
            }
            news.add(() -> {
                if (isNew(Dcs.PatroniKey.STATUS, position)) {
                    LockWatch.this
                            .lock()
                            .ifPresent(held -> recorder.record(
                                    new StatusWritten(now, held.holder(), position, AFTER_RENEWAL.toNanos())));
                }
            });
        }

        @Override
        public void unreadable(Dcs.PatroniKey key, long position, String what) {
            long now = clock.nanos();
            news.add(() -> {
                if (isNew(key, position)) {
                    recorder.record(new Trouble(now, what));
                }
            });
        }
    }

    /** Records what the members tell, until interrupted. One thread. */
    void recordAll() throws InterruptedException {
        while (true) {
            recordNext();
        }
    }

    /** Waits for the next thing told, and records it if it is new. */
    void recordNext() throws InterruptedException {
        news.take().run();
    }

    private void recordLock(long atNanos, long position, Dcs.@Nullable LeaderLock told) {
        boolean first = !newest.containsKey(Dcs.PatroniKey.LEADER);
        if (!isNew(Dcs.PatroniKey.LEADER, position)) {
            return;
        }
        Optional<Dcs.LeaderLock> before = lock();
        lock = told;
        if (first || !lock().equals(before)) {
            recorder.record(new LeaderSeen(atNanos, told == null ? null : told.holder(), position));
        }
    }

    private boolean isNew(Dcs.PatroniKey key, long position) {
        if (position <= newest.getOrDefault(key, 0L)) {
            return false;
        }
        newest.put(key, position);
        return true;
    }
}

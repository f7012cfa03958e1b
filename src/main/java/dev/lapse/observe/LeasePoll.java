package dev.lapse.observe;

import dev.lapse.cluster.Dcs;
import dev.lapse.cluster.NanoClock;
import dev.lapse.cluster.NodeName;
import dev.lapse.history.LeaseRenewed;
import dev.lapse.history.LeaseSeen;
import dev.lapse.history.Recorder;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The lease behind the leader lock, asked of one member until it fails, then of the next. Recorded are the whole
 * seconds that are left when they change, and each renewal.
 *
 * <p>etcd tells what is left rounded down ({@code v3_server.go}, {@code LeaseTimeToLive}): a lease of 30 s that was
 * just renewed has 29 left, and at the next renewal, loop_wait later, 19 or 20. So a renewal shows as a jump upwards at
 * the first answer after it, unless the one before it was less than a second ago. It happened after the last question
 * was asked whose answer told of the old run of the lease.
 *
 * <p>A new leader of the store grants each lease anew and an election timeout on top ({@code lessor.go}, {@code
 * Promote}): as much is left as was granted or more, which a renewal by the holder never shows. When that passed
 * unseen, another leader or term of the store than a second before tells it. A renewal by the holder within two seconds
 * after it does not show.
 *
 * <p>One thread.
 */
final class LeasePoll {
    /** A member that has just lost the leadership may tell of a lease without end; no election takes as long. */
    private static final Duration BEYOND = Duration.ofSeconds(60);

    private final Dcs dcs;
    private final Supplier<Optional<Dcs.LeaderLock>> held;
    private final Recorder recorder;
    private final NanoClock clock;
    private final List<NodeName> members;
    private @Nullable LeaseAnswer last;
    private @Nullable LeaseSeen recorded;
    private @Nullable Reign reign;

    /** What was left of the session of a lock, asked at an instant. */
    private record LeaseAnswer(Dcs.LeaderLock lock, Dcs.LeaseLeft left, long askedNanos) {}

    /** Who led the store, and in which term. */
    private record Reign(String leader, long term) {}

    /** @param held the leader lock as it is known now */
    LeasePoll(Dcs dcs, Supplier<Optional<Dcs.LeaderLock>> held, Recorder recorder, NanoClock clock) {
        this.dcs = dcs;
        this.held = held;
        this.recorder = recorder;
        this.clock = clock;
        this.members = new ArrayList<>(dcs.members());
    }

    void once() {
        Optional<Dcs.LeaderLock> lock = held.get();
        if (lock.isEmpty()) {
            return;
        }
        long asked = clock.nanos();
        try {
            Optional<Dcs.LeaseLeft> left = dcs.lease(members.get(0), lock.get());
            long answered = clock.nanos();
            if (left.isPresent() && !isWithoutEnd(left.get())) {
                see(new LeaseAnswer(lock.get(), left.get(), asked), answered);
            }
        } catch (IOException silent) {
            members.add(members.remove(0));
        }
    }

    private static boolean isWithoutEnd(Dcs.LeaseLeft lease) {
        return lease.left().compareTo(lease.granted().plus(BEYOND)) > 0;
    }

    private void see(LeaseAnswer answer, long answeredNanos) {
        LeaseAnswer before = last;
        last = answer;
        LeaseSeen seen = new LeaseSeen(
                answeredNanos,
                answer.lock().holder(),
                answer.left().left().toSeconds(),
                answer.left().granted().toSeconds());
        if (recorded != null && isSame(recorded, seen)) {
            return;
        }
        recorder.record(seen);
        recorded = seen;
        Reign now = reign();
        if (before != null && before.lock().equals(answer.lock()) && isJump(before.left(), answer.left())) {
            boolean byStore = dcs.leaderRenews() && (isFullAndMore(answer.left()) || isAnother(reign, now));
            recorder.record(new LeaseRenewed(
                    answeredNanos,
                    answer.lock().holder(),
                    byStore ? LeaseRenewed.By.STORE_LEADER : LeaseRenewed.By.HOLDER,
                    answeredNanos - before.askedNanos()));
        }
        reign = now == null ? reign : now;
    }

    private static boolean isSame(LeaseSeen one, LeaseSeen other) {
        return one.leftSeconds() == other.leftSeconds()
                && one.grantedSeconds() == other.grantedSeconds()
                && one.holder() != null
                && one.holder().equals(other.holder());
    }

    private static boolean isJump(Dcs.LeaseLeft before, Dcs.LeaseLeft now) {
        return now.granted().equals(before.granted()) && now.left().compareTo(before.left()) > 0;
    }

    private static boolean isFullAndMore(Dcs.LeaseLeft lease) {
        return lease.left().compareTo(lease.granted()) >= 0;
    }

    private static boolean isAnother(@Nullable Reign before, @Nullable Reign now) {
        return before != null && now != null && !before.equals(now);
    }

    /** As the member tells that told of the lease; null: it does not know, or does not tell. */
    private @Nullable Reign reign() {
        try {
            Dcs.Standing standing = dcs.standing(members.get(0));
            String leader = standing.leaderId();
            return leader == null ? null : new Reign(leader, standing.term());
        } catch (IOException silent) {
            return null;
        }
    }
}

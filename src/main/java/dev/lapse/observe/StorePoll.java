package dev.lapse.observe;

import dev.lapse.cluster.Dcs;
import dev.lapse.cluster.NanoClock;
import dev.lapse.cluster.NodeName;
import dev.lapse.history.Recorder;
import dev.lapse.history.StoreSeen;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What one member of the store says of the store; recorded when it changes. One thread; the names of the members are
 * shared.
 */
final class StorePoll {
    private final Dcs dcs;
    private final NodeName member;
    private final MemberNames names;
    private final Recorder recorder;
    private final NanoClock clock;
    private final BooleanSupplier isClosed;
    private @Nullable StoreSeen last;

    /** Who is who: a member tells its own id alone, and its leader by the leader's id. Any thread. */
    static final class MemberNames {
        private final Map<String, NodeName> members = new ConcurrentHashMap<>();

        private void learn(Dcs.Standing standing, NodeName member) {
            members.put(standing.id(), member);
        }

        private Optional<NodeName> of(String id) {
            return Optional.ofNullable(members.get(id));
        }
    }

    /** @param isClosed whether a question may be unanswered because the observer has ended it */
    StorePoll(
            Dcs dcs, NodeName member, MemberNames names, Recorder recorder, NanoClock clock, BooleanSupplier isClosed) {
        this.dcs = dcs;
        this.member = member;
        this.names = names;
        this.recorder = recorder;
        this.clock = clock;
        this.isClosed = isClosed;
    }

    void once() {
        Optional<StoreSeen> seen;
        try {
            Dcs.Standing standing = dcs.standing(member);
            names.learn(standing, member);
            seen = said(standing);
        } catch (IOException silent) {
            seen = Optional.of(new StoreSeen(clock.nanos(), member, false, null, 0));
        }
        seen.filter(now -> !isClosed.getAsBoolean() && (last == null || !alike(now, last)))
                .ifPresent(now -> {
                    recorder.record(now);
                    last = now;
                });
    }

    /** Nothing where the leader has never answered yet, so that its name is not known: the next look tells. */
    private Optional<StoreSeen> said(Dcs.Standing standing) {
        long now = clock.nanos();
        String leader = standing.leaderId();
        return leader == null
                ? Optional.of(new StoreSeen(now, member, true, null, standing.term()))
                : names.of(leader).map(name -> new StoreSeen(now, member, true, name, standing.term()));
    }

    private static boolean alike(StoreSeen one, StoreSeen other) {
        return withoutTime(one).equals(withoutTime(other));
    }

    private static StoreSeen withoutTime(StoreSeen seen) {
        return new StoreSeen(0, seen.member(), seen.answers(), seen.leader(), seen.term());
    }
}

package dev.lapse.explain;

import dev.lapse.cluster.NodeName;
import dev.lapse.history.LeaderSeen;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The leader lock was taken by a node that had not held it just before.
 *
 * @param from who held it before; empty: that was not seen
 * @param gone when nobody held it; empty: it went from one to the other at once
 */
record LockChange(Optional<NodeName> from, Optional<LeaderSeen> gone, LeaderSeen taken) {
    /** In order of time. */
    static List<LockChange> of(List<LeaderSeen> seen) {
        List<LockChange> changes = new ArrayList<>();
        NodeName holder = null;
        LeaderSeen gone = null;
        boolean first = true;
        for (LeaderSeen one : seen) {
            if (one.holder() == null) {
                gone = gone == null ? one : gone;
            } else {
                if (!first && (gone != null || !one.holder().equals(holder))) {
                    changes.add(new LockChange(Optional.ofNullable(holder), Optional.ofNullable(gone), one));
                }
                holder = one.holder();
                gone = null;
            }
            first = false;
        }
        return changes;
    }

    NodeName to() {
        return holder(taken);
    }

    private static NodeName holder(LeaderSeen seen) {
        @Nullable NodeName holder = seen.holder();
        if (holder == null) {
            throw new IllegalStateException("the lock was taken by nobody at " + seen.atNanos() + " ns");
        }
        return holder;
    }

    long goneNanos() {
        return gone.orElse(taken).atNanos();
    }
}

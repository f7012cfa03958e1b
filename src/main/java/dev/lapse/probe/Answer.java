package dev.lapse.probe;

import dev.lapse.cluster.Lsn;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Role;
import dev.lapse.cluster.Timeline;
import org.jspecify.annotations.Nullable;

/** What a server answered to a lane's statement; the parts are those of {@link dev.lapse.history.Attempt}. */
record Answer(
        @Nullable NodeName node,
        @Nullable Role role,
        @Nullable Timeline timeline,
        @Nullable Lsn lsn,
        @Nullable Boolean writable,
        @Nullable Long newestSeq,
        @Nullable String warningCode) {
    static final Answer NONE = new Answer(null, null, null, null, null, null, null);

    Answer withWarning(@Nullable String code) {
        return new Answer(node, role, timeline, lsn, writable, newestSeq, code);
    }
}

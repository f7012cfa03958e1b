package dev.lapse.probe;

import dev.lapse.cluster.Lsn;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Role;
import dev.lapse.cluster.Timeline;
import org.jspecify.annotations.Nullable;

/** What a server answered to a lane's statement; the parts are those of {@link dev.lapse.history.Attempt}. */
record LaneAnswer(
        @Nullable NodeName node,
        @Nullable Role role,
        @Nullable Timeline timeline,
        @Nullable Lsn lsn,
        @Nullable Boolean writable,
        @Nullable Long newestSeq,
        @Nullable String warningCode) {
    static final LaneAnswer NONE = new LaneAnswer(null, null, null, null, null, null, null);

    /** The same, and where the server's WAL ended a while later. */
    LaneAnswer at(Timeline later, Lsn end) {
        return new LaneAnswer(node, role, later, end, writable, newestSeq, warningCode);
    }

    LaneAnswer withWarning(@Nullable String code) {
        return new LaneAnswer(node, role, timeline, lsn, writable, newestSeq, code);
    }
}

package dev.lapse.history;

import dev.lapse.cluster.Lsn;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Role;
import dev.lapse.cluster.Timeline;
import org.jspecify.annotations.Nullable;

/** Makes an attempt of which a test names only what it is about. One thread. */
public final class AttemptMaker {
    private final LaneName lane;
    private final long seq;
    private final long dueNanos;
    private final long invokedNanos;
    private final long completedNanos;
    private final Outcome outcome;
    private @Nullable String sqlState;
    private @Nullable String error;
    private @Nullable NodeName node;
    private @Nullable Role role;
    private @Nullable Timeline timeline;
    private @Nullable Lsn lsn;
    private @Nullable Boolean writable;
    private @Nullable Long newestSeq;

    private AttemptMaker(
            LaneName lane, long seq, long dueNanos, long invokedNanos, long completedNanos, Outcome outcome) {
        this.lane = lane;
        this.seq = seq;
        this.dueNanos = dueNanos;
        this.invokedNanos = invokedNanos;
        this.completedNanos = completedNanos;
        this.outcome = outcome;
    }

    public static AttemptMaker attempt(
            LaneName lane, long seq, long dueNanos, long invokedNanos, long completedNanos, Outcome outcome) {
        return new AttemptMaker(lane, seq, dueNanos, invokedNanos, completedNanos, outcome);
    }

    public AttemptMaker error(String sqlState, String words) {
        this.sqlState = sqlState;
        this.error = words;
        return this;
    }

    /** Who answered. */
    public AttemptMaker by(@Nullable NodeName node) {
        this.node = node;
        return this;
    }

    public AttemptMaker as(Role role) {
        this.role = role;
        return this;
    }

    public AttemptMaker on(Timeline timeline) {
        this.timeline = timeline;
        return this;
    }

    public AttemptMaker at(Lsn lsn) {
        this.lsn = lsn;
        return this;
    }

    public AttemptMaker writable(@Nullable Boolean writable) {
        this.writable = writable;
        return this;
    }

    public AttemptMaker saw(@Nullable Long newestSeq) {
        this.newestSeq = newestSeq;
        return this;
    }

    public Attempt made() {
        return new Attempt(
                lane,
                seq,
                dueNanos,
                invokedNanos,
                completedNanos,
                outcome,
                sqlState,
                error,
                node,
                role,
                timeline,
                lsn,
                writable,
                newestSeq);
    }
}

package dev.lapse.check;

import dev.lapse.history.Lane;
import dev.lapse.history.LaneKind;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** A lane of a run, and when it was there; its attempts go by folds ({@link Fold}). Each lane has one of these. */
final class LaneLog {
    private static final int PERIODS_APART = 2;

    /** A lane that asks often is not told apart by a moment without an answer. */
    private static final long LEAST_APART = TimeUnit.MILLISECONDS.toNanos(500);

    private final Lane lane;
    private final long openedNanos;
    private final OptionalLong closedNanos;

    LaneLog(Lane lane, long openedNanos, Optional<Long> closedNanos) {
        this.lane = lane;
        this.openedNanos = openedNanos;
        this.closedNanos = closedNanos.map(OptionalLong::of).orElseGet(OptionalLong::empty);
    }

    Lane lane() {
        return lane;
    }

    long openedNanos() {
        return openedNanos;
    }

    /** Empty when the history does not say so. */
    OptionalLong closedNanos() {
        return closedNanos;
    }

    boolean isClient(LaneKind kind) {
        return lane.isClient() && lane.kind() == kind;
    }

    boolean isDirect() {
        return lane.isDirect();
    }

    /** Two claims of a node further apart than this are two series: two periods, or 500 ms where that is more. */
    long apartNanos() {
        return Math.max(PERIODS_APART * periodNanos(), LEAST_APART);
    }

    /** Silence of a direct lane that is longer is no resolution but {@link Unobserved}. */
    long blindNanos() {
        return lane.timeout().toNanos() + PERIODS_APART * periodNanos();
    }

    /** How long an attempt of it takes that waits for nobody, and no OK can be there earlier. */
    long heldNanos() {
        return lane.held().toNanos();
    }

    long periodNanos() {
        return lane.period().toNanos();
    }
}

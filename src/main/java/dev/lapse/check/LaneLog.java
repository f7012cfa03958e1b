package dev.lapse.check;

import dev.lapse.history.Lane;
import dev.lapse.history.LaneKind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** All attempts of a lane in the order of their completion, whatever order the threads recorded them in. */
final class LaneLog {
    private static final int PERIODS_APART = 2;

    /** A lane that asks often is not told apart by a moment without an answer. */
    private static final long LEAST_APART = TimeUnit.MILLISECONDS.toNanos(500);

    private final Lane lane;
    private final long openedNanos;
    private final OptionalLong closedNanos;
    private final List<Sample> samples;

    LaneLog(Lane lane, long openedNanos, OptionalLong closedNanos, List<Sample> samples) {
        this.lane = lane;
        this.openedNanos = openedNanos;
        this.closedNanos = closedNanos;
        List<Sample> sorted = new ArrayList<>(samples);
        sorted.sort(Comparator.comparingLong(Sample::completedNanos));
        this.samples = Collections.unmodifiableList(sorted);
    }

    Lane lane() {
        return lane;
    }

    long openedNanos() {
        return openedNanos;
    }

    OptionalLong closedNanos() {
        return closedNanos;
    }

    List<Sample> samples() {
        return samples;
    }

    boolean isClient(LaneKind kind) {
        return lane.isClient() && lane.kind() == kind;
    }

    boolean isDirect() {
        return !lane.isClient();
    }

    /** Two claims of a node further apart than this are two series: two periods, or 500 ms where that is more. */
    long apartNanos() {
        return Math.max(PERIODS_APART * periodNanos(), LEAST_APART);
    }

    long periodNanos() {
        return lane.period().toNanos();
    }

    Stream<Sample> ok() {
        return samples.stream().filter(Sample::isOk);
    }

    Stream<Sample> sent() {
        return samples.stream().filter(Sample::isSent);
    }

    Stream<Sample> notOk() {
        return samples.stream().filter(Sample::isNotOk);
    }

    boolean hasOk() {
        return samples.stream().anyMatch(Sample::isOk);
    }

    /** When it was last tried: what ends after that, such as a deadline, says nothing of what would have come next. */
    long endNanos() {
        return samples.stream().mapToLong(Sample::invokedNanos).max().orElse(openedNanos);
    }
}

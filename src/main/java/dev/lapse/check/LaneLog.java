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
record LaneLog(Lane lane, long openedNanos, OptionalLong closedNanos, List<Sample> samples) {
    private static final int PERIODS_APART = 2;

    /** A lane that asks often is not told apart by a moment without an answer. */
    private static final long LEAST_APART = TimeUnit.MILLISECONDS.toNanos(500);

    LaneLog {
        List<Sample> sorted = new ArrayList<>(samples);
        sorted.sort(Comparator.comparingLong(Sample::completedNanos));
        samples = Collections.unmodifiableList(sorted);
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

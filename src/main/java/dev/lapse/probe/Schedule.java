package dev.lapse.probe;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/** When the attempts of one lane are due: attempt k at start + k periods, whatever became of the ones before. */
record Schedule(long startNanos, long periodNanos) {
    Schedule {
        if (periodNanos <= 0) {
            throw new IllegalArgumentException("period must be > 0, was " + periodNanos + "ns");
        }
    }

    /**
     * Schedules for lanes of these periods, shifted against each other by equal parts of the shortest period, so that
     * lanes whose periods are multiples of it never fire at the same instant.
     */
    static List<Schedule> staggered(long startNanos, List<Duration> periods) {
        long shortest = periods.stream().mapToLong(Duration::toNanos).min().orElse(0);
        int lanes = periods.size();
        return IntStream.range(0, lanes)
                .mapToObj(lane -> new Schedule(
                        startNanos + shortest * lane / lanes, periods.get(lane).toNanos()))
                .toList();
    }

    long dueNanos(long attempt) {
        return startNanos + attempt * periodNanos;
    }
}

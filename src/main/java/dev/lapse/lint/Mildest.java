package dev.lapse.lint;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Finds the mildest value of a setting that makes a concern go away: it is tried, not solved for. */
final class Mildest {
    private Mildest() {}

    /**
     * The first of these that cures; empty: none does.
     *
     * @param settings from the mildest to the strongest
     * @param isCured whether the concern is gone in such a design
     */
    static Optional<Cure> of(Design design, Stream<Map<String, String>> settings, Predicate<Design> isCured) {
        return settings.filter(each -> isCured.test(design.with(each)))
                .findFirst()
                .map(Cure::settings);
    }

    /** Lengths from just below this one down to the step, a step apart. */
    static Stream<Duration> downFrom(Duration now, Duration step) {
        long steps = (now.toMillis() - 1) / step.toMillis();
        return Stream.iterate(
                step.multipliedBy(steps), value -> value.compareTo(step) >= 0, value -> value.minus(step));
    }

    /** Whole seconds, or whole milliseconds: HAProxy and etcd take no fraction. */
    static String whole(Duration length) {
        return length.toMillisPart() == 0 ? length.toSeconds() + "s" : length.toMillis() + "ms";
    }
}

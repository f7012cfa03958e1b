package dev.lapse.lint;

import dev.lapse.cluster.DurationText;
import dev.lapse.oracle.Course;
import dev.lapse.oracle.Formula;
import dev.lapse.oracle.Interval;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** The arithmetic of a predicted outage. */
final class PhaseSum {
    private PhaseSum() {}

    /**
     * Its phases at the phase of the lease that makes it longest, with the terms of each, and the whole, which is less
     * where phases go on at the same time.
     */
    static String of(Formula formula) {
        Interval total = formula.total().written();
        List<Course.Part> phases = formula.longest().phases();
        Duration sum = phases.stream().map(part -> part.length().to()).reduce(Duration.ZERO, Duration::plus);
        return phases.stream()
                        .filter(part -> !part.length().isNone())
                        .map(PhaseSum::part)
                        .collect(Collectors.joining(" + "))
                + ": " + text(total) + " in all"
                + (sum.compareTo(total.to()) > 0 ? ", some of it at the same time" : "");
    }

    private static String part(Course.Part part) {
        return part.phase().text() + " "
                + DurationText.of(part.length().written().to()) + " (" + part.why() + ")";
    }

    /** {@code 25s to 38.8s}. */
    static String text(Interval length) {
        return DurationText.of(length.from()) + " to " + DurationText.of(length.to());
    }
}

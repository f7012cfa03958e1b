package dev.lapse.check;

import java.time.Duration;
import java.util.Optional;

/**
 * The two rows beside a gap in the data, and the attempts that wrote them.
 *
 * @param from when the row before the gap was written, by its own time, on the run's clock
 * @param to when the row after the gap was written
 */
record GapEnds(Sample before, Sample after, Steps.Span from, Steps.Span to) {
    /** Two instants closer than this are told as one. */
    private static final Duration LITTLE = Duration.ofMillis(50);

    Duration length() {
        return Duration.ofNanos(middle(to) - middle(from));
    }

    Duration within() {
        return Duration.ofNanos((from.lengthNanos() + to.lengthNanos()) / 2);
    }

    String text() {
        return Wording.of(length()) + " ± " + Wording.of(within());
    }

    /** What the lane says of these rows that cannot be; empty: it agrees. */
    Optional<String> doubt() {
        Steps.Span first = underWay(before);
        Steps.Span last = underWay(after);
        if (meet(from, first) && meet(to, last)) {
            return Optional.empty();
        }
        if (before.isOk() && after.isOk()) {
            long least = last.fromNanos() - first.toNanos();
            long most = last.toNanos() - first.fromNanos();
            long byLane = least + (most - least) / 2;
            long apart = Math.abs(byLane - length().toNanos());
            if (apart > (most - least) / 2 + within().toNanos()) {
                return Optional.of("the lane says " + Wording.at(byLane) + " ± " + Wording.at((most - least) / 2));
            }
        }
        boolean isBefore = !meet(from, first);
        Sample attempt = isBefore ? before : after;
        return Optional.of("row " + attempt.seq() + " is of " + Wording.at(middle(isBefore ? from : to))
                + " by its server's clock, and its attempt was under way from " + Wording.at(attempt.invokedNanos())
                + (attempt.isOk() ? " to " + Wording.at(attempt.completedNanos()) : " on"));
    }

    /** Why it is longer or shorter than what the lane felt; empty where it is not. */
    String difference(Outage outage) {
        if (!before.isOk() || !after.isOk()) {
            return ", up to a row that the client does not know of";
        }
        Duration earlier = Duration.ofNanos(outage.fromNanos() - before.completedNanos());
        Duration later = Duration.ofNanos(after.completedNanos() - outage.toNanos());
        if (earlier.compareTo(LITTLE) > 0) {
            return ", from the last row that is not lost, " + Wording.of(earlier) + " before the outage";
        }
        if (later.compareTo(LITTLE) > 0) {
            return ", to the first row that is not lost, " + Wording.of(later) + " after the outage";
        }
        boolean shorter =
                earlier.negated().compareTo(LITTLE) > 0 || later.negated().compareTo(LITTLE) > 0;
        return shorter ? ", between rows of an OK that did not last" : "";
    }

    /** A statement that a client has given up may run later. */
    private static Steps.Span underWay(Sample attempt) {
        return new Steps.Span(attempt.invokedNanos(), attempt.isOk() ? attempt.completedNanos() : Long.MAX_VALUE);
    }

    private static boolean meet(Steps.Span one, Steps.Span other) {
        return one.fromNanos() <= other.toNanos() && other.fromNanos() <= one.toNanos();
    }

    private static long middle(Steps.Span span) {
        return span.fromNanos() + span.lengthNanos() / 2;
    }
}

package dev.lapse.check;

import dev.lapse.history.Expected;
import dev.lapse.history.LaneKind;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a scenario expects of a run: a limit for one check, of all client lanes or of one. Scenario files, the Java API,
 * the history and the report all speak this vocabulary.
 *
 * @param lane the one client lane it binds; empty: the worst of all lanes of the check's kind that no other expectation
 *     of the check names
 */
public record Expectation(Check check, Optional<String> lane, Limit limit) {

    /** The questions that can be asked of a run, and which limits each takes. */
    public enum Check {
        /** The longest single outage of any client write lane: a duration. */
        WRITE_OUTAGE(Takes.DURATION, LaneKind.WRITE),
        /** The longest single outage of any client read lane: a duration. */
        READ_OUTAGE(Takes.DURATION, LaneKind.READ),
        /** The longest stretch of a step in which attempts of a client write lane were not OK: a duration. */
        WRITE_DEGRADED(Takes.DURATION, LaneKind.WRITE),
        /** The longest stretch of a step in which attempts of a client read lane were not OK: a duration. */
        READ_DEGRADED(Takes.DURATION, LaneKind.READ),
        /** Acknowledged rows absent from the final read: a count. */
        LOST_WRITES(Takes.COUNT, null),
        /** The longest window in which two nodes were writable: {@code never}, or a duration. */
        DUAL_PRIMARY(Takes.NEVER_OR_DURATION, null),
        /** How long after the first fault some node was still writable: a duration. */
        LAST_WRITABLE(Takes.DURATION, null),
        /** Nodes that stream again on the newest timeline: {@code all}. */
        REJOINED(Takes.ALL, null),
        /** Nodes whose log tells of a way back that failed: a count. */
        FAILED_REJOINS(Takes.COUNT, null),
        /** How old the oldest answer of a read lane was: a duration. */
        STALE_READ(Takes.DURATION, null),
        /** Reads that showed less than their lane had seen before: a count. */
        BACKWARD_READS(Takes.COUNT, null),
        /** How often the leader lock changed hands: a count. */
        FAILOVERS(Takes.COUNT, null);

        private final Takes takes;
        private final @Nullable LaneKind laneKind;

        Check(Takes takes, @Nullable LaneKind laneKind) {
            this.takes = takes;
            this.laneKind = laneKind;
        }

        /** The name in scenario files and reports: {@code write_outage}. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** The kind of lane that an expectation of this check can name; empty: it names none. */
        public Optional<LaneKind> laneKind() {
            return Optional.ofNullable(laneKind);
        }

        public static Optional<Check> of(String text) {
            return Arrays.stream(values())
                    .filter(check -> check.text().equals(text))
                    .findFirst();
        }

        /** @throws IllegalArgumentException when the check takes no such limit; the message says which it takes */
        public Limit limit(String text) {
            try {
                return takes.parse(text);
            } catch (IllegalArgumentException bad) {
                throw new IllegalArgumentException(text() + " takes " + takes.text + "; " + bad.getMessage(), bad);
            }
        }
    }

    private enum Takes {
        DURATION("a duration such as 45s, or {min: 1ms, max: 30s}"),
        COUNT("a count such as 0, or {min: 1}"),
        NEVER_OR_DURATION("never, or a duration such as {min: 1ms, max: 30s}"),
        ALL("all");

        private final String text;

        Takes(String text) {
            this.text = text;
        }

        private Limit parse(String limit) {
            switch (this) {
                case COUNT:
                    return Limit.Count.parse(limit);
                case ALL:
                    if (limit.equals("all")) {
                        return Limit.ALL;
                    }
                    throw new IllegalArgumentException("was \"" + limit + "\"");
                case NEVER_OR_DURATION:
                    return limit.equals("never") ? Limit.NEVER : Limit.Length.parse(limit);
                case DURATION:
                    return Limit.Length.parse(limit);
            }
            throw new AssertionError(this);
        }
    }

    /** @throws IllegalArgumentException when the check takes no such limit, or names no lane */
    public Expectation {
        if (lane.isPresent() && check.laneKind().isEmpty()) {
            throw new IllegalArgumentException(
                    check.text() + " is of the whole run and names no lane, was lane " + lane.get());
        }
        if (!check.limit(limit.text()).equals(limit)) {
            throw new IllegalArgumentException(
                    check.text() + " takes " + check.takes.text + ", was the count " + limit.text());
        }
    }

    public static Expectation of(Check check, Limit limit) {
        return new Expectation(check, Optional.empty(), limit);
    }

    public static Expectation of(Check check, String lane, Limit limit) {
        return new Expectation(check, Optional.of(lane), limit);
    }

    /**
     * Reads an expectation from its texts.
     *
     * @param lane null when it names none
     * @throws IllegalArgumentException when there is no such check, or it takes no such limit
     */
    public static Expectation parse(String check, @Nullable String lane, String limit) {
        Check known = Check.of(check)
                .orElseThrow(() -> new IllegalArgumentException("unknown check \"" + check + "\"; known: "
                        + Arrays.stream(Check.values()).map(Check::text).collect(Collectors.joining(", "))));
        return new Expectation(known, Optional.ofNullable(lane), known.limit(limit));
    }

    public static Expectation parse(Expected event) {
        return parse(event.check(), event.lane(), event.limit());
    }

    /** This expectation as the history stores it; {@link #parse(Expected)} reads it back. */
    public Expected toEvent(long atNanos) {
        return new Expected(atNanos, check.text(), lane.orElse(null), limit.text());
    }

    /** What is judged when a scenario says nothing: no lost write, never two primaries, all back. */
    public static List<Expectation> defaults() {
        return List.of(
                of(Check.LOST_WRITES, Limit.atMost(0)),
                of(Check.DUAL_PRIMARY, Limit.NEVER),
                of(Check.REJOINED, Limit.ALL));
    }

    @Override
    public String toString() {
        return check.text() + lane.map(name -> " of " + name).orElse("") + ": " + limit.text();
    }
}

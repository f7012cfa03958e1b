package dev.lapse.check;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.Nearest;
import dev.lapse.cluster.NodeName;
import dev.lapse.history.Expected;
import dev.lapse.history.LaneKind;
import dev.lapse.history.LaneName;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a scenario expects of a run: a limit for one check, of all client lanes or of one, of all steps or of one.
 * Scenario files, the Java API, the history and the report all speak this vocabulary.
 *
 * <p>What happened on a lane in a step is bound by one expectation of a check: by one that names the lane if there is
 * one, and among several by the one that names the step.
 *
 * @param lane the one client lane it binds; empty: the worst of all lanes of the check's kind that no other expectation
 *     of the check names
 * @param step the one step it binds, such as {@code inject#2}; empty: every step that no other expectation of the check
 *     and the lane names
 * @param origin who says so
 */
public record Expectation(Check check, Optional<String> lane, Optional<String> step, Limit limit, Origin origin) {
    /** {@code write_outage[write-haproxy,inject#2]=22s}: what stands in brackets may be absent. */
    private static final Pattern OPTION = Pattern.compile("([^=\\[\\]]+)(?:\\[([^\\]]*)])?=(.+)");

    /** Where an expectation comes from. */
    public enum Origin {
        /** The scenario says so, or who works by hand. */
        GIVEN,
        /** The scenario does not say it, and it is expected all the same. */
        ASSUMED,
        /** Who judges a recorded run again says so. */
        OVERRIDDEN
    }

    /** The questions that can be asked of a run, and which limits each takes. */
    public enum Check {
        /** The longest single outage of any client write lane: a duration, or {@code predicted}. */
        WRITE_OUTAGE(Takes.OUTAGE, LaneKind.WRITE),
        /** The longest single outage of any client read lane: a duration, or {@code predicted}. */
        READ_OUTAGE(Takes.OUTAGE, LaneKind.READ),
        /** The longest stretch of a step in which attempts of a client write lane were not OK: a duration. */
        WRITE_DEGRADED(Takes.DURATION, LaneKind.WRITE),
        /** The longest stretch of a step in which attempts of a client read lane were not OK: a duration. */
        READ_DEGRADED(Takes.DURATION, LaneKind.READ),
        /** How much longer a client lane was out than the best one of its kind: a duration. */
        CLIENTS_BEHIND(Takes.DURATION, LaneKind.WRITE, LaneKind.READ),
        /** Acknowledged rows absent from the final read: a count. */
        LOST_WRITES(Takes.COUNT),
        /** The longest window in which two nodes were writable: {@code never}, or a duration. */
        DUAL_PRIMARY(Takes.NEVER_OR_DURATION),
        /** The longest window in which two nodes said that they are writable: {@code never}, or a duration. */
        DUAL_PRIMARY_BY_STATE(Takes.NEVER_OR_DURATION),
        /** The longest window in which an old timeline took direct writes after a newer one did: the same. */
        DUAL_PRIMARY_BY_WRITE(Takes.NEVER_OR_DURATION),
        /** The longest window in which clients of one entrance were acknowledged by two nodes: the same. */
        DUAL_PRIMARY_BY_CLIENTS(Takes.NEVER_OR_DURATION),
        /** The longest stretch in which a balancer had two servers up in its pool for writes: the same. */
        TWO_ROUTED(Takes.NEVER_OR_DURATION),
        /** The longest stretch in which two hosts held the virtual address: the same. */
        TWO_VIP_HOLDERS(Takes.NEVER_OR_DURATION),
        /** The longest stretch in which a primary was there and the virtual address was not on it: a duration. */
        VIP_ON_PRIMARY(Takes.DURATION),
        /** How long after the first fault some node was still writable: a duration. */
        LAST_WRITABLE(Takes.DURATION),
        /** Nodes that stream again on the newest timeline: {@code all}. */
        REJOINED(Takes.ALL),
        /** Nodes whose log tells of a way back that failed: a count. */
        FAILED_REJOINS(Takes.COUNT),
        /** How old the oldest answer of a read lane was: a duration. */
        STALE_READ(Takes.DURATION),
        /** Reads that showed less than their lane had seen before: a count. */
        BACKWARD_READS(Takes.COUNT),
        /** Rows that were read, are absent from the final read, and were INDETERMINATE for their writer: a count. */
        DIRTY_READS(Takes.COUNT),
        /** How often the leader lock changed hands: a count. */
        FAILOVERS(Takes.COUNT),
        /** Who led after the first change of the leader lock since the first injection: the name of a node. */
        NEW_PRIMARY(Takes.NODE),
        /** How often a node was promoted to a timeline of its own, also the same node again: a count. */
        TIMELINE(Takes.COUNT),
        /** The longest single outage of any calls of the user's own code: a duration. */
        CALL_OUTAGE(Takes.DURATION, LaneKind.CALL);

        private final Takes takes;
        private final List<LaneKind> laneKinds;

        Check(Takes takes, LaneKind... laneKinds) {
            this.takes = takes;
            this.laneKinds = List.of(laneKinds);
        }

        /** The name in scenario files and reports: {@code write_outage}. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** The one kind of lane that an expectation of this check is about; empty: it is of the run, or of several. */
        public Optional<LaneKind> laneKind() {
            return laneKinds.size() == 1 ? Optional.of(laneKinds.get(0)) : Optional.empty();
        }

        /** The kinds of lane that an expectation of this check can name; empty: it names none, and no step. */
        public List<LaneKind> laneKinds() {
            return laneKinds;
        }

        public static Optional<Check> of(String text) {
            return Arrays.stream(values())
                    .filter(check -> check.text().equals(text))
                    .findFirst();
        }

        /** @throws IllegalArgumentException when the check takes no such limit; the message says which it takes */
        public Limit limit(String text) {
            try {
                return text.equals(Limit.UNCHECKED.text()) ? Limit.UNCHECKED : takes.parse(text);
            } catch (IllegalArgumentException bad) {
                String meant = Nearest.of(text, takes.words())
                        .map(word -> List.of(text.split("\\.\\.|>= ?")).contains(word)
                                ? "; " + word + " is a whole limit, with no min beside it"
                                : "; did you mean \"" + word + "\"?")
                        .orElse("");
                throw new IllegalArgumentException(
                        text() + " takes " + takes.text + "; " + bad.getMessage() + meant, bad);
            }
        }
    }

    private enum Takes {
        OUTAGE("a duration such as 45s, {min: 1ms, max: 30s}, predicted, or unchecked"),
        DURATION("a duration such as 45s, {min: 1ms, max: 30s}, or unchecked"),
        COUNT("a count such as 0, {min: 1}, or unchecked"),
        NEVER_OR_DURATION("never, a duration such as {min: 1ms, max: 30s}, or unchecked"),
        ALL("all or unchecked"),
        NODE("the name of a node such as pg2, or unchecked");

        private final String text;

        Takes(String text) {
            this.text = text;
        }

        private List<String> words() {
            return switch (this) {
                case ALL -> List.of(Limit.ALL.text(), Limit.UNCHECKED.text());
                case NEVER_OR_DURATION -> List.of(Limit.NEVER.text(), Limit.UNCHECKED.text());
                case OUTAGE -> List.of(Limit.PREDICTED.text(), Limit.UNCHECKED.text());
                case COUNT, DURATION, NODE -> List.of(Limit.UNCHECKED.text());
            };
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
                case OUTAGE:
                    return limit.equals("predicted") ? Limit.PREDICTED : Limit.Length.parse(limit);
                case DURATION:
                    return Limit.Length.parse(limit);
                case NODE:
                    return new Limit.Node(new NodeName(limit));
            }
            throw new AssertionError(this);
        }
    }

    /** @throws IllegalArgumentException when the check takes no such limit, or names no lane and no step */
    public Expectation {
        if (lane.isPresent() && check.laneKinds().isEmpty()) {
            throw new IllegalArgumentException(
                    check.text() + " is of the whole run and names no lane, was lane " + lane.get());
        }
        if (step.isPresent() && check.laneKinds().isEmpty()) {
            throw new IllegalArgumentException(
                    check.text() + " is of the whole run and names no step, was step " + step.get());
        }
        if (!check.limit(limit.text()).equals(limit)) {
            throw new IllegalArgumentException(
                    check.text() + " takes " + check.takes.text + ", was the count " + limit.text());
        }
    }

    public static Expectation of(Check check, Limit limit) {
        return new Expectation(check, Optional.empty(), Optional.empty(), limit, Origin.GIVEN);
    }

    public static Expectation of(Check check, String lane, Limit limit) {
        return new Expectation(check, Optional.of(lane), Optional.empty(), limit, Origin.GIVEN);
    }

    /** The same of one step, such as {@code inject#2}. */
    public Expectation in(String oneStep) {
        return new Expectation(check, lane, Optional.of(oneStep), limit, origin);
    }

    /** The same of this lane. */
    Expectation ofLane(String name) {
        return new Expectation(check, Optional.of(name), step, limit, origin);
    }

    /** The same said by somebody else. */
    public Expectation from(Origin newOrigin) {
        return new Expectation(check, lane, step, limit, newOrigin);
    }

    /**
     * Reads an expectation of every step from its texts.
     *
     * @param lane null when it names none
     * @throws IllegalArgumentException when there is no such check, or it takes no such limit
     */
    public static Expectation parse(String check, @Nullable String lane, String limit) {
        return parse(check, Optional.ofNullable(lane), Optional.empty(), limit);
    }

    /** The same of a step, if it names one. */
    public static Expectation parse(String check, Optional<String> lane, Optional<String> step, String limit) {
        List<String> names = Arrays.stream(Check.values()).map(Check::text).toList();
        Check known =
                Check.of(check).orElseThrow(() -> new IllegalArgumentException(Nearest.unknown("check", check, names)));
        return new Expectation(known, lane, step, known.limit(limit), Origin.GIVEN);
    }

    public static Expectation parse(Expected event) {
        return parse(event.check(), Optional.ofNullable(event.lane()), Optional.ofNullable(event.step()), event.limit())
                .from(Boolean.TRUE.equals(event.assumed()) ? Origin.ASSUMED : Origin.GIVEN);
    }

    /**
     * Reads an expectation of one word: {@code write_outage=22s}, {@code write_outage[write-haproxy]=22s}, {@code
     * write_outage[inject#2]=>= 1ms}. In the brackets stand a lane, a step, or both with a comma between; what has a
     * number sign is the step.
     *
     * @throws IllegalArgumentException when it is none, or as {@link #parse(String, String, String)}
     */
    public static Expectation parse(String word) {
        Matcher parts = OPTION.matcher(word);
        if (!parts.matches()) {
            throw new IllegalArgumentException("expected CHECK=LIMIT, such as write_outage=45s,"
                    + " write_outage[write-haproxy]=45s or write_outage[inject#1]=45s");
        }
        String limit = parts.group(3).strip();
        if (limit.startsWith("{") || limit.startsWith("[")) {
            throw new IllegalArgumentException("expected a maximum (45s, 0), a minimum (>= 1s), both (1s..45s)"
                    + " or unchecked; maps and lists are for scenario files");
        }
        List<String> names = parts.group(2) == null
                ? List.of()
                : Arrays.stream(parts.group(2).split(",", -1))
                        .map(String::strip)
                        .toList();
        List<String> steps = names.stream().filter(name -> name.contains("#")).toList();
        List<String> lanes = names.stream().filter(name -> !name.contains("#")).toList();
        if (steps.size() > 1 || lanes.size() > 1 || names.contains("")) {
            throw new IllegalArgumentException(
                    "expected one lane, one step or both in the brackets, was \"" + parts.group(2) + "\"");
        }
        return parse(
                parts.group(1).strip(),
                lanes.stream().findFirst(),
                steps.stream().findFirst(),
                limit);
    }

    /** This expectation as the history stores it; {@link #parse(Expected)} reads it back. */
    public Expected toEvent(long atNanos) {
        return new Expected(
                atNanos,
                check.text(),
                lane.orElse(null),
                step.orElse(null),
                limit.text(),
                origin == Origin.ASSUMED ? true : null);
    }

    /** What is assumed: never a dual primary, all back, and, where replication is synchronous, no lost write. */
    public static List<Expectation> defaults() {
        return Stream.of(
                        of(Check.LOST_WRITES, Limit.atMost(0)),
                        of(Check.DUAL_PRIMARY, Limit.NEVER),
                        of(Check.REJOINED, Limit.ALL))
                .map(expectation -> expectation.from(Origin.ASSUMED))
                .toList();
    }

    /**
     * What is given, and behind it the defaults of the checks that nothing is given of. Where there is one node, nobody
     * can see two.
     */
    public static List<Expectation> withDefaults(List<Expectation> given, ClusterSpec cluster) {
        return Stream.concat(
                        given.stream(),
                        assumed(given, cluster.acknowledgesOnStandby()).stream()
                                .filter(each -> each.check() != Check.DUAL_PRIMARY
                                        || cluster.nodes().size() > 1))
                .toList();
    }

    /** What is given, and the word that no default is checked but what is given. */
    public static List<Expectation> withoutDefaults(List<Expectation> given) {
        return Stream.concat(
                        given.stream(),
                        assumed(given, true).stream().map(expectation -> of(expectation.check(), Limit.UNCHECKED)))
                .toList();
    }

    /** The defaults of the checks that nothing is given of; lost writes only where replication is synchronous. */
    static List<Expectation> assumed(List<Expectation> given, boolean synchronous) {
        return defaults().stream()
                .filter(expectation -> synchronous || expectation.check() != Check.LOST_WRITES)
                .filter(expectation -> given.stream().noneMatch(one -> one.check() == expectation.check()))
                .toList();
    }

    /** Whether another one is of the same check, lane and step, whatever its limit. */
    public boolean isOfTheSame(Expectation other) {
        return check == other.check && lane.equals(other.lane) && step.equals(other.step);
    }

    /** Whether it binds what happened on this lane in this step, beside all others. */
    public boolean binds(LaneName of, String in, List<Expectation> all) {
        return matches(of, in)
                && all.stream()
                        .noneMatch(other ->
                                other.check == check && other.matches(of, in) && other.precedence() > precedence());
    }

    /** Whether there can be a step in which it binds this lane, beside all others. */
    boolean bindsSomeStep(LaneName of, List<Expectation> all) {
        return lane.map(of.value()::equals)
                .orElseGet(() -> all.stream()
                        .noneMatch(other -> other.check == check
                                && other.lane.equals(Optional.of(of.value()))
                                && (other.step.isEmpty() || other.step.equals(step))));
    }

    private boolean matches(LaneName of, String in) {
        return lane.map(of.value()::equals).orElse(true) && step.map(in::equals).orElse(true);
    }

    private int precedence() {
        return (lane.isPresent() ? 2 : 0) + (step.isPresent() ? 1 : 0);
    }

    @Override
    public String toString() {
        return check.text()
                + lane.map(name -> " of " + name).orElse("")
                + step.map(name -> " in " + name).orElse("") + ": " + limit.text();
    }
}

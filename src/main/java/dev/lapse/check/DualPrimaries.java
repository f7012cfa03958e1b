package dev.lapse.check;

import dev.lapse.cluster.NodeName;
import dev.lapse.history.LeaderSeen;
import dev.lapse.history.PatroniRole;
import dev.lapse.history.PatroniSeen;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whether two nodes were writable at once: by what they said ({@link WritableRuns}) and by what they acknowledged
 * ({@link ForkedWrites}); where neither shows it, by both taken together ({@link MixedClaims}).
 *
 * <p>Terms. A node is unobserved as {@link Unobserved} defines it. The question is in <i>doubt</i> where a node that
 * had been primary (it held the lock, Patroni there said so, or it was seen writable) was unobserved without an excuse
 * for longer than two periods while another node was seen writable, or while another one that had been primary was
 * unobserved as well: a lane that could not ask is "not observed", not "did not happen". The whole question is observed
 * when at least two nodes have direct lanes, each node that Patroni was seen on has one and answered, none was
 * unobserved for nineteen twentieths of the run, and there is no doubt.
 */
final class DualPrimaries {
    private DualPrimaries() {}

    /** How long a node could not be asked in all, excused or not. */
    record Blind(NodeName node, Duration total) {}

    /**
     * {@code stretch}: of the node that had been primary. {@code length}: how long {@code other} was writable in it, or
     * unobserved too.
     */
    record Doubt(Unobserved stretch, NodeName other, boolean otherWritable, Duration length) {}

    static DualPrimary of(RunLog run) {
        List<DualPrimary.Window> ofOneKind = Stream.concat(
                        WritableRuns.windows(run.lanes()).stream(), ForkedWrites.windows(run.lanes()).stream())
                .toList();
        List<DualPrimary.Window> windows = ofOneKind.isEmpty() ? MixedClaims.windows(run.lanes()) : ofOneKind;
        return new DualPrimary(isObserved(run) && doubts(run).isEmpty(), windows);
    }

    static DualPrimary.Window window(List<NodeName> nodes, String by, long fromNanos, long toNanos) {
        return new DualPrimary.Window(nodes, by, fromNanos, toNanos, Duration.ofNanos(toNanos - fromNanos));
    }

    /** Since the first injection, in the order of the lanes; nodes that could be asked all the time are left out. */
    static List<Blind> blind(RunLog run) {
        long end = watched(run).toNanos();
        long begin = run.steps().firstInjectionNanos().orElse(watched(run).fromNanos());
        return blind(run, new Steps.Span(Math.min(begin, end), end));
    }

    private static List<Blind> blind(RunLog run, Steps.Span watched) {
        Map<NodeName, Duration> totals = new LinkedHashMap<>();
        Unobserved.all(run, watched)
                .forEach(stretch ->
                        totals.merge(stretch.node(), Duration.ofNanos(stretch.lengthNanos()), Duration::plus));
        List<Blind> blind = new ArrayList<>();
        totals.forEach((node, total) -> blind.add(new Blind(node, total)));
        return blind;
    }

    private static boolean isObserved(RunLog run) {
        Map<NodeName, Unobserved.AnswerTimes> asked = Unobserved.asked(run);
        long most = watched(run).lengthNanos() / 20 * 19;
        return asked.size() >= 2
                && asked.values().stream().noneMatch(Unobserved.AnswerTimes::isNever)
                && blind(run, watched(run)).stream()
                        .noneMatch(node -> node.total().toNanos() >= most);
    }

    /** In the order of the lanes, then of time; at most one per stretch. */
    static List<Doubt> doubts(RunLog run) {
        List<Unobserved> stretches = Unobserved.unexcused(run, watched(run));
        if (stretches.isEmpty()) {
            return List.of();
        }
        List<WritableSighting> sightings = WritableSighting.of(run);
        Map<NodeName, Long> primarySince = primarySince(run, sightings);
        List<Unobserved> ofPrimaries = stretches.stream()
                .filter(stretch -> primarySince.getOrDefault(stretch.node(), Long.MAX_VALUE) <= stretch.toNanos())
                .toList();
        List<Doubt> doubts = new ArrayList<>();
        for (Unobserved stretch : ofPrimaries) {
            writable(stretch, sightings)
                    .or(() -> unobservedToo(stretch, ofPrimaries))
                    .ifPresent(doubts::add);
        }
        return doubts;
    }

    /** The other node that was longest writable within the stretch: from its first sighting in it to its last. */
    private static Optional<Doubt> writable(Unobserved stretch, List<WritableSighting> sightings) {
        Map<NodeName, Long> first = new HashMap<>();
        Map<NodeName, Long> lengths = new LinkedHashMap<>();
        for (WritableSighting seen : sightings) {
            if (!seen.node().equals(stretch.node())
                    && seen.invokedNanos() >= stretch.fromNanos()
                    && seen.completedNanos() <= stretch.toNanos()) {
                first.merge(seen.node(), seen.invokedNanos(), Math::min);
                lengths.put(seen.node(), seen.completedNanos() - first.getOrDefault(seen.node(), 0L));
            }
        }
        return lengths.entrySet().stream()
                .filter(other -> other.getValue() > stretch.resolutionNanos())
                .max(Map.Entry.comparingByValue())
                .map(other -> new Doubt(stretch, other.getKey(), true, Duration.ofNanos(other.getValue())));
    }

    private static Optional<Doubt> unobservedToo(Unobserved stretch, List<Unobserved> stretches) {
        return stretches.stream()
                .filter(other ->
                        !other.node().equals(stretch.node()) && other.overlapNanos(stretch) > stretch.resolutionNanos())
                .findFirst()
                .map(other -> new Doubt(stretch, other.node(), false, Duration.ofNanos(other.overlapNanos(stretch))));
    }

    /**
     * The longest that a window can have been: from the last time before it that one of the two could not be written
     * to, to the first time after it, or to the end of the run.
     */
    static Duration atMost(RunLog run, DualPrimary.Window window) {
        long from = watched(run).fromNanos();
        long to = watched(run).toNanos();
        for (NodeName node : window.nodes()) {
            for (Sample denial : WritableSighting.denials(run, node)) {
                if (denial.completedNanos() <= window.fromNanos()) {
                    from = Math.max(from, denial.invokedNanos());
                } else if (denial.invokedNanos() >= window.toNanos()) {
                    to = Math.min(to, denial.completedNanos());
                }
            }
            for (Steps.Span out : Unobserved.out(run, node)) {
                if (out.fromNanos() <= window.fromNanos()) {
                    from = Math.max(from, Math.min(out.toNanos(), window.fromNanos()));
                } else if (out.fromNanos() >= window.toNanos()) {
                    to = Math.min(to, out.fromNanos());
                }
            }
        }
        return Duration.ofNanos(Math.max(window.duration().toNanos(), to - from));
    }

    private static Map<NodeName, Long> primarySince(RunLog run, List<WritableSighting> sightings) {
        Map<NodeName, Long> since = new HashMap<>();
        sightings.forEach(seen -> since.merge(seen.node(), seen.invokedNanos(), Math::min));
        run.of(PatroniSeen.class).stream()
                .filter(seen -> seen.role() == PatroniRole.PRIMARY)
                .forEach(seen -> since.merge(seen.node(), seen.atNanos(), Math::min));
        run.of(LeaderSeen.class)
                .forEach(seen -> Stream.ofNullable(seen.holder())
                        .forEach(holder -> since.merge(holder, seen.atNanos(), Math::min)));
        return since;
    }

    /**
     * From the first active step to the end of the last step, or on until the first direct lane was closed after that.
     */
    static Steps.Span watched(RunLog run) {
        long begin = Math.max(0, run.steps().beginNanos());
        long end = run.steps()
                .endNanos()
                .map(last -> Math.max(last, watchedNanos(run, last)))
                .orElse(run.endNanos());
        return new Steps.Span(begin, Math.max(begin, end));
    }

    /** Until when every node was asked that was still asked at that instant: observers do not all stop at once. */
    private static long watchedNanos(RunLog run, long atNanos) {
        return run.lanes().stream()
                .filter(LaneLog::isDirect)
                .mapToLong(log -> log.closedNanos().orElse(log.endNanos()))
                .filter(end -> end > atNanos)
                .min()
                .orElse(atNanos);
    }
}

package dev.lapse.check;

import dev.lapse.explain.NodeSpan;
import dev.lapse.history.LogSeen;
import dev.lapse.history.LoggedFact;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * When each timeline began: when its node took writes.
 *
 * <p>Terms. It began between two instants. At the first its node had said for the last time that it takes none, or, in
 * PostgreSQL's log, that its recovery is through; by the second it had said that it takes some, or that it is ready, or
 * had acknowledged one. Where nobody had asked before, the first is the smallest long.
 */
final class TimelineStarts {
    /** Both instants, and the first acknowledgement of the timeline or a later one; the largest long: there is none. */
    record Start(int timeline, long afterNanos, long fromNanos, long acknowledgedNanos) {}

    private final TreeMap<Integer, Start> starts = new TreeMap<>();

    /**
     * @param writable when nodes took writes
     * @param firstAcknowledgedNanos by timeline, of every lane that writes
     */
    TimelineStarts(RunLog run, List<NodeSpan> writable, SortedMap<Integer, Long> firstAcknowledgedNanos) {
        firstAcknowledgedNanos.forEach((timeline, nanos) -> add(timeline, Long.MAX_VALUE, nanos));
        List<LogSeen> logs = run.of(LogSeen.class);
        for (NodeSpan span : writable) {
            if (span.timeline() > 0) {
                add(span, logs);
            }
        }
        starts.replaceAll((timeline, start) -> new Start(
                timeline,
                start.afterNanos() == Long.MAX_VALUE ? Long.MIN_VALUE : start.afterNanos(),
                start.fromNanos(),
                firstAcknowledgedNanos.getOrDefault(timeline, Long.MAX_VALUE)));
    }

    private void add(NodeSpan span, List<LogSeen> logs) {
        long after = span.afterNanos();
        long from = span.fromNanos();
        for (LogSeen log : logs) {
            long earliest = log.atNanos() - log.resolutionNanos();
            long latest = log.atNanos() + log.resolutionNanos();
            if (log.about().equals(span.node()) && earliest < span.fromNanos() && latest > span.afterNanos()) {
                after = log.fact() == LoggedFact.RECOVERED ? Math.max(after, earliest) : after;
                from = log.fact() == LoggedFact.READY ? Math.min(from, latest) : from;
            }
        }
        add(span.timeline(), after, from);
    }

    private void add(int timeline, long afterNanos, long fromNanos) {
        starts.merge(
                timeline,
                new Start(timeline, afterNanos, fromNanos, Long.MAX_VALUE),
                (one, other) -> new Start(
                        timeline,
                        Math.min(one.afterNanos(), other.afterNanos()),
                        Math.min(one.fromNanos(), other.fromNanos()),
                        Long.MAX_VALUE));
    }

    /**
     * The earliest beginning of a newer timeline that was seen, and the earliest acknowledgement of one; empty: none
     * was seen. The one of the lowest number began first; where it is not the next number, one that was not seen began
     * before.
     */
    Optional<Start> firstAfter(int timeline) {
        Map<Integer, Start> newer = starts.tailMap(timeline, false);
        return newer.values().stream()
                .reduce((one, other) -> new Start(
                        one.timeline(),
                        one.afterNanos(),
                        Math.min(one.fromNanos(), other.fromNanos()),
                        Math.min(one.acknowledgedNanos(), other.acknowledgedNanos())));
    }
}

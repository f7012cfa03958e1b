package dev.lapse.check;

import dev.lapse.cluster.NodeName;
import dev.lapse.history.LaneKind;
import dev.lapse.history.PatroniRole;
import dev.lapse.history.PatroniSeen;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * When a node was promoted.
 *
 * <p>Terms. A <i>look</i> finds a node that is primary, and its timeline: an answer of a state lane that says writable,
 * or what Patroni on a running primary says. The timeline of the first look is the run's <i>first</i>. A
 * <i>promotion</i> is a later timeline. Each promotion takes the next number, so every number up to the newest one that
 * was seen counts as one, also where no look saw it. Two nodes seen on one later timeline are two promotions. A primary
 * that restarts keeps its timeline: it was not promoted.
 */
final class TimelineLooks implements Fold {
    private final SortedMap<Integer, Map<NodeName, Long>> looks = new TreeMap<>();
    private final SortedMap<Integer, Map<NodeName, Long>> acknowledged = new TreeMap<>();
    private long lastLookNanos = Long.MIN_VALUE;

    TimelineLooks(RunLog run) {
        for (PatroniSeen seen : run.of(PatroniSeen.class)) {
            if (seen.role() == PatroniRole.PRIMARY && seen.state().runs() && seen.timeline() != null) {
                note(looks, seen.timeline().value(), seen.node(), seen.atNanos());
            }
        }
    }

    @Override
    public void ended(LaneLog log, Sample sample) {
        if (!sample.isOk() || sample.timeline() == 0) {
            return;
        }
        NodeName asked = log.lane().node();
        NodeName answered = sample.node();
        if (log.lane().kind() == LaneKind.STATE && asked != null && sample.writable()) {
            note(looks, sample.timeline(), asked, sample.completedNanos());
            lastLookNanos = Math.max(lastLookNanos, sample.invokedNanos());
        } else if (log.lane().kind() == LaneKind.WRITE && answered != null) {
            note(acknowledged, sample.timeline(), answered, sample.completedNanos());
        }
    }

    private static void note(SortedMap<Integer, Map<NodeName, Long>> notes, int timeline, NodeName node, long nanos) {
        notes.computeIfAbsent(timeline, number -> new TreeMap<>()).merge(node, nanos, Math::min);
    }

    /** When there are no more attempts. */
    Promotions result() {
        if (looks.isEmpty()) {
            return Promotions.NOT_OBSERVED;
        }
        Map.Entry<Integer, Map<NodeName, Long>> first = looks.entrySet().stream()
                .min(Comparator.comparingLong(entry -> earliest(entry.getValue())))
                .orElseThrow();
        List<Promotions.Promotion> all = new ArrayList<>();
        int before = first.getKey();
        for (Map.Entry<Integer, Map<NodeName, Long>> later :
                looks.tailMap(first.getKey() + 1).entrySet()) {
            int timeline = later.getKey();
            for (int skipped = before + 1; skipped < timeline; skipped++) {
                all.add(new Promotions.Promotion(null, skipped, earliest(later.getValue())));
            }
            later.getValue().forEach((node, nanos) -> all.add(new Promotions.Promotion(node, timeline, nanos)));
            before = timeline;
        }
        all.sort(Comparator.comparingLong(Promotions.Promotion::atNanos));
        return new Promotions(first.getKey(), all, earliest(first.getValue()), lastLookNanos, unseen(first.getKey()));
    }

    /** On the first timeline it is of no weight which node was seen. */
    private Promotions.@Nullable Promotion unseen(int first) {
        for (Map.Entry<Integer, Map<NodeName, Long>> timeline : acknowledged.entrySet()) {
            for (Map.Entry<NodeName, Long> by : timeline.getValue().entrySet()) {
                if (timeline.getKey() != first
                        && !looks.getOrDefault(timeline.getKey(), Map.of()).containsKey(by.getKey())) {
                    return new Promotions.Promotion(by.getKey(), timeline.getKey(), by.getValue());
                }
            }
        }
        return null;
    }

    private static long earliest(Map<NodeName, Long> seen) {
        return seen.values().stream().min(Comparator.naturalOrder()).orElseThrow();
    }
}

package dev.lapse.check;

import dev.lapse.cluster.NodeName;
import dev.lapse.history.LaneKind;
import dev.lapse.history.PatroniRole;
import dev.lapse.history.PatroniSeen;
import dev.lapse.history.StepEnded;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * When a node was promoted.
 *
 * <p>Terms. A <i>look</i> finds a node that is primary, and its timeline: an answer of a state lane that says writable,
 * or what Patroni on a running primary says. The timeline of the first look is the run's <i>first</i>. A
 * <i>promotion</i> is a later timeline. Each promotion takes the next number, so every number up to the newest one that
 * was seen counts as one, also where no look saw it. Two nodes seen on one later timeline are two promotions. A primary
 * that restarts keeps its timeline: it was not promoted.
 *
 * <p>There can have been more than was seen when a node acknowledged a write on a timeline on which no look saw it;
 * when the first look came after the first injection, or, where nothing is injected, after the first step; when no
 * state lane had a look at the end of the last step; when a node with a direct lane could not be asked for a while and
 * no fault excuses it ({@link Silences}).
 */
final class TimelineLooks implements Fold {
    private final SortedMap<Integer, Map<NodeName, Long>> looks = new TreeMap<>();
    private final SortedMap<Integer, Map<NodeName, Long>> acknowledged = new TreeMap<>();
    private final RunLog run;
    private final Silences silences;
    private long lastLookNanos = Long.MIN_VALUE;

    /** @param silences which takes the same attempts */
    TimelineLooks(RunLog run, Silences silences) {
        this.run = run;
        this.silences = silences;
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
        Optional<String> doubt = unseen(first.getKey()).or(() -> notLookedAt(earliest(first.getValue())));
        return new Promotions(first.getKey(), all, doubt);
    }

    /** A node that acknowledged a write where no look saw it; on the first timeline that is of no weight. */
    private Optional<String> unseen(int first) {
        for (Map.Entry<Integer, Map<NodeName, Long>> timeline : acknowledged.entrySet()) {
            Set<NodeName> seen = looks.getOrDefault(timeline.getKey(), Map.of()).keySet();
            for (NodeName node : timeline.getValue().keySet()) {
                if (timeline.getKey() != first && !seen.contains(node)) {
                    return Optional.of(node + " acknowledged writes on timeline " + timeline.getKey()
                            + ", and it was not seen as primary there");
                }
            }
        }
        return Optional.empty();
    }

    private Optional<String> notLookedAt(long firstLookNanos) {
        Steps steps = run.steps();
        long begun = steps.firstInjectionNanos()
                .orElseGet(() -> steps.ended().stream()
                        .mapToLong(StepEnded::atNanos)
                        .min()
                        .orElse(Long.MAX_VALUE));
        if (firstLookNanos > begun) {
            return Optional.of("the timeline of a primary was not seen before " + Wording.at(begun));
        }
        if (lastLookNanos == Long.MIN_VALUE) {
            return Optional.of("no state lane saw the timeline of a primary");
        }
        long blind =
                silences.nodes().stream().mapToLong(silences::blindNanos).max().orElse(0);
        long end = steps.endNanos().orElse(lastLookNanos);
        if (lastLookNanos < end - blind) {
            return Optional.of("no state lane saw the timeline of a primary after " + Wording.at(lastLookNanos)
                    + ", and the last step ended at " + Wording.at(end));
        }
        return silences.unexcused().stream()
                .filter(stretch -> stretch.resolutionNanos() > 0)
                .findFirst()
                .map(stretch -> stretch.node() + " could not be asked for " + Wording.at(stretch.lengthNanos())
                        + " from " + Wording.at(stretch.fromNanos()));
    }

    private static long earliest(Map<NodeName, Long> seen) {
        return seen.values().stream().min(Comparator.naturalOrder()).orElseThrow();
    }
}

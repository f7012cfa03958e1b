package dev.lapse.check;

import dev.lapse.cluster.NodeName;
import dev.lapse.history.LaneKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Two nodes that both acknowledged writes, on timelines of their own.
 *
 * <p>Terms. A <i>forked write</i> is an acknowledged write of an old timeline that was invoked after a newer timeline's
 * first acknowledgement had completed: it was taken in between, so the old node took writes after the new one did.
 * Writes count that say node and timeline. A <i>window</i> is a series of forked writes by the same two nodes, each
 * invoked no later after those before it were completed than {@link LaneLog#apartNanos} says. It runs from the
 * completion of the newer timeline's first acknowledgement, or of the first forked write where that was invoked more
 * than two periods later, to the invocation of the last one: a lower bound. A single one makes a window of no length.
 *
 * <p>A <i>late</i> acknowledgement of an old timeline was invoked before the newer timeline's first one had completed,
 * and itself completed after that. The old node may have taken it long before, and the answer was held up; a frozen
 * primary can also take it when it thaws. Which of the two is not known, so it is counted, and makes no window.
 */
final class ForkedWrites implements Fold {
    private static final int PERIODS_TO_BEGIN = 2;

    private final Denials denials;
    private final Predicate<LaneLog> ofOld;
    private final Predicate<LaneLog> ofNewer;
    private final TreeMap<Integer, FirstAck> firstOfTimeline = new TreeMap<>();
    private final Map<List<NodeName>, Forked> open = new LinkedHashMap<>();
    private final List<SeenWindow> windows = new ArrayList<>();
    private long late;

    /** Of the writes of every lane. */
    ForkedWrites(Denials denials) {
        this(denials, log -> true, log -> true);
    }

    /**
     * @param ofOld which lanes' writes can be forked ones
     * @param ofNewer which lanes' writes show a newer timeline
     */
    ForkedWrites(Denials denials, Predicate<LaneLog> ofOld, Predicate<LaneLog> ofNewer) {
        this.denials = denials;
        this.ofOld = ofOld;
        this.ofNewer = ofNewer;
    }

    @Override
    public void begun(LaneLog log, Sample sample) {
        NodeName node = acknowledging(log, sample);
        if (node == null) {
            return;
        }
        FirstAck newer = ofOld.test(log) ? newer(sample, sample.invokedNanos()) : null;
        if (newer != null && !newer.node.equals(node)) {
            forked(List.of(node, newer.node), newer, log, sample);
        }
        if (!ofNewer.test(log)) {
            return;
        }
        FirstAck first = firstOfTimeline.get(sample.timeline());
        if (first == null || sample.completedNanos() < first.completedNanos) {
            firstOfTimeline.put(
                    sample.timeline(),
                    new FirstAck(node, sample.completedNanos(), denials.before(sample.completedNanos())));
        }
    }

    /** Everything that was completed by now has begun, so the first acknowledgement of each timeline is known. */
    @Override
    public void ended(LaneLog log, Sample sample) {
        NodeName node = acknowledging(log, sample);
        if (node == null || !ofOld.test(log) || newer(sample, sample.invokedNanos()) != null) {
            return;
        }
        FirstAck newer = newer(sample, sample.completedNanos());
        if (newer != null && !newer.node.equals(node)) {
            late++;
        }
    }

    /** Who acknowledged this write, if it is one that counts. */
    static @Nullable NodeName acknowledging(LaneLog log, Sample sample) {
        return log.lane().kind() == LaneKind.WRITE && sample.isOk() && sample.timeline() > 0
                ? Writability.node(log, sample)
                : null;
    }

    private void forked(List<NodeName> nodes, FirstAck newer, LaneLog log, Sample sample) {
        long atNanos = sample.invokedNanos();
        Forked before = open.get(nodes);
        if (before != null && atNanos - before.heardNanos <= log.apartNanos()) {
            before.goesOn(sample);
            return;
        }
        if (before != null) {
            close(nodes, before);
        }
        boolean fromFirst = before == null && atNanos - newer.completedNanos <= PERIODS_TO_BEGIN * log.periodNanos();
        long fromNanos = fromFirst ? newer.completedNanos : sample.completedNanos();
        open.put(
                nodes,
                new Forked(
                        fromNanos, sample, fromFirst ? newer.before : denials.before(atNanos), denials.after(atNanos)));
    }

    private void close(List<NodeName> nodes, Forked series) {
        series.after.settle();
        long toNanos = Math.max(series.fromNanos, series.toNanos);
        windows.add(new SeenWindow(nodes, "write", series.fromNanos, toNanos, series.before, series.after));
    }

    /** When there are no more attempts; in order of time. */
    List<SeenWindow> windows() {
        open.forEach(this::close);
        open.clear();
        return windows.stream().sorted(SeenWindow.IN_ORDER).toList();
    }

    /** How many acknowledgements were late. */
    long late() {
        return late;
    }

    /** The first acknowledgement on a newer timeline than that of this write, if one was completed by this instant. */
    private @Nullable FirstAck newer(Sample write, long byNanos) {
        if (firstOfTimeline.isEmpty() || write.timeline() >= firstOfTimeline.lastKey()) {
            return null;
        }
        return firstOfTimeline.tailMap(write.timeline(), false).values().stream()
                .filter(first -> first.completedNanos <= byNanos)
                .min(Comparator.comparingLong(first -> first.completedNanos))
                .orElse(null);
    }

    private record FirstAck(NodeName node, long completedNanos, Denials.Before before) {}

    private static final class Forked {
        private final long fromNanos;
        private final Denials.Before before;
        private final Denials.After after;
        private long toNanos;
        private long heardNanos;

        Forked(long fromNanos, Sample first, Denials.Before before, Denials.After after) {
            this.fromNanos = fromNanos;
            this.toNanos = first.invokedNanos();
            this.heardNanos = first.completedNanos();
            this.before = before;
            this.after = after;
        }

        void goesOn(Sample write) {
            toNanos = write.invokedNanos();
            heardNanos = Math.max(heardNanos, write.completedNanos());
            after.restart(toNanos);
        }
    }
}

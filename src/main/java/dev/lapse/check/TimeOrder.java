package dev.lapse.check;

import dev.lapse.history.Attempt;
import dev.lapse.history.Event;
import dev.lapse.history.History;
import dev.lapse.history.LaneClosed;
import dev.lapse.history.LaneName;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Hands the attempts of a history to folds in the order of time, whatever order the threads recorded them in.
 *
 * <p>Terms. An attempt <i>begins</i> when it was invoked and <i>ends</i> when it was completed. A lane is
 * <i>settled</i> up to the instant at which the first of its attempts was due that has not been read yet: nothing of it
 * can still begin before. What lies before the instant up to which every lane is settled is handed out. At one instant
 * lanes count in the order in which they opened; in a lane beginnings come before ends, then attempts by their number.
 *
 * <p>An attempt waits until those that were due before it have ended, so memory is bounded by what can be in flight.
 * Where the history has a hole, or a lane fell silent, what comes first is handed out once {@link #MOST_WAITING}
 * attempts of a lane wait.
 */
final class TimeOrder {
    private static final int MOST_WAITING = 100_000;

    private final List<LaneQueue> lanes = new ArrayList<>();
    private final Map<LaneName, LaneQueue> byName = new HashMap<>();

    private TimeOrder(List<LaneLog> logs, Function<LaneLog, List<Fold>> folds) {
        for (LaneLog log : logs) {
            LaneQueue queue = new LaneQueue(log, List.copyOf(folds.apply(log)));
            lanes.add(queue);
            byName.put(log.lane().name(), queue);
        }
    }

    /**
     * Reads the history once. Attempts of a lane that is not among these are left out.
     *
     * @param folds which folds take the attempts of a lane
     */
    static void read(History history, List<LaneLog> logs, Function<LaneLog, List<Fold>> folds) {
        TimeOrder order = new TimeOrder(logs, folds);
        try (Stream<Event> events = history.events()) {
            events.forEach(order::take);
        }
        order.lanes.forEach(LaneQueue::close);
        order.handOut();
        order.lanes.stream().flatMap(lane -> lane.folds.stream()).distinct().forEach(Fold::finish);
    }

    private void take(Event event) {
        if (event instanceof Attempt attempt) {
            LaneQueue queue = byName.get(attempt.lane());
            if (queue != null) {
                queue.take(Sample.of(attempt));
                handOut();
            }
        } else if (event instanceof LaneClosed closed) {
            LaneQueue queue = byName.get(closed.lane());
            if (queue != null) {
                queue.close();
                handOut();
            }
        }
    }

    /** Hands out what comes before the instant up to which every lane is settled. */
    private void handOut() {
        long settled = Long.MAX_VALUE;
        for (LaneQueue lane : lanes) {
            settled = Math.min(settled, lane.settledNanos);
        }
        for (LaneQueue lane : lanes) {
            if (lane.beginnings.size() > MOST_WAITING) {
                settled = Math.max(settled, lane.nextNanos() + 1);
            }
        }
        while (true) {
            LaneQueue first = null;
            long at = Long.MAX_VALUE;
            for (LaneQueue lane : lanes) {
                long next = lane.nextNanos();
                if (next < at) {
                    first = lane;
                    at = next;
                }
            }
            if (first == null || at >= settled) {
                return;
            }
            first.handOutNext();
        }
    }

    /** The attempts of a lane that have been read and not handed out. */
    private static final class LaneQueue {
        private static final Comparator<Sample> BY_BEGINNING =
                Comparator.comparingLong(Sample::invokedNanos).thenComparingLong(Sample::seq);
        private static final Comparator<Sample> BY_END =
                Comparator.comparingLong(Sample::completedNanos).thenComparingLong(Sample::seq);

        private final LaneLog log;
        private final List<Fold> folds;
        private final PriorityQueue<Sample> beginnings = new PriorityQueue<>(BY_BEGINNING);
        private final PriorityQueue<Sample> ends = new PriorityQueue<>(BY_END);
        private final BitSet read = new BitSet();
        private int firstMissing;
        private boolean closed;
        private long settledNanos;

        LaneQueue(LaneLog log, List<Fold> folds) {
            this.log = log;
            this.folds = folds;
            this.settledNanos = log.openedNanos();
        }

        void take(Sample sample) {
            beginnings.add(sample);
            ends.add(sample);
            read.set((int) sample.seq());
            if (closed) {
                return;
            }
            if (sample.seq() == firstMissing) {
                firstMissing = read.nextClearBit(firstMissing);
                settledNanos = sample.dueNanos() + (firstMissing - sample.seq()) * log.periodNanos();
            }
        }

        void close() {
            closed = true;
            settledNanos = Long.MAX_VALUE;
        }

        /** When the next thing happens that was read; the largest long when there is none. */
        long nextNanos() {
            return Math.min(
                    beginnings.isEmpty() ? Long.MAX_VALUE : beginnings.peek().invokedNanos(),
                    ends.isEmpty() ? Long.MAX_VALUE : ends.peek().completedNanos());
        }

        void handOutNext() {
            Sample begun = beginnings.peek();
            if (begun != null
                    && (ends.isEmpty() || begun.invokedNanos() <= ends.peek().completedNanos())) {
                beginnings.remove();
                folds.forEach(fold -> fold.begun(log, begun));
            } else {
                Sample ended = ends.remove();
                folds.forEach(fold -> fold.ended(log, ended));
            }
        }
    }
}

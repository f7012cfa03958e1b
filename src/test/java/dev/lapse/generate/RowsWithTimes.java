package dev.lapse.generate;

import dev.lapse.cluster.NodeName;
import dev.lapse.history.Attempt;
import dev.lapse.history.ClockSeen;
import dev.lapse.history.DataGaps;
import dev.lapse.history.Event;
import dev.lapse.history.FinalRead;
import dev.lapse.history.History;
import dev.lapse.history.LaneName;
import dev.lapse.history.Outcome;
import dev.lapse.history.RunEnded;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The rows that a run leaves, each with a time within its attempt by the clock of its server; each node has a clock of
 * its own. One row's attempt may be known to the client only after it: such a row is written when it is invoked.
 */
final class RowsWithTimes {
    private static final long LONGER_THAN_MICROS = 60_000;
    private static final long CLOCK_READ_NANOS = 200_000;

    private final List<Event> events;
    private final Dice dice;
    private final Map<NodeName, Long> aheadMicros = new TreeMap<>();
    private long longestNanos = Long.MAX_VALUE;

    private record Row(long seq, long micros) {}

    RowsWithTimes(History history, long seed) {
        this.events = Edits.listed(history);
        this.dice = new Dice(seed).of(77);
        int i = 0;
        for (String node : List.of("pg1", "pg2", "pg3")) {
            aheadMicros.put(new NodeName(node), 1_700_000_000_000_000L + dice.between(-9_000, 9_000, i++, 1));
        }
    }

    /** The clock of this node is ahead by so much more. */
    RowsWithTimes ahead(String node, long micros) {
        aheadMicros.merge(new NodeName(node), micros, Long::sum);
        return this;
    }

    /** No server takes longer than this to run a statement; what is longer is the answer's way back. */
    RowsWithTimes ranWithin(long nanos) {
        longestNanos = nanos;
        return this;
    }

    /** The same run, in which the rows of this lane were read with their times. */
    History read(LaneName lane) {
        long end = events.get(events.size() - 1).atNanos();
        List<Event> more = new ArrayList<>();
        aheadMicros.forEach((node, ahead) -> {
            for (long at : List.of(5_000_000L, end)) {
                more.add(new ClockSeen(at, node, at - CLOCK_READ_NANOS, (at - CLOCK_READ_NANOS / 3) / 1000 + ahead));
            }
        });
        more.add(gaps(lane, end));
        List<Event> all = new ArrayList<>(events);
        int last = all.size() - 1;
        all.addAll(all.get(last) instanceof RunEnded ? last : last + 1, more);
        return History.of(all);
    }

    private DataGaps gaps(LaneName lane, long end) {
        FinalRead read = events.stream()
                .filter(FinalRead.class::isInstance)
                .map(FinalRead.class::cast)
                .filter(one -> one.lane().equals(lane))
                .findFirst()
                .orElseThrow();
        List<Row> rows = events.stream()
                .filter(Attempt.class::isInstance)
                .map(Attempt.class::cast)
                .filter(attempt -> attempt.lane().equals(lane))
                .filter(attempt -> read.present().stream()
                        .anyMatch(range -> range.first() <= attempt.seq() && attempt.seq() <= range.last()))
                .map(this::row)
                .sorted(Comparator.comparingLong(Row::micros))
                .toList();
        List<DataGaps.RowGap> gaps = new ArrayList<>();
        for (int i = 1; i < rows.size(); i++) {
            Row before = rows.get(i - 1);
            Row after = rows.get(i);
            if (after.micros - before.micros > LONGER_THAN_MICROS) {
                gaps.add(new DataGaps.RowGap(before.seq, before.micros, after.seq, after.micros));
            }
        }
        return new DataGaps(end, lane, Duration.ofNanos(1000 * LONGER_THAN_MICROS), gaps);
    }

    private Row row(Attempt attempt) {
        long at = attempt.outcome() == Outcome.OK
                ? dice.between(attempt.invokedNanos(), ranUntil(attempt), attempt.seq(), 2)
                : attempt.invokedNanos() + 300_000;
        NodeName node = attempt.node() == null ? aheadMicros.keySet().iterator().next() : attempt.node();
        return new Row(attempt.seq(), at / 1000 + aheadMicros.get(node));
    }

    private long ranUntil(Attempt attempt) {
        return attempt.invokedNanos() + Math.min(longestNanos, attempt.completedNanos() - attempt.invokedNanos());
    }
}

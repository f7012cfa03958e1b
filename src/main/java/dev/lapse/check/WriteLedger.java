package dev.lapse.check;

import dev.lapse.cluster.NodeName;
import dev.lapse.history.FinalRead;
import dev.lapse.history.LaneName;
import dev.lapse.history.Outcome;
import dev.lapse.history.SeqRange;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What became of the writes of the client lanes and the load.
 *
 * <p>Terms. The <i>final read</i> is what the surviving primary holds of a lane after the run: the truth. A write is
 * <i>lost</i> when it was OK and is absent there; <i>recovered</i> when it was INDETERMINATE and is present;
 * <i>unexpected</i> when it is present though it was never attempted, NOT_SENT, or certainly without effect (FAILED).
 * Direct lanes write to a table of their own and are not counted. The result is known when every lane in the ledger has
 * a final read.
 */
final class WriteLedger implements Fold {
    private final boolean known;
    private final Map<LaneName, Present> present = new HashMap<>();
    private final Set<NodeName> nodes = new TreeSet<>();
    private int newestTimeline;
    private long acknowledged;
    private long indeterminate;
    private long lost;
    private long recovered;
    private long found;

    WriteLedger(RunLog run) {
        Set<LaneName> lanes = run.lanes().stream()
                .filter(log -> log.lane().isInLedger())
                .map(log -> log.lane().name())
                .collect(Collectors.toSet());
        run.of(FinalRead.class).stream()
                .filter(read -> lanes.contains(read.lane()))
                .forEach(read -> present.put(read.lane(), new Present(read.present())));
        known = !lanes.isEmpty() && present.keySet().equals(lanes);
    }

    @Override
    public void ended(LaneLog log, Sample sample) {
        if (sample.isOk()) {
            newestTimeline = Math.max(newestTimeline, sample.timeline());
        }
        if (!log.lane().isInLedger()) {
            return;
        }
        Present rows = present.get(log.lane().name());
        boolean isPresent = rows != null && rows.holds(sample.seq());
        if (sample.isOk()) {
            acknowledged++;
            if (sample.node() != null) {
                nodes.add(sample.node());
            }
            if (isPresent) {
                found++;
            } else if (rows != null) {
                lost++;
            }
        } else if (sample.outcome() == Outcome.INDETERMINATE) {
            indeterminate++;
            recovered += isPresent ? 1 : 0;
        }
    }

    Writes writes() {
        long rows = present.values().stream().mapToLong(Present::size).sum();
        return new Writes(
                known, acknowledged, lost, recovered, rows - found - recovered, indeterminate, nodes, newestTimeline);
    }

    /** The numbers that a final read found: ranges that may touch or overlap, as one set. */
    static final class Present {
        private final TreeMap<Long, Long> lastByFirst = new TreeMap<>();

        Present(List<SeqRange> ranges) {
            ranges.stream().sorted(Comparator.comparingLong(SeqRange::first)).forEach(range -> {
                Map.Entry<Long, Long> before = lastByFirst.floorEntry(range.first());
                if (before != null && before.getValue() >= range.first()) {
                    lastByFirst.put(before.getKey(), Math.max(before.getValue(), range.last()));
                } else {
                    lastByFirst.put(range.first(), range.last());
                }
            });
        }

        boolean holds(long seq) {
            Map.Entry<Long, Long> range = lastByFirst.floorEntry(seq);
            return range != null && seq <= range.getValue();
        }

        long size() {
            return lastByFirst.entrySet().stream()
                    .mapToLong(range -> range.getValue() - range.getKey() + 1)
                    .sum();
        }
    }
}

package dev.lapse.check;

import dev.lapse.history.FinalRead;
import dev.lapse.history.LaneKind;
import dev.lapse.history.LaneName;
import dev.lapse.history.Outcome;
import dev.lapse.history.SeqRange;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What became of the writes of the client lanes.
 *
 * <p>Terms. The <i>final read</i> is what the surviving primary holds of a lane after the run: the truth. A write is
 * <i>lost</i> when it was OK and is absent there; <i>recovered</i> when it was INDETERMINATE and is present;
 * <i>unexpected</i> when it is present though it was never attempted, NOT_SENT, or certainly without effect (FAILED).
 * Direct lanes write to a table of their own and are not counted. The result is known when every client write lane has
 * a final read.
 */
final class WriteLedger {
    private WriteLedger() {}

    static Writes of(RunLog run) {
        Map<LaneName, FinalRead> finalReads = new HashMap<>();
        run.of(FinalRead.class).forEach(read -> finalReads.put(read.lane(), read));
        List<LaneLog> lanes =
                run.lanes().stream().filter(log -> log.isClient(LaneKind.WRITE)).toList();
        boolean known = !lanes.isEmpty();
        long acknowledged = 0;
        long indeterminate = 0;
        long lost = 0;
        long recovered = 0;
        long unexpected = 0;
        for (LaneLog log : lanes) {
            acknowledged += log.ok().count();
            indeterminate += log.samples().stream()
                    .filter(s -> s.outcome() == Outcome.INDETERMINATE)
                    .count();
            FinalRead read = finalReads.get(log.lane().name());
            if (read == null) {
                known = false;
                continue;
            }
            Present present = new Present(read.present());
            long presentOk = log.ok().filter(s -> present.holds(s.seq())).count();
            long presentIndeterminate = log.samples().stream()
                    .filter(s -> s.outcome() == Outcome.INDETERMINATE && present.holds(s.seq()))
                    .count();
            lost += log.ok().count() - presentOk;
            recovered += presentIndeterminate;
            unexpected += present.size() - presentOk - presentIndeterminate;
        }
        return new Writes(known, acknowledged, lost, recovered, unexpected, indeterminate);
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

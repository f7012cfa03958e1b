package dev.lapse.check;

import dev.lapse.history.SeqRange;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Numbers of rows of one lane: ranges that may touch or overlap, as one set. */
final class RowSet {
    private final TreeMap<Long, Long> lastByFirst = new TreeMap<>();

    RowSet(List<SeqRange> ranges) {
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

    /** How many are in this set and not in the other. */
    long sizeWithout(RowSet other) {
        long both = 0;
        for (Map.Entry<Long, Long> range : lastByFirst.entrySet()) {
            Long from = other.lastByFirst.floorKey(range.getKey());
            for (Map.Entry<Long, Long> theirs : other.lastByFirst
                    .tailMap(from == null ? range.getKey() : from)
                    .entrySet()) {
                if (theirs.getKey() > range.getValue()) {
                    break;
                }
                both += Math.max(
                        0,
                        Math.min(range.getValue(), theirs.getValue()) - Math.max(range.getKey(), theirs.getKey()) + 1);
            }
        }
        return size() - both;
    }
}

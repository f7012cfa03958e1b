package dev.lapse.generate;

import dev.lapse.history.SeqRange;
import java.util.ArrayList;
import java.util.List;

/** Rows in ascending order, as ranges. One thread. */
final class RowRanges {
    private final List<SeqRange> closed = new ArrayList<>();
    private long first = -1;
    private long last = -1;

    void add(long row) {
        if (first >= 0 && row == last + 1) {
            last = row;
            return;
        }
        close();
        first = row;
        last = row;
    }

    private void close() {
        if (first >= 0) {
            closed.add(new SeqRange(first, last));
        }
    }

    List<SeqRange> all() {
        List<SeqRange> all = new ArrayList<>(closed);
        if (first >= 0) {
            all.add(new SeqRange(first, last));
        }
        return all;
    }
}

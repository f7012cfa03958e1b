package dev.lapse.check;

import dev.lapse.history.LaneKind;
import dev.lapse.history.LaneName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads of rows that are gone.
 *
 * <p>Terms. Reads return the newest row of the run's first client write lane. A row was <i>read</i> when a read
 * returned its number, or that of a later row which is gone too, was acknowledged by the same node on the same
 * timeline, and was invoked after the first row's acknowledgement: who sees the later one sees the earlier one. Between
 * the two that node was not seen to start again. All else is not known to be read.
 *
 * <p>What is kept does not grow without bounds: of a row that is gone its node and timeline for the next 16,384
 * numbers, and the first 262,144 reads that saw a newer row than any before. What goes beyond is not known to be read.
 */
final class LostReads implements Fold {
    private static final int RECENT = 1 << 14;
    private static final int MOST_READS = 1 << 18;

    private final @Nullable LaneLog writer;
    private final @Nullable RowSet there;
    private final @Nullable Sample[] recent = new @Nullable Sample[RECENT];
    private final Map<Branch.AckedBy, List<RowSeen>> reads = new HashMap<>();
    private int kept;

    /** That a read returned this row. */
    private record RowSeen(long seq, long invokedNanos, LostRow.Read read) {}

    LostReads(RunLog run, Map<LaneName, RowSet> present) {
        writer = run.lanes().stream()
                .filter(log -> log.isClient(LaneKind.WRITE))
                .findFirst()
                .orElse(null);
        there = writer == null ? null : present.get(writer.lane().name());
    }

    @Override
    public void begun(LaneLog log, Sample sample) {
        if (log == writer && there != null && sample.isOk() && !there.holds(sample.seq())) {
            recent[(int) (sample.seq() % RECENT)] = sample;
        }
    }

    @Override
    public void ended(LaneLog log, Sample read) {
        if (there == null || !log.isClient(LaneKind.READ) || !read.isOk() || read.newest() < 0) {
            return;
        }
        Sample row = recent[(int) (read.newest() % RECENT)];
        if (row == null || row.seq() != read.newest()) {
            return;
        }
        Branch.AckedBy key = Branch.AckedBy.of(row.node(), row.timeline());
        if (key != null && kept < MOST_READS) {
            List<RowSeen> seen = reads.computeIfAbsent(key, unused -> new ArrayList<>());
            if (seen.isEmpty() || seen.get(seen.size() - 1).seq() < row.seq()) {
                kept++;
                seen.add(new RowSeen(
                        row.seq(),
                        row.invokedNanos(),
                        new LostRow.Read(log.lane().name(), read.node(), read.completedNanos())));
            }
        }
    }

    /** The first read that is known to have seen a lost row; when there are no more attempts. */
    LostRow.@Nullable Read of(LaneLog log, Sample row, Restarts restarts) {
        Branch.AckedBy key = Branch.AckedBy.of(row.node(), row.timeline());
        if (log != writer || key == null) {
            return null;
        }
        List<RowSeen> seen = reads.getOrDefault(key, List.of());
        for (int i = firstFrom(seen, row.seq()); i < seen.size(); i++) {
            RowSeen one = seen.get(i);
            if (one.seq() == row.seq()) {
                return one.read();
            }
            if (one.invokedNanos() >= row.completedNanos()) {
                boolean restarted = restarts.within(
                        key.node(), row.completedNanos(), one.read().atNanos());
                return restarted ? null : one.read();
            }
        }
        return null;
    }

    private static int firstFrom(List<RowSeen> seen, long seq) {
        int from = 0;
        int to = seen.size();
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (seen.get(middle).seq() < seq) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from;
    }
}

package dev.lapse.check;

import dev.lapse.history.LaneKind;
import java.time.Duration;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Whether reads were older than what had been acknowledged.
 *
 * <p>Terms. Reads return the newest sequence number of the run's first client write lane. A read is <i>stale</i> when a
 * higher number had been acknowledged before the read was invoked; it is stale by the time from the earliest such
 * acknowledgement to its own invocation, and by the rows that had been acknowledged by then and that it did not show.
 *
 * <p>When rows were acknowledged is kept of the last million. An older one counts from when it was due, which makes an
 * age of hours longer by what its acknowledgement took.
 */
final class ReadAges implements Fold {
    private static final int KEPT = 1 << 20;

    private final @Nullable LaneLog writer;
    private long[] acknowledgedBy = new long[1 << 10];
    private long unacknowledged;
    private final BitSet rows = new BitSet();
    private long highest = -1;
    private long mostRows;
    private long stalest;

    ReadAges(RunLog run) {
        writer = run.lanes().stream()
                .filter(log -> log.isClient(LaneKind.WRITE))
                .findFirst()
                .orElse(null);
    }

    @Override
    public void begun(LaneLog log, Sample sample) {
        long behind = highest - sample.newest();
        if (behind > mostRows && sample.isOk() && log.isClient(LaneKind.READ)) {
            int first = (int) sample.newest() + 1;
            mostRows = Math.max(mostRows, rows.get(first, rows.length()).cardinality());
        }
    }

    @Override
    public void ended(LaneLog log, Sample sample) {
        if (!sample.isOk()) {
            return;
        }
        if (log == writer) {
            acknowledged(sample);
            rows.set((int) sample.seq());
            highest = Math.max(highest, sample.seq());
        }
        if (log.isClient(LaneKind.READ)) {
            stalest = Math.max(stalest, ageNanos(sample));
        }
    }

    Duration stalest() {
        return Duration.ofNanos(stalest);
    }

    /** The most rows that one answer did not show. */
    long mostRows() {
        return mostRows;
    }

    /** Every row up to this one that had not been acknowledged: none newer than it was, before. */
    private void acknowledged(Sample write) {
        while (unacknowledged <= write.seq()) {
            if (unacknowledged == acknowledgedBy.length && acknowledgedBy.length < KEPT) {
                acknowledgedBy = Arrays.copyOf(acknowledgedBy, 2 * acknowledgedBy.length);
            }
            acknowledgedBy[(int) (unacknowledged++ % acknowledgedBy.length)] = write.completedNanos();
        }
    }

    private long ageNanos(Sample read) {
        long next = read.newest() + 1;
        if (writer == null || next >= unacknowledged) {
            return 0;
        }
        long earliest = next < unacknowledged - acknowledgedBy.length
                ? writer.openedNanos() + next * writer.periodNanos()
                : acknowledgedBy[(int) (next % acknowledgedBy.length)];
        return Math.max(0, read.invokedNanos() - earliest);
    }
}

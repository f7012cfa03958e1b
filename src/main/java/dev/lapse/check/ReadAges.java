package dev.lapse.check;

import dev.lapse.history.LaneKind;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whether reads were older than what had been acknowledged, or went back in time.
 *
 * <p>Terms. Reads return the newest sequence number of the run's first client write lane. A read is <i>stale</i> when a
 * higher number had been acknowledged before the read was invoked; it is stale by the time from the earliest such
 * acknowledgement to its own invocation. A lane goes <i>backward</i> when a read returns less than a read of the same
 * lane that had completed before it was invoked. Reads in flight together prove nothing of each other.
 *
 * <p>When rows were acknowledged is kept of the last million. An older one counts from when it was due, which makes an
 * age of hours longer by what its acknowledgement took.
 */
final class ReadAges implements Fold {
    private static final int KEPT = 1 << 20;

    private final Map<LaneLog, BackwardReads> backward = new HashMap<>();
    private final @Nullable LaneLog writer;
    private long[] acknowledgedBy = new long[1 << 10];
    private long unacknowledged;
    private long stalest;

    ReadAges(RunLog run) {
        writer = run.lanes().stream()
                .filter(log -> log.isClient(LaneKind.WRITE))
                .findFirst()
                .orElse(null);
        run.lanes().stream()
                .filter(log -> log.isClient(LaneKind.READ))
                .forEach(log -> backward.put(log, new BackwardReads()));
    }

    @Override
    public void begun(LaneLog log, Sample sample) {
        BackwardReads lane = backward.get(log);
        if (lane != null && sample.isOk()) {
            lane.begun(sample);
        }
    }

    @Override
    public void ended(LaneLog log, Sample sample) {
        if (!sample.isOk()) {
            return;
        }
        if (log == writer) {
            acknowledged(sample);
        }
        BackwardReads lane = backward.get(log);
        if (lane != null) {
            lane.ended(sample);
            stalest = Math.max(stalest, ageNanos(sample));
        }
    }

    ReadMeasure measure() {
        return new ReadMeasure(
                Duration.ofNanos(stalest),
                backward.values().stream().mapToLong(lane -> lane.count).sum());
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

    /** The reads of one lane. */
    private static final class BackwardReads {
        private long newest = Long.MIN_VALUE;
        private long count;

        /** A read sees less than one had seen that was over when it began. */
        void begun(Sample read) {
            if (read.newest() < newest) {
                count++;
            }
        }

        void ended(Sample read) {
            newest = Math.max(newest, read.newest());
        }
    }
}

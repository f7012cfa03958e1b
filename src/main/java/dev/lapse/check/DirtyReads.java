package dev.lapse.check;

import dev.lapse.history.LaneKind;
import dev.lapse.history.Outcome;
import java.util.BitSet;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Rows that somebody read and that are gone.
 *
 * <p>Terms. A read is <i>dirty in hindsight</i> when it returned a row that the final read lacks and whose attempt was
 * INDETERMINATE: its writer was never told that it is there, and who read it relied on nothing. A row that was
 * acknowledged is a lost one, which is more, and is counted there. Reads return the newest row of the run's first
 * client write lane: only its rows are looked at, and a row counts as read only when a read returned its own number.
 *
 * <p>Numbers of rows are kept as {@code int}: a lane would have to write a thousand rows a second for three weeks to
 * exceed that.
 */
final class DirtyReads implements Fold {
    private final @Nullable LaneLog writer;
    private final @Nullable RowSet present;
    private final BitSet gone = new BitSet();
    private final BitSet seen = new BitSet();
    private long reads;
    private @Nullable Sample first;
    private @Nullable Sample last;

    DirtyReads(RunLog run) {
        writer = run.readersWriter().orElse(null);
        present = run.readersWriter()
                .flatMap(log -> run.finalRead(log.lane().name()))
                .map(read -> new RowSet(read.present()))
                .orElse(null);
    }

    @Override
    public void begun(LaneLog log, Sample sample) {
        if (present != null
                && log == writer
                && sample.outcome() == Outcome.INDETERMINATE
                && !present.holds(sample.seq())) {
            gone.set((int) sample.seq());
        }
    }

    @Override
    public void ended(LaneLog log, Sample sample) {
        if (sample.isOk() && sample.newest() >= 0 && log.isClient(LaneKind.READ) && gone.get((int) sample.newest())) {
            reads++;
            seen.set((int) sample.newest());
            first = first == null ? sample : first;
            last = sample;
        }
    }

    /** Empty: no final read says what is gone. */
    Optional<ReadMeasure.Dirty> measure() {
        if (present == null) {
            return Optional.empty();
        }
        return Optional.of(
                first == null || last == null
                        ? new ReadMeasure.Dirty(0, 0, -1, 0, -1, 0)
                        : new ReadMeasure.Dirty(
                                seen.cardinality(),
                                reads,
                                first.newest(),
                                first.completedNanos(),
                                last.newest(),
                                last.completedNanos()));
    }
}

package dev.lapse.generate;

import dev.lapse.history.Attempt;
import dev.lapse.history.Event;
import dev.lapse.history.Outcome;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** The newest row that a read sees at an instant; instants must not go back. One thread. */
final class NewestRow {
    /** A row is there a little before its acknowledgement arrives. */
    private static final long BEFORE_ACKNOWLEDGED = 300_000;

    private final Iterator<Event> writes;
    private @Nullable Attempt next;
    private long newest = -1;

    NewestRow(Iterator<Event> writes) {
        this.writes = writes;
        advance();
    }

    long at(long nanos) {
        while (next != null && next.completedNanos() - BEFORE_ACKNOWLEDGED <= nanos) {
            if (next.outcome() == Outcome.OK) {
                newest = Math.max(newest, next.seq());
            }
            advance();
        }
        return newest;
    }

    private void advance() {
        next = writes.hasNext() && writes.next() instanceof Attempt attempt ? attempt : null;
    }
}

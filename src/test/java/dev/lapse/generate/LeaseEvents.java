package dev.lapse.generate;

import dev.lapse.history.Event;
import dev.lapse.history.LeaseSeen;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** The lease of the leader lock, polled: renewed every other second, and running out where its holder is gone. */
final class LeaseEvents implements Iterator<Event> {
    private static final long TTL = 20;
    private static final long FIRST = 1216 * Timetable.MILLI;
    private static final long SECOND = 1000 * Timetable.MILLI;

    private final Timetable table;
    private long number;

    LeaseEvents(Timetable table) {
        this.table = table;
        skip();
    }

    private long at() {
        return FIRST + number * SECOND;
    }

    /** Where nobody holds the lock there is no lease. */
    private void skip() {
        while (at() >= table.lockFree && at() < table.lockTaken) {
            number++;
        }
    }

    @Override
    public boolean hasNext() {
        return at() < table.stop;
    }

    @Override
    public Event next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        long at = at();
        boolean after = at >= table.lockTaken;
        long left =
                !after && at > table.gone ? Math.max(0, TTL - 2 - (at - table.gone) / SECOND) : TTL - 1 - number % 2;
        number++;
        skip();
        return new LeaseSeen(at, after ? table.successor : table.first, left, TTL);
    }
}

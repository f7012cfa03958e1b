package dev.lapse.explain;

import dev.lapse.explain.Renewals.Renewal;
import dev.lapse.history.Event;
import dev.lapse.history.LeaderSeen;
import dev.lapse.history.LeaseRenewed;
import dev.lapse.history.StatusWritten;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What the holder of the leader lock wrote into {@code /status}, each time after a renewal of its lease. Where the time
 * to live shows that renewal as exactly, this adds nothing. It tells more where nobody could ask for the time to live,
 * or had no answer for long, and right after a new leader of the store has armed the lease. Immutable.
 */
record StatusWrites(List<StatusWritten> writes) {
    /** A loop takes a second at least: what was written sooner after a renewal belongs to it, however late it came. */
    private static final long SAME_LOOP_NANOS = Duration.ofMillis(900).toNanos();

    /** A holder that stops writes once more, and gives the lock back. */
    private static final long GIVEN_BACK_NANOS = Duration.ofSeconds(1).toNanos();

    StatusWrites {
        writes = List.copyOf(writes);
    }

    /** @param events in the order in which they were recorded; those of other kinds may be there */
    static StatusWrites of(List<? extends Event> events) {
        List<StatusWritten> writes = new ArrayList<>();
        for (Event event : events) {
            if (event instanceof StatusWritten written) {
                writes.add(written);
            } else if (event instanceof LeaderSeen leader) {
                writes.removeIf(write -> write.atNanos() > leader.atNanos() - GIVEN_BACK_NANOS
                        && !write.holder().equals(leader.holder()));
            }
        }
        return new StatusWrites(writes);
    }

    /** These renewals, and those that nothing but a write tells, or tells better. */
    List<Renewal> beside(List<Renewal> known) {
        List<Renewal> all = new ArrayList<>();
        List<StatusWritten> left = new ArrayList<>(writes);
        for (Renewal renewal : known) {
            List<StatusWritten> own =
                    left.stream().filter(write -> isOf(write, renewal)).toList();
            left.removeAll(own);
            List<Renewal> better = own.stream()
                    .map(StatusWrites::renewal)
                    .filter(told -> told.earliestNanos() < renewal.latestNanos() && width(told) < width(renewal))
                    .toList();
            all.addAll(better.isEmpty() ? List.of(renewal) : better);
        }
        left.forEach(write -> all.add(renewal(write)));
        all.sort(Comparator.comparingLong(Renewal::latestNanos));
        return all;
    }

    private static boolean isOf(StatusWritten write, Renewal renewal) {
        return renewal.by() == LeaseRenewed.By.HOLDER
                && renewal.holder().equals(write.holder())
                && renewal.earliestNanos() <= write.atNanos()
                && renewal.latestNanos() >= write.atNanos() - SAME_LOOP_NANOS;
    }

    private static long width(Renewal renewal) {
        return renewal.latestNanos() - renewal.earliestNanos();
    }

    private static Renewal renewal(StatusWritten write) {
        return new Renewal(
                write.holder(),
                write.atNanos() - write.resolutionNanos(),
                write.atNanos(),
                LeaseRenewed.By.HOLDER,
                "the holder's write of /status");
    }
}

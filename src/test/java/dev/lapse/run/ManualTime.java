package dev.lapse.run;

import dev.lapse.cluster.WaitingClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Time that goes by at once when somebody waits; what is done periodically is done meanwhile. One thread waits. */
final class ManualTime implements WaitingClock {
    private final List<Routine> routines = new ArrayList<>();
    private volatile long now;
    private long interruptAt = Long.MAX_VALUE;

    private static final class Routine {
        private final long periodNanos;
        private final LongConsumer work;
        private long next;

        Routine(long periodNanos, LongConsumer work, long next) {
            this.periodNanos = periodNanos;
            this.work = work;
            this.next = next;
        }
    }

    /** A routine that goes on until closed. */
    interface Running extends AutoCloseable {
        @Override
        void close();
    }

    /** @param work told the time, from now on */
    Running every(Duration period, LongConsumer work) {
        Routine routine = new Routine(period.toNanos(), work, now);
        routines.add(routine);
        return () -> routines.remove(routine);
    }

    /** Whoever waits then is interrupted, once. */
    void interruptAt(Duration time) {
        interruptAt = time.toNanos();
    }

    @Override
    public long nanos() {
        return now;
    }

    @Override
    public void waitUntil(long nanos) throws InterruptedException {
        for (Routine next = next(); next != null && next.next <= Math.min(nanos, interruptAt); next = next()) {
            now = Math.max(now, next.next);
            next.next += next.periodNanos;
            next.work.accept(now);
        }
        now = Math.max(now, Math.min(nanos, interruptAt));
        if (now >= interruptAt) {
            interruptAt = Long.MAX_VALUE;
            throw new InterruptedException("at " + Duration.ofNanos(now));
        }
    }

    private @Nullable Routine next() {
        return routines.stream()
                .min(Comparator.comparingLong(routine -> routine.next))
                .orElse(null);
    }
}

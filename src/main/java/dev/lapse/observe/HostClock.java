package dev.lapse.observe;

import dev.lapse.cluster.Access;
import dev.lapse.cluster.ClockReading;
import dev.lapse.cluster.Host;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.NanoClock;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Shell;
import dev.lapse.component.Patroni;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * By how much the wall clock of the hosts is ahead of the run's clock: from {@code leastNanos} to {@code mostNanos}, in
 * nanoseconds since 1970. The hosts of a cluster share a kernel and so a clock; any of them may be asked.
 */
record HostClock(long leastNanos, long mostNanos) {
    private static final Duration WITHIN = Duration.ofSeconds(1);

    HostClock {
        if (leastNanos > mostNanos) {
            throw new IllegalArgumentException("expected at least " + mostNanos + ", saw " + leastNanos);
        }
    }

    /** An instant on the run's clock, and how far it may be off, either way. */
    record RunInstant(long atNanos, long resolutionNanos) {}

    /** Asks PostgreSQL on one node after another, and any host where none answers; empty when nobody does. */
    static Optional<HostClock> ask(Access access, NanoClock clock) {
        List<Supplier<ClockReading>> readings = new ArrayList<>();
        for (NodeName node : access.cluster().spec().nodes()) {
            String address = access.cluster().watchAddress(node);
            readings.add(() -> access.sql().readClock(address, Patroni.POSTGRES_PORT, WITHIN, clock));
        }
        for (Host host : access.cluster().spec().hosts()) {
            readings.add(() -> read(access.shell(), host.name(), clock));
        }
        return readings.stream()
                .flatMap(reading -> answer(reading).stream())
                .findFirst()
                .map(HostClock::of);
    }

    private static Optional<ClockReading> answer(Supplier<ClockReading> reading) {
        try {
            return Optional.of(reading.get());
        } catch (LapseException | NumberFormatException silent) {
            return Optional.empty();
        }
    }

    private static ClockReading read(Shell shell, NodeName host, NanoClock clock) {
        long asked = clock.nanos();
        String told =
                shell.run(host, WITHIN, List.of("sh", "-c", "date +%s%6N")).stdout();
        return new ClockReading(asked, Long.parseLong(told.strip()), clock.nanos());
    }

    private static HostClock of(ClockReading reading) {
        long told = TimeUnit.MICROSECONDS.toNanos(reading.toldMicros());
        return new HostClock(told - reading.answeredNanos(), told + 1_000 - reading.askedNanos());
    }

    /** What holds of both: a clock that was set, or runs at another speed, is uncertain by that. */
    HostClock and(HostClock other) {
        return new HostClock(Math.min(leastNanos, other.leastNanos), Math.max(mostNanos, other.mostNanos));
    }

    /** When it was on the run's clock what a host has stamped, with a unit of so many nanoseconds cut off. */
    RunInstant at(Instant earliest, long unitNanos) {
        long stamp = TimeUnit.SECONDS.toNanos(earliest.getEpochSecond()) + earliest.getNano();
        long from = stamp - mostNanos;
        long to = stamp + unitNanos - leastNanos;
        return new RunInstant(from + (to - from) / 2, (to - from + 1) / 2);
    }
}

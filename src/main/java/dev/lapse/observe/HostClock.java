package dev.lapse.observe;

import dev.lapse.cluster.Access;
import dev.lapse.cluster.Host;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.NanoClock;
import dev.lapse.cluster.NodeName;
import dev.lapse.component.Patroni;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * By how much the wall clock of the hosts is ahead of the run's clock: from {@code leastNanos} to {@code mostNanos}, in
 * nanoseconds since 1970. The hosts of a cluster share a kernel and so a clock; any of them may be asked.
 *
 * <p>A host tells its time somewhere between the question and the answer. Of several questions the quickest counts.
 */
record HostClock(long leastNanos, long mostNanos) {
    private static final int QUESTIONS = 5;
    private static final Duration WITHIN = Duration.ofSeconds(1);

    HostClock {
        if (leastNanos > mostNanos) {
            throw new IllegalArgumentException("expected at least " + mostNanos + ", saw " + leastNanos);
        }
    }

    /** An instant on the run's clock, and how far it may be off, either way. */
    record RunInstant(long atNanos, long resolutionNanos) {}

    /**
     * Asks PostgreSQL on one node after another, and any host where none answers; empty when nobody does. It takes some
     * 50 ms.
     */
    static Optional<HostClock> ask(Access access, NanoClock clock) {
        List<LongSupplier> answers = new ArrayList<>();
        for (NodeName node : access.cluster().spec().nodes()) {
            String address = access.cluster().watchAddress(node);
            answers.add(() -> access.sql().clockMicros(address, Patroni.POSTGRES_PORT, WITHIN));
        }
        for (Host host : access.cluster().spec().hosts()) {
            answers.add(() -> Long.parseLong(access.shell()
                    .run(host.name(), WITHIN, List.of("sh", "-c", "date +%s%6N"))
                    .stdout()
                    .strip()));
        }
        return answers.stream()
                .flatMap(answer -> quickest(answer, clock).stream())
                .findFirst();
    }

    private static Optional<HostClock> quickest(LongSupplier answer, NanoClock clock) {
        Optional<HostClock> quickest = Optional.empty();
        try {
            for (int question = 0; question < QUESTIONS; question++) {
                long asked = clock.nanos();
                long told = TimeUnit.MICROSECONDS.toNanos(answer.getAsLong());
                long answered = clock.nanos();
                HostClock found = new HostClock(told - answered, told + 1_000 - asked);
                quickest = quickest.filter(one -> one.widthNanos() <= found.widthNanos())
                        .or(() -> Optional.of(found));
            }
        } catch (LapseException | NumberFormatException silent) {
            return quickest;
        }
        return quickest;
    }

    private long widthNanos() {
        return mostNanos - leastNanos;
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

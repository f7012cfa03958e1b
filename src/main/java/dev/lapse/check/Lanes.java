package dev.lapse.check;

import dev.lapse.history.Outcome;
import dev.lapse.history.PoolSeen;
import java.util.List;
import java.util.Optional;

/**
 * What each lane saw: counts, how late the harness was, how long an answer took, outages and degradation.
 *
 * <p>Terms. <i>Lateness</i> is invoked after due, of all attempts that were made. <i>Latency</i> is completed after
 * invoked, of the OK attempts of the steady phase, or of all where the run has no steady phase. Percentiles are
 * {@link Quantiles}. Direct lanes are the observer's: they have
 * no outages and no degradation.
 */
final class Lanes {
    private Lanes() {}

    static List<LaneMeasure> of(RunLog run) {
        return run.lanes().stream()
                .map(log -> of(
                        log,
                        run.steps(),
                        run.of(PoolSeen.class).stream()
                                .filter(pool -> pool.lane().equals(log.lane().name()))
                                .findFirst()))
                .toList();
    }

    private static LaneMeasure of(LaneLog log, Steps steps, Optional<PoolSeen> pool) {
        Steps.Span steady = steps.steadyPhase().orElse(new Steps.Span(Long.MIN_VALUE, Long.MAX_VALUE));
        Quantiles lateness = Quantiles.of(log.sent().mapToLong(Sample::latenessNanos));
        Quantiles latency = Quantiles.of(
                log.ok().filter(s -> steady.contains(s.completedNanos())).mapToLong(Sample::latencyNanos));
        return new LaneMeasure(
                log.lane(),
                Outages.floor(log, steps),
                log.samples().size(),
                count(log, Outcome.OK),
                count(log, Outcome.FAILED),
                count(log, Outcome.INDETERMINATE),
                count(log, Outcome.NOT_SENT),
                lateness.duration(50),
                lateness.duration(99),
                lateness.duration(100),
                latency.duration(50),
                latency.duration(99),
                log.isDirect() ? List.of() : Outages.of(log, steps),
                log.isDirect() ? List.of() : Degradations.of(log, steps),
                pool);
    }

    private static long count(LaneLog log, Outcome outcome) {
        return log.samples().stream().filter(s -> s.outcome() == outcome).count();
    }
}

package dev.lapse.check;

import dev.lapse.history.LoadSeen;
import dev.lapse.history.Outcome;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Counts the attempts of the load's clients, together.
 *
 * <p>Terms. The <i>shortfall</i> is what was due and not sent. Of it, what was due in a time of {@link #OUT} or longer
 * without an acknowledged write of the load is the cluster's; the rest is due to clients that were still busy.
 */
final class LoadTally implements Fold {
    static final Duration OUT = Duration.ofMillis(500);

    private final List<LaneLog> clients;
    private final Steps.Span steady;
    private final Optional<Duration> cpu;
    private final long[] counts = new long[Outcome.values().length];
    private final Map<LaneLog, Long> highestSeq = new HashMap<>();
    private final Quantiles latency = new Quantiles();
    private long attempts;
    private long lastOkNanos;
    private long notSentSinceOk;
    private long notSentOut;

    LoadTally(RunLog run) {
        clients = run.lanes().stream().filter(log -> log.lane().isLoad()).toList();
        steady = run.steps().steadyPhase().orElse(new Steps.Span(Long.MAX_VALUE, Long.MIN_VALUE));
        cpu = run.of(LoadSeen.class).stream().findFirst().map(seen -> Duration.ofNanos(seen.cpuNanos()));
        lastOkNanos = clients.stream().mapToLong(LaneLog::openedNanos).min().orElse(0);
    }

    @Override
    public void ended(LaneLog log, Sample sample) {
        if (!log.lane().isLoad()) {
            return;
        }
        attempts++;
        counts[sample.outcome().ordinal()]++;
        highestSeq.merge(log, sample.seq(), Math::max);
        if (sample.isOk()) {
            settle(sample.completedNanos());
            if (steady.contains(sample.completedNanos())) {
                latency.add(sample.latencyNanos());
            }
        } else if (!sample.isSent()) {
            notSentSinceOk++;
        }
    }

    @Override
    public void finish() {
        settle(clients.stream()
                .flatMapToLong(log -> log.closedNanos().stream())
                .max()
                .orElse(lastOkNanos));
    }

    private void settle(long nowNanos) {
        if (nowNanos - lastOkNanos >= OUT.toNanos()) {
            notSentOut += notSentSinceOk;
        }
        notSentSinceOk = 0;
        lastOkNanos = nowNanos;
    }

    /** When there are no more attempts; empty where the run has no load. */
    Optional<LoadMeasure> measure() {
        if (clients.isEmpty()) {
            return Optional.empty();
        }
        long periodNanos = clients.get(0).periodNanos();
        long numbered = highestSeq.values().stream().mapToLong(seq -> seq + 1).sum();
        return Optional.of(new LoadMeasure(
                clients.size(),
                Math.round(clients.size() * 1e9 / periodNanos),
                Duration.ofNanos(numbered * periodNanos / clients.size()),
                attempts,
                counts[Outcome.OK.ordinal()],
                counts[Outcome.FAILED.ordinal()],
                counts[Outcome.INDETERMINATE.ordinal()],
                counts[Outcome.NOT_SENT.ordinal()],
                notSentOut,
                latency.isEmpty() ? Optional.empty() : Optional.of(latency.duration(50)),
                latency.isEmpty() ? Optional.empty() : Optional.of(latency.duration(99)),
                cpu,
                numbered - attempts));
    }
}

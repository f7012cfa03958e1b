package dev.lapse.check;

import dev.lapse.history.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Counts the attempts of one lane.
 *
 * <p>Terms. <i>Lateness</i> is invoked after due, of all attempts that were made. <i>Latency</i> is completed after
 * invoked, of the OK attempts of the steady phase, or of all where the run has no steady phase. An attempt is
 * <i>late</i> when it was invoked more than a period, and more than 20 ms, after it was due.
 */
final class LaneTally implements Fold {
    private static final long LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final long mostLateNanos;
    private final Steps.Span steady;
    private final boolean hasSteady;
    private final List<Steps.Span> out;
    private final long[] counts = new long[Outcome.values().length];
    private final Quantiles lateness = new Quantiles();
    private final Quantiles latency = new Quantiles();
    private long attempts;
    private long highestSeq = -1;
    private long lastDueNanos = Long.MIN_VALUE;
    private long lastInvokedNanos = Long.MIN_VALUE;
    private long lastSentNanos = Long.MIN_VALUE;
    private long firstOkNanos = Long.MAX_VALUE;
    private long dueInSteady;
    private long lateInSteady;
    private long notSentInSteady;
    private long lastAnswerNanos = Long.MIN_VALUE;
    private long longestApart;

    /** @param out when a fault had taken the host away that the lane asks */
    LaneTally(LaneLog log, Steps steps, List<Steps.Span> out) {
        this.out = List.copyOf(out);
        mostLateNanos = Math.max(log.periodNanos(), LATE_NANOS);
        hasSteady = steps.steadyPhase().isPresent();
        steady = steps.steadyPhase().orElse(new Steps.Span(Long.MIN_VALUE, Long.MAX_VALUE));
    }

    @Override
    public void begun(LaneLog log, Sample sample) {
        attempts++;
        counts[sample.outcome().ordinal()]++;
        highestSeq = Math.max(highestSeq, sample.seq());
        lastDueNanos = Math.max(lastDueNanos, sample.dueNanos());
        lastInvokedNanos = Math.max(lastInvokedNanos, sample.invokedNanos());
        if (sample.isSent()) {
            lateness.add(sample.latenessNanos());
            lastSentNanos = Math.max(lastSentNanos, sample.invokedNanos());
        }
        if (sample.isOk()) {
            firstOkNanos = Math.min(firstOkNanos, sample.completedNanos());
        }
        if (sample.isOk() && steady.contains(sample.completedNanos())) {
            latency.add(sample.latencyNanos());
        }
        if (hasSteady && steady.contains(sample.dueNanos())) {
            dueInSteady++;
            if (!sample.isSent()) {
                notSentInSteady++;
            } else if (sample.latenessNanos() > mostLateNanos) {
                lateInSteady++;
            }
        }
    }

    @Override
    public void ended(LaneLog log, Sample sample) {
        if (!sample.answered()) {
            return;
        }
        long from = lastAnswerNanos;
        lastAnswerNanos = Math.max(from, sample.completedNanos());
        if (from == Long.MIN_VALUE) {
            return;
        }
        long to = lastAnswerNanos;
        boolean isOut = out.stream().anyMatch(span -> span.fromNanos() < to && span.toNanos() > from);
        if (!isOut && to - from <= log.blindNanos()) {
            longestApart = Math.max(longestApart, to - from);
        }
    }

    long attempts() {
        return attempts;
    }

    long count(Outcome outcome) {
        return counts[outcome.ordinal()];
    }

    Quantiles lateness() {
        return lateness;
    }

    Quantiles latency() {
        return latency;
    }

    ProbeHealth health(Outages outages, Degradations degradations) {
        return new ProbeHealth(
                highestSeq + 1 - attempts,
                lastDueNanos,
                lastInvokedNanos,
                lastSentNanos,
                firstOkNanos,
                dueInSteady,
                lateInSteady,
                notSentInSteady,
                outages.longestPause(),
                outages.pauseStalled(),
                degradations.longestSilence(),
                Duration.ofNanos(longestApart));
    }
}

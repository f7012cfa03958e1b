package dev.lapse.check;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where one lane was not out but not well: one of two replicas gone fails half of the reads, and no gap is long.
 *
 * <p>Terms. Per step: from the invocation of the first not-OK attempt to that of the last one; the <i>share</i> is that
 * of not-OK attempts among those made between, both included; NOT_SENT does not count. An attempt belongs to the active
 * step at the instant when it should have been answered: at its completion, or its invocation plus the longest latency
 * of an OK in the steady phase so far, whichever is earlier. What came before the first active step is warming up. The
 * <i>usual pause</i> is the median time between two not-OK attempts of a stretch that follow one another (the longest
 * would be that of one stall), zero where fewer than three attempts say nothing of what is usual. Reported, not judged.
 */
final class Degradations implements Fold {
    private static final int TELLING = 3;

    private final LaneLog log;
    private final Steps steps;
    private final Steps.Span steady;
    private final Map<String, NotOkSpan> byStep = new LinkedHashMap<>();
    private long longestLatency;
    private long sent;
    private long lastSignNanos;
    private long longestSilence;

    Degradations(LaneLog log, Steps steps) {
        this.log = log;
        this.steps = steps;
        this.steady = steps.steadyPhase().orElse(new Steps.Span(Long.MIN_VALUE, Long.MAX_VALUE));
        this.lastSignNanos = Math.max(log.openedNanos(), steps.beginNanos());
    }

    /** In the order in which they began. */
    List<Degraded> degraded() {
        return byStep.entrySet().stream()
                .map(stretch -> stretch.getValue().degraded(stretch.getKey()))
                .toList();
    }

    /**
     * The longest time from the first active step to the end of the lane in which nothing was sent and no answer came,
     * so that no more than one failure could have been seen.
     */
    Duration longestSilence() {
        return Duration.ofNanos(longestSilence);
    }

    @Override
    public void begun(LaneLog lane, Sample sample) {
        byStep.values().forEach(stretch -> stretch.pass(sample));
        if (!sample.isSent()) {
            return;
        }
        sign(sample.invokedNanos());
        sent++;
        if (sample.isNotOk()) {
            long due = Math.min(sample.completedNanos(), sample.invokedNanos() + longestLatency);
            if (due >= steps.beginNanos()) {
                byStep.computeIfAbsent(steps.activeAt(due), step -> new NotOkSpan(sample))
                        .take(sample);
            }
        }
    }

    @Override
    public void ended(LaneLog lane, Sample sample) {
        if (sample.isSent()) {
            sign(sample.completedNanos());
        }
        if (sample.isOk() && steady.contains(sample.completedNanos())) {
            longestLatency = Math.max(longestLatency, sample.latencyNanos());
        }
    }

    @Override
    public void finish() {
        log.closedNanos().ifPresent(this::sign);
    }

    private void sign(long atNanos) {
        longestSilence = Math.max(longestSilence, atNanos - lastSignNanos);
        lastSignNanos = Math.max(lastSignNanos, atNanos);
    }

    /** What a step has seen up to its last not-OK attempt, and after it. */
    private final class NotOkSpan {
        private final long fromNanos;
        private final long sentBefore;
        private final Quantiles pauses = new Quantiles();
        private long toNanos;
        private long notOk;
        private long between;
        private long late;
        private long lateSince;

        NotOkSpan(Sample first) {
            this.fromNanos = first.invokedNanos();
            this.sentBefore = sent - 1;
            this.toNanos = first.invokedNanos();
            pass(first);
        }

        void pass(Sample sample) {
            lateSince = Math.max(lateSince, sample.lateNanos());
        }

        void take(Sample sample) {
            if (notOk > 0) {
                pauses.add(sample.invokedNanos() - toNanos);
            }
            notOk++;
            toNanos = sample.invokedNanos();
            between = sent - sentBefore;
            late = Math.max(late, lateSince);
            lateSince = 0;
        }

        Degraded degraded(String step) {
            return new Degraded(
                    step,
                    fromNanos,
                    toNanos,
                    notOk,
                    (double) notOk / between,
                    late <= log.periodNanos(),
                    Duration.ofNanos(late),
                    notOk < TELLING ? Duration.ZERO : pauses.duration(50));
        }
    }
}

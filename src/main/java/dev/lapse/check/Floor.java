package dev.lapse.check;

/**
 * The floor of one lane: 3 periods, or twice the longest gap between two OK completions of the steady phase in which no
 * attempt failed, if that is longer. Failures never raise it. It is final when the steady phase is over.
 */
final class Floor implements Fold {
    private static final int PERIODS = 3;

    private final long least;
    private final Steps.Span steady;
    private long longestClean;
    private long lastOkNanos = Long.MIN_VALUE;
    private boolean failed;

    Floor(LaneLog log, Steps steps) {
        this.least = PERIODS * log.periodNanos();
        this.steady = steps.steadyPhase().orElse(new Steps.Span(0, -1));
    }

    @Override
    public void begun(LaneLog log, Sample sample) {
        failed |= sample.isNotOk() && sample.invokedNanos() >= lastOkNanos;
    }

    @Override
    public void ended(LaneLog log, Sample sample) {
        if (!sample.isOk()) {
            return;
        }
        if (!failed && steady.contains(lastOkNanos) && steady.contains(sample.completedNanos())) {
            longestClean = Math.max(longestClean, sample.completedNanos() - lastOkNanos);
        }
        lastOkNanos = sample.completedNanos();
        failed = false;
    }

    /** What the floor can never be less than. */
    long leastNanos() {
        return least;
    }

    long nanos() {
        return Math.max(least, 2 * longestClean);
    }
}

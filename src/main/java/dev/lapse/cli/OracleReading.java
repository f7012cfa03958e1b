package dev.lapse.cli;

import dev.lapse.explain.Fit;
import dev.lapse.oracle.Interval;
import java.time.Duration;
import java.util.Optional;

/**
 * A length that a run measured, beside what was predicted for it.
 *
 * @param setting of the experiment
 * @param run counts from 1 within its setting
 * @param what was measured: {@code outage}, {@code served}, or a phase of the outage by its name
 * @param sinceRenewal from the last renewal of the lease to the fault; empty: not known
 * @param predicted for that phase of the lease, and for all where it is not known; empty: nothing predicts it
 * @param report folder of the run
 */
record OracleReading(
        String experiment,
        String setting,
        int run,
        String lane,
        String what,
        Optional<Interval> sinceRenewal,
        Optional<Interval> predicted,
        Interval measured,
        String report) {
    static final String OUTAGE = "outage";
    static final String SERVED = "served";

    /** Whether what was measured can be what was predicted. */
    Fit fit() {
        return predicted
                .map(interval -> residual().isZero() ? Fit.WITHIN : residual().isNegative() ? Fit.BELOW : Fit.ABOVE)
                .orElse(Fit.NO_FORMULA);
    }

    /** How far it is at least from what was predicted: 0 within, negative below. */
    Duration residual() {
        if (predicted.isEmpty()) {
            return Duration.ZERO;
        }
        Duration above = measured.from().minus(predicted.get().to());
        Duration below = measured.to().minus(predicted.get().from());
        return !above.isNegative() ? above : below.isNegative() ? below : Duration.ZERO;
    }
}

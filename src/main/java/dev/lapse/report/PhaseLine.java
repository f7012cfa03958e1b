package dev.lapse.report;

import dev.lapse.history.PhaseReached;
import java.util.Locale;

/** Says which phase of the leader lease was reached, and that it was missed where it was. */
public final class PhaseLine {
    private PhaseLine() {}

    public static String of(PhaseReached phase) {
        return String.format(
                Locale.ROOT,
                "phase %s: asked for %.2fs after a renewal of the lease, reached %.2fs (give or take %.2fs; injecting"
                        + " took %.2fs)%s",
                phase.asked(),
                phase.askedNanos() / 1e9,
                phase.reachedNanos() / 1e9,
                phase.resolutionNanos() / 1e9,
                phase.callNanos() / 1e9,
                phase.meets() ? "" : ": MISSED by more than 0.1s");
    }
}

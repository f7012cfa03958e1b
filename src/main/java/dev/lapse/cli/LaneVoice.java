package dev.lapse.cli;

import dev.lapse.history.Attempt;
import dev.lapse.history.Lane;
import dev.lapse.history.Outcome;
import java.util.Locale;

/** What one lane has to say to a person: when it first fails, and when it is well again, with its longest silence. */
final class LaneVoice {
    /**
     * A lane of which every second attempt fails would never stop talking: it is well after this long without failure.
     */
    private static final long WELL_NANOS = 1_000_000_000L;

    /** Takes a line with the time that it is about. */
    interface LinePrinter {
        void at(long nanos, String text);
    }

    private final Lane lane;
    private long lastOk = -1;
    private long lastNotOk = -1;
    private long firstOkSince = -1;
    private long longestSilence;
    /** When the lane failed before it was heard to be OK; its silence began at some time before that. */
    private long firstNotOk = -1;

    private boolean failing;

    LaneVoice(Lane lane) {
        this.lane = lane;
    }

    void hear(Attempt attempt, LinePrinter line) {
        if (attempt.outcome() == Outcome.NOT_SENT) {
            return;
        }
        long now = attempt.completedNanos();
        if (attempt.outcome() == Outcome.OK) {
            if (failing) {
                longestSilence = Math.max(longestSilence, now - (lastOk < 0 ? firstNotOk : lastOk));
                if (firstOkSince < 0) {
                    firstOkSince = now;
                }
                if (now - lastNotOk > WELL_NANOS) {
                    line.at(
                            now,
                            String.format(
                                    Locale.ROOT,
                                    "%s is well since t+%.3f (%s); longest silence %s%.3fs",
                                    lane.name(),
                                    firstOkSince / 1e9,
                                    attempt.node(),
                                    firstNotOk < 0 ? "" : "over ",
                                    longestSilence / 1e9));
                    failing = false;
                }
            }
            lastOk = Math.max(lastOk, now);
        } else {
            lastNotOk = Math.max(lastNotOk, now);
            firstOkSince = -1;
            if (!failing) {
                failing = true;
                longestSilence = 0;
                firstNotOk = lastOk < 0 ? now : -1;
                line.at(
                        now,
                        lane.name() + " fails: " + attempt.outcome().name().toLowerCase(Locale.ROOT) + ", "
                                + (attempt.error() == null ? "no answer" : attempt.error()));
            }
        }
    }
}

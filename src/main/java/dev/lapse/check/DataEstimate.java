package dev.lapse.check;

import java.time.Duration;
import java.util.Optional;

/**
 * An outage as the data tell it; terms: {@link DataTimes}.
 *
 * @param duration from the last row before it to the first row after it, by the rows' own times; empty: not known
 * @param within by how much that may be off, either way
 * @param text what was seen, and, of what was not compared, why
 */
public record DataEstimate(Agreement answer, Optional<Duration> duration, Duration within, String text) {
    /** Whether the lane says the same. */
    public enum Agreement {
        AGREES,
        DISAGREES,
        NOT_COMPARED
    }

    static DataEstimate notCompared(String why) {
        return new DataEstimate(Agreement.NOT_COMPARED, Optional.empty(), Duration.ZERO, why);
    }

    static DataEstimate withoutGap(String text) {
        return new DataEstimate(Agreement.DISAGREES, Optional.empty(), Duration.ZERO, text);
    }
}

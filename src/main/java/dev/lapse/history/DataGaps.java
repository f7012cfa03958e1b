package dev.lapse.history;

import java.time.Duration;
import java.util.List;

/**
 * The times in which no row of a lane was written, by the rows' own times: those of the table on the surviving primary
 * after the run. Rows that are lost are not in it.
 *
 * @param longerThan every gap that is longer stands here, and no other
 * @param gaps in order of time
 */
public record DataGaps(long atNanos, LaneName lane, Duration longerThan, List<RowGap> gaps) implements Event {
    public DataGaps {
        gaps = List.copyOf(gaps);
    }

    /**
     * From one row to the next. A row's time is when the server ran its statement, by the server's own clock in
     * microseconds since 1970; its commit came after that.
     */
    public record RowGap(long beforeSeq, long beforeMicros, long afterSeq, long afterMicros) {
        public RowGap {
            if (afterMicros < beforeMicros) {
                throw new IllegalArgumentException(
                        "expected a row after " + beforeMicros + ", saw one of " + afterMicros);
            }
        }
    }
}

package dev.lapse.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.history.DataGaps;
import dev.lapse.history.LaneName;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RowTimesTest {
    private static final LaneName LANE = new LaneName("write-haproxy");
    private static final Duration LEAST = Duration.ofMillis(60);

    @Test
    void gapsStandInTheOrderOfTime() {
        DataGaps told = RowTimes.told(7, LANE, LEAST, List.of(gap(500, 400), gap(100, 90)));

        assertThat(told).isEqualTo(new DataGaps(7, LANE, LEAST, List.of(gap(100, 90), gap(500, 400))));
    }

    /** The shortest one that was read is not told; what is not longer than it is not known to be all. */
    @Test
    void ofVeryManyOnlyTheLongestAreToldAndItIsSaidFromWhereOn() {
        List<DataGaps.RowGap> longest = LongStream.range(0, RowTimes.MOST + 1L)
                .mapToObj(i -> gap(1000 * (i + 1), 500 - i))
                .toList();

        DataGaps told = RowTimes.told(7, LANE, LEAST, longest);

        assertThat(told.gaps()).hasSize(RowTimes.MOST).doesNotContain(longest.get(RowTimes.MOST));
        assertThat(told.longerThan()).isEqualTo(Duration.ofMillis(500 - RowTimes.MOST));
    }

    private static DataGaps.RowGap gap(long fromMs, long lengthMs) {
        return new DataGaps.RowGap(fromMs, fromMs * 1000, fromMs + 1, (fromMs + lengthMs) * 1000);
    }
}

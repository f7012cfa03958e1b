package dev.lapse.probe;

import dev.lapse.history.DataGaps;
import dev.lapse.history.LaneName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Reads the gaps between the rows of a client lane, by the time that each row has of its server. */
final class RowTimes {
    /** Of more gaps than these only the longest are told. */
    static final int MOST = 50;

    /** In the order of the rows' times: attempts that are in flight together may overtake each other. */
    private static final String GAPS = "select before_seq, before_micros, seq, micros from (select seq, micros,"
            + " lag(seq) over in_time as before_seq, lag(micros) over in_time as before_micros"
            + " from (select seq, (extract(epoch from at) * 1000000)::bigint as micros from "
            + JdbcLedger.TABLE
            + " where lane = ?) rows window in_time as (order by micros, seq)) pairs"
            + " where micros - before_micros > ? order by micros - before_micros desc limit "
            + (MOST + 1);

    private RowTimes() {}

    static DataGaps gaps(Connection connection, long nowNanos, LaneName lane, Duration longerThan) throws SQLException {
        List<DataGaps.RowGap> longest = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(GAPS)) {
            statement.setString(1, lane.value());
            statement.setLong(2, TimeUnit.NANOSECONDS.toMicros(longerThan.toNanos()));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    longest.add(
                            new DataGaps.RowGap(rows.getLong(1), rows.getLong(2), rows.getLong(3), rows.getLong(4)));
                }
            }
        }
        return told(nowNanos, lane, longerThan, longest);
    }

    /** @param longest the longest one first, and one more than are told where there are more */
    static DataGaps told(long nowNanos, LaneName lane, Duration longerThan, List<DataGaps.RowGap> longest) {
        boolean more = longest.size() > MOST;
        return new DataGaps(
                nowNanos,
                lane,
                more ? length(longest.get(MOST)) : longerThan,
                longest.stream()
                        .filter(gap -> !more || length(gap).compareTo(length(longest.get(MOST))) > 0)
                        .sorted(Comparator.comparingLong(DataGaps.RowGap::beforeMicros))
                        .toList());
    }

    private static Duration length(DataGaps.RowGap gap) {
        return Duration.of(gap.afterMicros() - gap.beforeMicros(), ChronoUnit.MICROS);
    }
}

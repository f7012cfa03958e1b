package dev.lapse.check;

import dev.lapse.history.LaneKind;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What went wrong in the calls of the user's own code, counted by kind: the class of what was thrown with its SQLSTATE,
 * or that it was late. At most {@value #MOST} kinds are told apart. Of other lanes only the attempts are counted that
 * Lapse gave up: their driver had not.
 */
final class ErrorKinds implements Fold {
    private static final int MOST = 50;
    private static final String OTHERS = "others";

    /** What the words of an attempt begin with that was not over by its deadline. */
    static final String GIVEN_UP = "deadline";

    private final Map<String, Long> counts = new LinkedHashMap<>();

    @Override
    public void ended(LaneLog log, Sample sample) {
        String error = sample.error();
        if (error == null) {
            return;
        }
        String kind = sample.isSent() ? kind(error, sample.sqlState()) : "not sent";
        if (log.lane().kind() != LaneKind.CALL && !kind.equals(GIVEN_UP)) {
            return;
        }
        counts.merge(counts.containsKey(kind) || counts.size() < MOST ? kind : OTHERS, 1L, Long::sum);
    }

    private static String kind(String error, @Nullable String sqlState) {
        int end = error.indexOf(':');
        return (end < 0 ? error : error.substring(0, end)) + (sqlState == null ? "" : " " + sqlState);
    }

    /** The most frequent first. */
    Map<String, Long> counts() {
        Map<String, Long> sorted = new LinkedHashMap<>();
        counts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
        return Collections.unmodifiableMap(sorted);
    }
}

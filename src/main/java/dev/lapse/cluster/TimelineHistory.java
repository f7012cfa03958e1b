package dev.lapse.cluster;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * From which timelines a timeline comes, and at which position it left each: what PostgreSQL keeps in its
 * {@code .history} files.
 *
 * @param forks each ancestor, and the end of what it has in common with this one
 */
public record TimelineHistory(Timeline timeline, Map<Timeline, Lsn> forks) {
    public TimelineHistory {
        forks = Map.copyOf(forks);
    }

    /** Reads the text of the file: lines of timeline, position and reason; other lines are passed over. */
    public static TimelineHistory parse(Timeline timeline, String text) {
        Map<Timeline, Lsn> forks = new LinkedHashMap<>();
        for (String line : text.lines().toList()) {
            String[] words = line.strip().split("\\s+", 3);
            if (words.length > 1
                    && words[0].matches("\\d{1,9}")
                    && words[1].matches("[0-9A-Fa-f]{1,8}/[0-9A-Fa-f]{1,8}")) {
                forks.put(new Timeline(Integer.parseInt(words[0])), Lsn.parse(words[1]));
            }
        }
        return new TimelineHistory(timeline, forks);
    }

    /** Where the common part of both ends; empty when the other one is no ancestor. */
    public Optional<Lsn> leftAt(Timeline other) {
        return Optional.ofNullable(forks.get(other));
    }
}

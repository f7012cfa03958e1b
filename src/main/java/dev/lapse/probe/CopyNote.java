package dev.lapse.probe;

import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Timeline;
import dev.lapse.history.CopiedAside;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the image's {@code copy-aside} wrote down of one copy.
 *
 * @param number from 1 on, in the order of time
 * @param outcome {@code copied}, or another word
 */
record CopyNote(
        int number,
        String occasion,
        String outcome,
        long bytes,
        long millis,
        @Nullable Timeline timeline,
        String detail) {
    /** The occasion of a copy that is made when the host starts. */
    static final String START = "start";

    private static final String COPIED = "copied";

    /** Prints all notes, each after a line with its number; takes the folder that they are in. */
    static final String READ = "cd \"$1\" 2>/dev/null || exit 0; for n in [0-9]*; do"
            + " [ -d \"$n\" ] && echo \"number=$n\" && cat \"$n/note\" 2>/dev/null; done; true";

    boolean isCopied() {
        return outcome.equals(COPIED);
    }

    /** In the order of time. */
    static List<CopyNote> parse(String text) {
        List<CopyNote> notes = new ArrayList<>();
        Map<String, String> entries = new HashMap<>();
        for (String line : text.lines().toList()) {
            if (line.startsWith("number=") && !entries.isEmpty()) {
                notes.add(of(entries));
                entries.clear();
            }
            int equals = line.indexOf('=');
            if (equals > 0) {
                entries.put(line.substring(0, equals), line.substring(equals + 1));
            }
        }
        if (!entries.isEmpty()) {
            notes.add(of(entries));
        }
        notes.sort(Comparator.comparingInt(CopyNote::number));
        return notes;
    }

    private static CopyNote of(Map<String, String> entries) {
        int timeline = (int) number(entries, "timeline");
        return new CopyNote(
                (int) number(entries, "number"),
                entries.getOrDefault("occasion", "pg_rewind"),
                entries.getOrDefault("outcome", "cut-short"),
                number(entries, "bytes"),
                number(entries, "ms"),
                timeline < 1 ? null : new Timeline(timeline),
                entries.getOrDefault("detail", "the copying was cut short"));
    }

    private static long number(Map<String, String> entries, String name) {
        String text = entries.getOrDefault(name, "");
        return text.matches("\\d{1,18}") ? Long.parseLong(text) : 0;
    }

    CopiedAside event(long atNanos, NodeName node) {
        return new CopiedAside(atNanos, node, occasion, isCopied(), millis, bytes, timeline, detail);
    }
}

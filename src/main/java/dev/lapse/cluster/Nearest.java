package dev.lapse.cluster;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Names the known name that an unknown one was probably meant to be. */
public final class Nearest {
    private static final int LISTED = 30;

    private Nearest() {}

    /**
     * {@code unknown key "stedy"; did you mean "steady"? known: steady, inject}; of a long list only the nearest are
     * shown.
     */
    public static String unknown(String what, String name, Collection<String> known) {
        String message = "unknown " + what + " \"" + name + "\"";
        String question = of(name, known)
                .map(candidate -> "; did you mean \"" + candidate + "\"?")
                .orElse(";");
        if (known.size() <= LISTED) {
            return message + question + " known: " + list(known);
        }
        List<String> nearest = known.stream()
                .sorted(Comparator.comparingInt((String candidate) -> distance(name, candidate))
                        .thenComparing(c -> c))
                .limit(8)
                .toList();
        return message + question + " known: " + list(nearest) + " and " + (known.size() - nearest.size()) + " more";
    }

    /** The known name that is near enough to be meant. */
    public static Optional<String> of(String name, Collection<String> known) {
        return known.stream()
                .min(Comparator.comparingInt(candidate -> distance(name, candidate)))
                .filter(candidate -> distance(name, candidate) <= Math.max(2, name.length() / 3));
    }

    public static String list(Collection<String> names) {
        return String.join(", ", names);
    }

    /** Edits that turn one text into the other: insert, delete, replace, or swap two neighbours. */
    static int distance(String from, String to) {
        int[][] edits = new int[from.length() + 1][to.length() + 1];
        for (int i = 0; i <= from.length(); i++) {
            for (int j = 0; j <= to.length(); j++) {
                if (i == 0 || j == 0) {
                    edits[i][j] = i + j;
                    continue;
                }
                int replace = edits[i - 1][j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                edits[i][j] = Math.min(replace, Math.min(edits[i - 1][j], edits[i][j - 1]) + 1);
                if (i > 1
                        && j > 1
                        && from.charAt(i - 1) == to.charAt(j - 2)
                        && from.charAt(i - 2) == to.charAt(j - 1)) {
                    edits[i][j] = Math.min(edits[i][j], edits[i - 2][j - 2] + 1);
                }
            }
        }
        return edits[from.length()][to.length()];
    }
}

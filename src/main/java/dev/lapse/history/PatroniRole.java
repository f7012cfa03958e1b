package dev.lapse.history;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The role of a node that runs, as its Patroni names it. */
public enum PatroniRole {
    PRIMARY,
    REPLICA,
    /** The leader of a cluster that follows another cluster. */
    STANDBY_LEADER;

    /** Patroni's word: {@code standby_leader}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The word {@code master} of Patroni before 4.0 is read as primary; words for what does not run ({@code demoted})
     * are no role.
     */
    public static Optional<PatroniRole> of(String word) {
        String today = word.equals("master") ? PRIMARY.text() : word;
        return Arrays.stream(values()).filter(role -> role.text().equals(today)).findFirst();
    }

    @Override
    public String toString() {
        return text();
    }
}

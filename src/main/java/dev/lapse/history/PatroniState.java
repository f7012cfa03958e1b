package dev.lapse.history;

import java.util.Arrays;
import java.util.Locale;

/**
 * The state of a node in the word of its Patroni. A version that Lapse does not know may say a new word: it is kept, it
 * is shown, and its kind is {@link Kind#OTHER}.
 */
public record PatroniState(String word) {
    public static final PatroniState RUNNING = new PatroniState(Kind.RUNNING.word());
    /** Patroni did not answer. */
    public static final PatroniState UNREACHABLE = new PatroniState(Kind.UNREACHABLE.word());

    /** The states that Lapse tells apart. */
    public enum Kind {
        RUNNING,
        /** Runs, and streams from its primary. */
        STREAMING,
        STOPPED,
        CRASHED,
        STOP_FAILED,
        START_FAILED,
        /** Lapse's own word: Patroni did not answer. */
        UNREACHABLE,
        /**
         * On its way from one state to another ({@code starting}, {@code creating replica}), or a word that Lapse does
         * not know.
         */
        OTHER;

        /** Patroni's word: {@code stop failed}. */
        private String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    public Kind kind() {
        return Arrays.stream(Kind.values())
                .filter(kind -> kind.word().equals(word))
                .findFirst()
                .orElse(Kind.OTHER);
    }

    /** Whether PostgreSQL runs; a replica may stream or not. */
    public boolean runs() {
        return kind() == Kind.RUNNING || kind() == Kind.STREAMING;
    }

    @Override
    public String toString() {
        return word;
    }
}

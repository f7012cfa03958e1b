package dev.lapse.history;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How a run ended. */
public enum RunEnding {
    /** It came to its end: after its last step, or at a gate that was missed. */
    COMPLETED,
    /** It was told to stop. */
    INTERRUPTED,
    /** The harness could not go on. */
    FAILED;

    /** The word in histories and messages: {@code completed}. */
    @JsonValue
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return text();
    }
}

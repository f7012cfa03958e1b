package dev.lapse.history;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Where a gate of steady state stands. */
public enum GateSide {
    /** Before a steady phase: when it is missed, the run ends there. */
    BEFORE,
    /** After the faults: when it is missed, the cluster did not come back in time. */
    AFTER;

    /** The word in histories and messages: {@code before}. */
    @JsonValue
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return text();
    }
}

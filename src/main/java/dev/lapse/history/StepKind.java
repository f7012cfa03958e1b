package dev.lapse.history;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a step of a scenario does. */
public enum StepKind {
    /** Waits until the cluster is steady, and watches it. */
    STEADY,
    /** Injects faults. */
    INJECT,
    /** Keeps things as they are. */
    HOLD,
    /** Heals faults. */
    HEAL,
    /** Waits until the cluster is steady again. */
    SETTLE;

    /** The word in scenario files and histories: {@code steady}. */
    @JsonValue
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether it does something to the cluster, or waits for it to be well: what happens then is this step's. */
    public boolean isActive() {
        return this == STEADY || this == INJECT || this == HEAL;
    }

    public static Optional<StepKind> of(String text) {
        return Arrays.stream(values()).filter(kind -> kind.text().equals(text)).findFirst();
    }

    @Override
    public String toString() {
        return text();
    }
}

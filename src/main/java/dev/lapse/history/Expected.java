package dev.lapse.history;

import org.jspecify.annotations.Nullable;

/**
 * The scenario expects this.
 *
 * @param check its name
 * @param lane the one lane that it is of, else null
 * @param step the one step that it is of, such as {@code inject#2}, else null
 * @param limit as the check reads it
 * @param assumed true where the scenario did not say so and it is expected all the same, else null
 */
public record Expected(
        long atNanos,
        String check,
        @Nullable String lane,
        @Nullable String step,
        String limit,
        @Nullable Boolean assumed)
        implements Event {
    /** What a scenario says of every step. */
    public Expected(long atNanos, String check, @Nullable String lane, String limit) {
        this(atNanos, check, lane, null, limit, null);
    }
}

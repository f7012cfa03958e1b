package dev.lapse.history;

import org.jspecify.annotations.Nullable;

/** The scenario expects this: name of the check, the lane if it names one, and the limit as the check reads it. */
public record Expected(long atNanos, String check, @Nullable String lane, String limit) implements Event {}

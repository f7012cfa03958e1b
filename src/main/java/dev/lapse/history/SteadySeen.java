package dev.lapse.history;

/** The gate of steady state: reached or not, and what was missing when last asked. {@code gate} is {@code before} or {@code after}. */
public record SteadySeen(long atNanos, String gate, boolean reached, String detail) implements Event {}

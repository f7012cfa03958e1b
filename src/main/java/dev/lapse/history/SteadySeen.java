package dev.lapse.history;

/** The gate of steady state: reached or not, and what was missing when last asked. */
public record SteadySeen(long atNanos, GateSide gate, boolean reached, String detail) implements Event {}

package dev.lapse.history;

/** The run is over. */
public record RunEnded(long atNanos, RunEnding how) implements Event {}

package dev.lapse.history;

/** The harness could not do its work: what, on whom, expected, seen. A run with trouble is at best UNKNOWN. */
public record Trouble(long atNanos, String what) implements Event {}

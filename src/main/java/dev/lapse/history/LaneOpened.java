package dev.lapse.history;

/** A lane begins: its attempt 0 is due now. */
public record LaneOpened(long atNanos, Lane lane) implements Event {}

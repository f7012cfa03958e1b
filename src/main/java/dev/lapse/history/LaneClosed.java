package dev.lapse.history;

/** A lane has ended: nothing of it is due or in flight any more. */
public record LaneClosed(long atNanos, LaneName lane) implements Event {}

package dev.lapse.history;

/** The run is over: {@code completed}, {@code interrupted} or {@code failed}. */
public record RunEnded(long atNanos, String how) implements Event {}

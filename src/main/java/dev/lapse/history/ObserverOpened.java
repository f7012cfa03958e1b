package dev.lapse.history;

/** An observer begins; what it polls is known to within its period (0: it is told at once). */
public record ObserverOpened(long atNanos, String observer, long periodNanos) implements Event {}

package dev.lapse.history;

/**
 * An observer could not look for longer than three of its periods; told when it looks again, or closes. What it polls
 * may have changed, and changed back, meanwhile.
 */
public record ObserverBlind(long atNanos, String observer, long sinceNanos) implements Event {}

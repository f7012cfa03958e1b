package dev.lapse.history;

/**
 * What the load took of the harness, at its end.
 *
 * @param cpuNanos time of processors, of the threads that made its writes
 */
public record LoadSeen(long atNanos, long cpuNanos) implements Event {}

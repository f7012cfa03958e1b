package dev.lapse.check;

/**
 * From the first to the last not-OK attempt of a lane in a step, and the share of not-OK attempts between them (0 to
 * 1).
 */
public record Degraded(String step, long fromNanos, long toNanos, long notOk, double share) {}

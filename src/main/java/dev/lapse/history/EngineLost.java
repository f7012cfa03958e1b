package dev.lapse.history;

/**
 * The Docker engine did not answer from here on, with which words. What became of the cluster then may be the engine's
 * doing, so nothing of the run is FAIL.
 */
public record EngineLost(long atNanos, String what) implements Event {}

package dev.lapse.history;

/** A step of the scenario has ended. */
public record StepEnded(long atNanos, String step) implements Event {}

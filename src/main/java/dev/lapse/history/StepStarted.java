package dev.lapse.history;

/**
 * A step of the scenario begins. {@code step} is kind and number ({@code inject#1}); {@code text} is what the file
 * says.
 */
public record StepStarted(long atNanos, String step, StepKind kind, String text) implements Event {}

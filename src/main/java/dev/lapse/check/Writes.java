package dev.lapse.check;

/**
 * What became of the writes of all client write lanes. {@code known} is false when there was no final read: then lost,
 * recovered and unexpected are not numbers.
 */
public record Writes(
        boolean known, long acknowledged, long lost, long recovered, long unexpected, long indeterminate) {}

package dev.lapse.fault;

import java.util.List;

/**
 * What a fault takes beside its target and flavour.
 *
 * @param words what a WORD may be; empty for the other kinds
 * @param defaultValue what holds when it is not given
 */
public record FaultOption(String name, Kind kind, List<String> words, String defaultValue) {
    public enum Kind {
        /** With a unit: {@code 100ms}. */
        DURATION,
        /** A whole number from 1 to 100. */
        PERCENT,
        /** A whole number from 1. */
        COUNT,
        /** One of {@link FaultOption#words()}. */
        WORD
    }

    static FaultOption word(String name, String defaultValue, String... others) {
        List<String> words = new java.util.ArrayList<>(List.of(defaultValue));
        words.addAll(List.of(others));
        return new FaultOption(name, Kind.WORD, List.copyOf(words), defaultValue);
    }

    static FaultOption duration(String name, String defaultValue) {
        return new FaultOption(name, Kind.DURATION, List.of(), defaultValue);
    }

    static FaultOption percent(String name, String defaultValue) {
        return new FaultOption(name, Kind.PERCENT, List.of(), defaultValue);
    }

    static FaultOption count(String name, String defaultValue) {
        return new FaultOption(name, Kind.COUNT, List.of(), defaultValue);
    }
}

package dev.lapse.cluster;

import java.util.ArrayList;
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
        WORD,
        /** The name of a process; which there are, the components of the cluster tell. */
        PROCESS,
        /** One of {@link FaultOption#words()}, or the name of a host with PostgreSQL. */
        NODE
    }

    /** What a value must be, for messages: {@code a duration such as 200ms}. */
    public String expected() {
        return switch (kind) {
            case DURATION -> "a duration such as " + defaultValue;
            case PERCENT -> "a whole number from 1 to 100, such as " + defaultValue;
            case COUNT -> "a whole number from 1, such as " + defaultValue;
            case WORD -> "one of " + String.join(", ", words);
            case PROCESS -> "the name of a process, such as " + defaultValue;
            case NODE -> "one of " + String.join(", ", words) + ", or a host with PostgreSQL, such as pg2";
        };
    }

    /**
     * The value itself, when it is one that the option takes.
     *
     * @throws IllegalArgumentException with a message for people, when it is not
     */
    public String checked(String value) {
        boolean right = switch (kind) {
            case WORD -> words.contains(value);
            case PROCESS -> value.matches("[a-z][a-z0-9-]*");
            case NODE -> words.contains(value) || value.matches(NodeName.FORM);
            case PERCENT -> value.matches("[1-9]\\d?|100");
            case COUNT -> value.matches("[1-9]\\d{0,8}");
            case DURATION -> DurationText.parse(value) != null;
        };
        if (!right) {
            throw new IllegalArgumentException(name + " must be " + expected() + ", was " + value);
        }
        return value;
    }

    static FaultOption word(String name, String defaultValue, String... others) {
        List<String> words = new ArrayList<>(List.of(defaultValue));
        words.addAll(List.of(others));
        return new FaultOption(name, Kind.WORD, List.copyOf(words), defaultValue);
    }

    static FaultOption duration(String name, String defaultValue) {
        return new FaultOption(name, Kind.DURATION, List.of(), defaultValue);
    }

    /** Of what people do on purpose: with {@code true} it must be refused, and the refusal is the evidence. */
    static FaultOption refused() {
        return word("refused", "false", "true");
    }

    static FaultOption node(String name, String defaultValue, String... others) {
        return new FaultOption(name, Kind.NODE, word(name, defaultValue, others).words(), defaultValue);
    }

    static FaultOption process(String defaultValue) {
        return new FaultOption("process", Kind.PROCESS, List.of(), defaultValue);
    }

    static FaultOption percent(String name, String defaultValue) {
        return new FaultOption(name, Kind.PERCENT, List.of(), defaultValue);
    }

    static FaultOption count(String name, String defaultValue) {
        return new FaultOption(name, Kind.COUNT, List.of(), defaultValue);
    }
}

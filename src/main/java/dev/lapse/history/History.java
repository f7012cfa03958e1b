package dev.lapse.history;

import java.util.List;
import java.util.stream.Stream;

/** The events of a run, in the order in which they were recorded; read as often as one likes. Read-only. */
public interface History {
    /** A new stream over all events; close it. */
    Stream<Event> events();

    /** The events of one type; close it. */
    default <T extends Event> Stream<T> of(Class<T> type) {
        return events().filter(type::isInstance).map(type::cast);
    }

    /** A history of these events, for tests and short runs. */
    static History of(List<? extends Event> events) {
        List<Event> copy = List.copyOf(events);
        return copy::stream;
    }
}

package dev.lapse.history;

import java.util.List;
import java.util.stream.Stream;

/** The events of a run, in the order in which they were recorded; read as often as one likes. Read-only. */
public interface History {
    /** A new stream over all events; close it. */
    Stream<Event> events();

    /**
     * A new stream over all events but the attempts, of which there may be millions: what happened, without what each
     * client saw of it; close it. A file is read several times as fast as by {@link #events}, which alone looks whether
     * its events go together.
     */
    default Stream<Event> frame() {
        return events().filter(event -> !(event instanceof Attempt));
    }

    /** The events of one type; close it. */
    default <T extends Event> Stream<T> of(Class<T> type) {
        Stream<Event> among = type.isAssignableFrom(Attempt.class) ? events() : frame();
        return among.filter(type::isInstance).map(type::cast);
    }

    /** A history of these events, for tests and short runs. */
    static History of(List<? extends Event> events) {
        List<Event> copy = List.copyOf(events);
        return copy::stream;
    }
}

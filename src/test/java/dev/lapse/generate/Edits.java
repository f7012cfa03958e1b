package dev.lapse.generate;

import dev.lapse.check.Judge;
import dev.lapse.check.Verdict;
import dev.lapse.cluster.LapseException;
import dev.lapse.history.Event;
import dev.lapse.history.History;
import dev.lapse.history.HistoryLines;
import dev.lapse.history.Lane;
import dev.lapse.history.LaneName;
import dev.lapse.history.LaneOpened;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Histories made from others, event by event. */
final class Edits {
    private Edits() {}

    static History without(History history, Predicate<Event> which) {
        return () -> history.events().filter(which.negate());
    }

    static <T extends Event> History each(History history, Class<T> type, UnaryOperator<T> change) {
        return () -> history.events().map(event -> type.isInstance(event) ? change.apply(type.cast(event)) : event);
    }

    /** The event is in the file right before the first one that is of this type. */
    static History before(History history, Class<? extends Event> type, Event added) {
        return () -> {
            boolean[] done = {false};
            return history.events().flatMap(event -> {
                boolean here = !done[0] && type.isInstance(event);
                done[0] |= here;
                return here ? Stream.of(added, event) : Stream.of(event);
            });
        };
    }

    /** The attempts of this lane are calls of the user's own code. */
    static History ownCode(History history, LaneName name) {
        return each(
                history,
                LaneOpened.class,
                opened -> !opened.lane().name().equals(name)
                        ? opened
                        : new LaneOpened(
                                opened.atNanos(),
                                Lane.ofOwnCode(
                                        name,
                                        opened.lane().period(),
                                        opened.lane().timeout())));
    }

    /** Read strictly and judged; empty: it was refused. */
    static Optional<Verdict> verdict(History history) {
        try {
            return Optional.of(Judge.judge(HistoryLines.strictly(history)).verdict());
        } catch (LapseException refused) {
            if (refused.kind() != LapseException.Kind.BAD_INPUT) {
                throw refused;
            }
            return Optional.empty();
        }
    }

    static List<Event> listed(History history) {
        try (Stream<Event> events = history.events()) {
            return events.toList();
        }
    }
}

package dev.lapse.check;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What one witness tells of two at once.
 *
 * @param gaps why it did not look, or not at all times and places; empty when it looked at all
 * @param sightings in order of time
 * @param untold spans that may have been sightings, or none: they are shorter than what the witness can tell apart
 * @param resolution what it cannot tell apart; zero when it did not look
 * @param where the entrances or balancers that it looked at, where it looked at several
 * @param late acknowledgements of an old timeline that came after the first one of a newer one, and were asked for
 *     before it: whether the node took them before is not known, so they make no sighting
 */
public record Testimony(
        Witness by,
        boolean looked,
        List<String> gaps,
        List<Sighting> sightings,
        List<Sighting> untold,
        Duration resolution,
        List<String> where,
        long late) {
    public Testimony {
        gaps = List.copyOf(gaps);
        sightings = List.copyOf(sightings);
        untold = List.copyOf(untold);
        where = List.copyOf(where);
        if (!looked && gaps.isEmpty()) {
            throw new IllegalArgumentException("expected why witness " + by.text() + " did not look");
        }
    }

    /** Of a witness that did not look. */
    static Testimony notObserved(Witness by, String why) {
        return new Testimony(by, false, List.of(why), List.of(), List.of(), Duration.ZERO, List.of(), 0);
    }

    /** Whether it looked, at all times and places, and nothing that it saw is in doubt. */
    public boolean isWhole() {
        return looked && gaps.isEmpty() && untold.isEmpty() && late == 0;
    }

    /** What it means that acknowledgements were late. */
    static String ofLate(long late) {
        return Wording.count(late, "acknowledgement", "acknowledgements") + " of an old timeline came after the newer"
                + " one's first and " + (late == 1 ? "was" : "were")
                + " asked for before it: when the node took the write is not known";
    }

    /** The one that was seen for longest. */
    public Optional<Sighting> longest() {
        return sightings.stream().max(Comparator.comparing(Sighting::duration));
    }

    /** The longest that any of them can have been. */
    Duration atMost() {
        return Stream.concat(sightings.stream(), untold.stream())
                .map(Sighting::atMost)
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
    }
}

package dev.lapse.scenario;

import java.util.Comparator;

/**
 * Where something was written: in a file, or on the command line.
 *
 * @param line from 1; 0 on the command line
 * @param column from 1; 0 on the command line
 */
record Place(String source, int line, int column) implements Comparable<Place> {
    private static final Comparator<Place> ORDER =
            Comparator.comparing(Place::source).thenComparing(Place::line).thenComparing(Place::column);

    /** Where a file begins. */
    static Place start(String source) {
        return new Place(source, 1, 1);
    }

    static Place option(String option) {
        return new Place(option, 0, 0);
    }

    @Override
    public int compareTo(Place other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return line == 0 ? source : source + ":" + line + ":" + column;
    }
}

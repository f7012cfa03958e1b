package dev.lapse.cluster;

/** A PostgreSQL timeline: 1 after initdb, one more with every promotion. */
public record Timeline(int value) implements Comparable<Timeline> {
    public Timeline {
        if (value < 1) {
            throw new IllegalArgumentException("timeline must be >= 1, was " + value);
        }
    }

    @Override
    public int compareTo(Timeline other) {
        return Integer.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Integer.toString(value);
    }
}

package dev.lapse.history;

/** The name of a lane, unique in its run, such as {@code write-haproxy} or {@code state-pg1}. */
public record LaneName(String value) implements Comparable<LaneName> {
    public LaneName {
        if (value.isBlank()) {
            throw new IllegalArgumentException("lane name must not be blank");
        }
    }

    @Override
    public int compareTo(LaneName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}

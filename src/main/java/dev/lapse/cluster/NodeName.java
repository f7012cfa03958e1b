package dev.lapse.cluster;

/** The name of a host, such as {@code pg1}: unique in its cluster, lower case, usable as a host name. */
public record NodeName(String value) implements Comparable<NodeName> {
    /** The regular expression of a name. */
    public static final String FORM = "[a-z][a-z0-9-]{0,30}";

    public NodeName {
        if (!value.matches(FORM)) {
            throw new IllegalArgumentException("host name must match " + FORM + ", was \"" + value + "\"");
        }
    }

    @Override
    public int compareTo(NodeName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}

package dev.lapse.cluster;

/** The name of a host, such as {@code pg1}: unique in its cluster, lower case, usable as a host name. */
public record NodeName(String value) implements Comparable<NodeName> {
    public NodeName {
        if (!value.matches("[a-z][a-z0-9-]{0,30}")) {
            throw new IllegalArgumentException("host name must match [a-z][a-z0-9-]{0,30}, was \"" + value + "\"");
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

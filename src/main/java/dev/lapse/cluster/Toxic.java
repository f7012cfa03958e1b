package dev.lapse.cluster;

/**
 * What Toxiproxy does to the bytes of a link.
 *
 * @param value milliseconds, or KB/s for BANDWIDTH, where 0 holds every byte
 * @param jitterMillis how far a LATENCY strays from its value, either way; 0 for the other kinds
 */
public record Toxic(Kind kind, Stream stream, long value, long jitterMillis) {
    /** The names that Toxiproxy gives them are these in lower case. */
    public enum Kind {
        LATENCY,
        BANDWIDTH,
        /** Drops every byte; after {@code value} closes the connection, with 0 when it is taken away. */
        TIMEOUT,
        /** Ends connections by RST, {@code value} after their first bytes. */
        RESET_PEER,
        SLOW_CLOSE
    }

    /** Which way: UPSTREAM is from the end that connects to the end that accepts. */
    public enum Stream {
        UPSTREAM,
        DOWNSTREAM
    }
}

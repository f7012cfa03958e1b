package dev.lapse.cluster;

import java.time.Duration;

/** Asks PostgreSQL over a client's path. Any thread; a connection per call. */
public interface Sql {
    /**
     * Runs one statement as the lanes' role and returns the first column of the first row, or an empty text.
     *
     * @param port the balancer's, pooler's or PostgreSQL's port
     * @throws LapseException when no answer came within the timeout
     */
    String ask(String address, int port, Duration timeout, String statement);
}

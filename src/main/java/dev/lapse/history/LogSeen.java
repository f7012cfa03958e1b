package dev.lapse.history;

import dev.lapse.cluster.NodeName;

/**
 * A line in the log of a component that tells when something happened there. Logs are read after the steps, so it comes
 * late in the history. Observer {@code log-HOST} tells how far the host's logs were read: what is not there by then was
 * not logged, or not in a form that is known.
 *
 * @param atNanos when it happened, on the run's clock: the component's own time, corrected by the difference of the two
 *     clocks
 * @param host whose log it is
 * @param about the node that it is about; a balancer's log tells of nodes
 * @param resolutionNanos how far the instant may be off, either way
 * @param line as it was logged, shortened
 */
public record LogSeen(long atNanos, NodeName host, LoggedFact fact, NodeName about, long resolutionNanos, String line)
        implements Event {

    public LogSeen {
        if (resolutionNanos < 0) {
            throw new IllegalArgumentException("expected a resolution from 0, saw " + resolutionNanos);
        }
    }
}

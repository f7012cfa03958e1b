package dev.lapse.history;

import dev.lapse.cluster.NodeName;

/**
 * A line in the log of a component that tells when something happened there; read after the steps.
 *
 * @param atNanos when it happened, on the harness's clock: the component's own time, corrected by the difference of the
 *     two clocks
 * @param host whose log it is
 * @param about the node that it is about; a balancer's log tells of nodes
 * @param resolutionNanos how far the instant may be off, either way
 */
public record LogSeen(long atNanos, NodeName host, LoggedFact fact, NodeName about, long resolutionNanos, String line)
        implements Event {}

package dev.lapse.history;

import dev.lapse.cluster.NodeName;

/**
 * A balancer changed its mind about a server: {@code status} and {@code check} as in its statistics ({@code UP}, {@code
 * DOWN 1/2}; {@code L7OK}, {@code L4TOUT}). Status {@code UNREACHABLE}: the balancer itself did not answer.
 */
public record HaproxySeen(long atNanos, NodeName balancer, String proxy, String server, String status, String check)
        implements Event {}

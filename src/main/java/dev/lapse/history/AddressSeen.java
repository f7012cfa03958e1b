package dev.lapse.history;

import dev.lapse.cluster.NodeName;

/**
 * Whether a balancer carried the virtual address when the run's steps were about to begin, by its own network
 * interfaces. Where it moved later, the log of its moves tells ({@link LoggedFact#VIP_TAKEN}).
 */
public record AddressSeen(long atNanos, NodeName host, boolean carried) implements Event {}

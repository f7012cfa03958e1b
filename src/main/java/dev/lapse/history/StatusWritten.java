package dev.lapse.history;

import dev.lapse.cluster.NodeName;

/**
 * The holder of the leader lock wrote where its WAL ends into Patroni's key {@code /status}. It does so in each round
 * of its loop in which that has changed, right after it renewed its lease: after {@code atNanos - resolutionNanos}. A
 * new leader of the store never does. The one write that follows no renewal is that of a holder that stops, and gives
 * the lock back at once.
 *
 * @param holder of the lock then
 * @param revision the DCS's
 */
public record StatusWritten(long atNanos, NodeName holder, long revision, long resolutionNanos) implements Event {}

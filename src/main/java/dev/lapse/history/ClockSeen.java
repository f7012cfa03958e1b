package dev.lapse.history;

import dev.lapse.cluster.NodeName;

/**
 * What the wall clock of a node's server showed, at some time between a question and its answer.
 *
 * @param atNanos when the answer came
 * @param askedNanos when the question was sent
 * @param toldMicros since 1970, by the server's clock
 */
public record ClockSeen(long atNanos, NodeName node, long askedNanos, long toldMicros) implements Event {
    public ClockSeen {
        if (atNanos < askedNanos) {
            throw new IllegalArgumentException(
                    "expected an answer of " + node + " after " + askedNanos + ", saw " + atNanos);
        }
    }
}

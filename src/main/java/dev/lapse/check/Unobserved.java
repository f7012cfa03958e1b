package dev.lapse.check;

import dev.lapse.cluster.NodeName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A stretch in which it is not known whether a node was writable.
 *
 * <p>Terms. A node is observed by its direct lanes. A lane could <i>ask</i> when it learnt whether a write is possible
 * ({@link Sample#answered}): also a server that starts or stops, or a refused connection, is an answer, for no client
 * can write there; silence is none. A node is <i>unobserved</i> where no answer completed for longer than the timeout
 * of its direct lanes and two of their periods: an attempt that hung and its neighbours. A node that Patroni was seen
 * on and that has no direct lane is unobserved all the time.
 *
 * <p>What a proven fault <i>excuses</i> is taken out: from injection to heal a host that was crashed, stopped, paused
 * or without power cannot have acknowledged anything. A lost network excuses nothing, since direct lanes have one of
 * their own.
 *
 * @param periodNanos of the node's direct lanes; 0 when there is none
 * @param writable the other nodes that were seen writable within it: from the first such attempt to the end of the last
 */
record Unobserved(NodeName node, long fromNanos, long toNanos, long periodNanos, Map<NodeName, Steps.Span> writable) {
    private static final int PERIODS = 2;

    long lengthNanos() {
        return toNanos - fromNanos;
    }

    /** What the lanes of this node cannot tell apart. */
    long resolutionNanos() {
        return PERIODS * periodNanos;
    }

    /** What two stretches have in common, in nanoseconds; negative when nothing. */
    long overlapNanos(Unobserved other) {
        return Math.min(toNanos, other.toNanos) - Math.max(fromNanos, other.fromNanos);
    }

    /** As far as it lies in the span; of negative length when it does not. */
    Unobserved within(Steps.Span span) {
        return new Unobserved(
                node, Math.max(fromNanos, span.fromNanos()), Math.min(toNanos, span.toNanos()), periodNanos, writable);
    }

    /** As far as it lies before that instant; of negative length when it does not. */
    Unobserved until(long endNanos) {
        return within(new Steps.Span(Long.MIN_VALUE, endNanos));
    }

    /**
     * From injection to heal of each proven fault that took the node's host away; one that was never healed lasts on.
     */
    static List<Steps.Span> out(RunLog run, NodeName node) {
        List<Steps.Span> out = new ArrayList<>();
        for (FaultMeasure fault : Injections.of(run)) {
            Long from = fault.injectedNanos();
            if (from != null
                    && fault.evidence() != null
                    && fault.fault().takesHost()
                    && fault.targets().contains(node)) {
                Long to = fault.healedNanos();
                out.add(new Steps.Span(from, to == null ? Long.MAX_VALUE : to));
            }
        }
        return out;
    }
}

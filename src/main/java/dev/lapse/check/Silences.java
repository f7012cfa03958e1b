package dev.lapse.check;

import dev.lapse.cluster.NodeName;
import dev.lapse.history.PatroniSeen;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Predicate;

/**
 * When each node was {@link Unobserved}, and which others were seen writable meanwhile. What is kept grows with the
 * number of such stretches.
 *
 * <p>Terms. The nodes that are asked about are those with a direct lane and those that Patroni was seen on. A run is
 * <i>watched</i> from its first active step to the end of its last step, or on until the first direct lane was closed
 * after that. Where a history has no end of a step it is watched to the last thing that happened; where it has one and
 * its direct lanes were never closed, to the last attempt of those.
 */
final class Silences implements Fold {
    private final Map<NodeName, AskedNode> nodes = new LinkedHashMap<>();
    private final Map<NodeName, WritableNode> writableNodes = new HashMap<>();
    private final RunLog run;
    private final Predicate<LaneLog> asks;
    private final long beginNanos;
    private final OptionalLong knownEndNanos;
    private long lastInvokedNanos;
    private long lastInvokedUnclosedNanos;
    private long nowNanos = Long.MIN_VALUE;

    /** Of every direct lane. */
    Silences(RunLog run) {
        this(run, LaneLog::isDirect);
    }

    /** @param asks the direct lanes whose answers count; how long silence may last, all direct lanes tell */
    Silences(RunLog run, Predicate<LaneLog> asks) {
        this.run = run;
        this.asks = asks;
        beginNanos = Math.max(0, run.steps().beginNanos());
        knownEndNanos = knownEnd(run);
        for (LaneLog log : run.lanes()) {
            NodeName node = log.lane().node();
            if (node != null && log.isDirect()) {
                nodes.computeIfAbsent(node, name -> new AskedNode(run, name, beginNanos))
                        .askedBy(log);
            }
        }
        for (PatroniSeen seen : run.of(PatroniSeen.class)) {
            nodes.computeIfAbsent(seen.node(), name -> new AskedNode(run, name, beginNanos));
        }
    }

    private static OptionalLong knownEnd(RunLog run) {
        if (run.steps().endNanos().isEmpty()) {
            return OptionalLong.empty();
        }
        long last = run.steps().endNanos().get();
        OptionalLong closed = run.lanes().stream()
                .filter(LaneLog::isDirect)
                .flatMapToLong(log -> log.closedNanos().stream())
                .filter(end -> end > last)
                .min();
        boolean unclosed = run.lanes().stream()
                .anyMatch(log -> log.isDirect() && log.closedNanos().isEmpty());
        return closed.isPresent() || unclosed ? closed : OptionalLong.of(last);
    }

    @Override
    public void begun(LaneLog log, Sample sample) {
        lastInvokedNanos = Math.max(lastInvokedNanos, sample.invokedNanos());
        if (log.isDirect() && log.closedNanos().isEmpty()) {
            lastInvokedUnclosedNanos = Math.max(lastInvokedUnclosedNanos, sample.invokedNanos());
        }
    }

    /** What is completed at one instant counts as one: first who was seen writable, then who answered. */
    @Override
    public void ended(LaneLog log, Sample sample) {
        boolean within = beginNanos <= sample.completedNanos()
                && sample.completedNanos() <= knownEndNanos.orElse(Long.MAX_VALUE);
        if (sample.completedNanos() > nowNanos) {
            nodes.values().forEach(AskedNode::settle);
            nowNanos = sample.completedNanos();
        }
        if (Writability.isClaim(log, sample)) {
            NodeName node = Writability.node(log, sample);
            if (node != null) {
                WritableNode writable =
                        writableNodes.computeIfAbsent(node, name -> new WritableNode(name, writableNodes.size()));
                writable.sinceNanos = Math.min(writable.sinceNanos, sample.invokedNanos());
                if (within) {
                    nodes.values().forEach(asked -> asked.meanwhile(node, writable.number, sample));
                }
            }
        }
        AskedNode asked =
                asks.test(log) && sample.answered() ? nodes.get(log.lane().node()) : null;
        if (asked != null) {
            asked.answered(sample.completedNanos(), within);
        }
    }

    @Override
    public void finish() {
        long end = watched().toNanos();
        nodes.values().forEach(node -> node.finish(end));
    }

    /** When there are no more attempts. */
    Steps.Span watched() {
        long end = knownEndNanos.orElseGet(() -> run.steps()
                .endNanos()
                .map(last -> Math.max(last, lastInvokedUnclosedNanos))
                .orElseGet(() -> Math.max(run.endNanos(), lastInvokedNanos)));
        return new Steps.Span(beginNanos, Math.max(beginNanos, end));
    }

    /** Until when the run is watched, where that is known before the attempts are. */
    OptionalLong knownEndNanos() {
        return knownEndNanos;
    }

    /** With a direct lane in the order of the lanes, then those that only Patroni was seen on. */
    List<NodeName> nodes() {
        return List.copyOf(nodes.keySet());
    }

    /** How long a node may be silent before that is worth a word; 0 when it has no direct lane. */
    long blindNanos(NodeName node) {
        AskedNode asked = nodes.get(node);
        return asked == null ? 0 : asked.blindNanos();
    }

    /** Whether each node answered at least once. */
    boolean allAnswered() {
        return nodes.values().stream().allMatch(AskedNode::hasAnswered);
    }

    /** Every stretch of watched time, excused or not: by node, then in order of time. */
    List<Unobserved> all() {
        return nodes.values().stream().flatMap(node -> node.all().stream()).toList();
    }

    /** The parts of those stretches that no fault excuses and that are long enough by themselves. */
    List<Unobserved> unexcused() {
        return nodes.values().stream()
                .flatMap(node -> node.unexcused().stream())
                .toList();
    }

    /** When each node was first seen writable, by whatever lane. */
    Map<NodeName, Long> writableSinceNanos() {
        Map<NodeName, Long> since = new HashMap<>();
        writableNodes.values().forEach(writable -> since.put(writable.node, writable.sinceNanos));
        return since;
    }

    /** A node that was seen writable. */
    private static final class WritableNode {
        private final NodeName node;
        private final int number;
        private long sinceNanos = Long.MAX_VALUE;

        WritableNode(NodeName node, int number) {
            this.node = node;
            this.number = number;
        }
    }
}

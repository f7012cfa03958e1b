package dev.lapse.check;

import dev.lapse.cluster.NodeName;
import dev.lapse.history.PatroniSeen;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
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
 */
record Unobserved(NodeName node, long fromNanos, long toNanos, long periodNanos) {
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

    /** Every stretch within the span, excused or not: by node in the order of the lanes, then in order of time. */
    static List<Unobserved> all(RunLog run, Steps.Span watched) {
        List<Unobserved> stretches = new ArrayList<>();
        asked(run).forEach((node, asked) -> {
            long last = watched.fromNanos();
            for (long answer : asked.answers(watched)) {
                if (answer - last > asked.blindNanos()) {
                    stretches.add(new Unobserved(node, last, answer, asked.periodNanos()));
                }
                last = answer;
            }
        });
        return stretches;
    }

    /** The parts of those stretches that no fault excuses and that are long enough by themselves. */
    static List<Unobserved> unexcused(RunLog run, Steps.Span watched) {
        Map<NodeName, AnswerTimes> asked = asked(run);
        List<Unobserved> left = new ArrayList<>();
        for (Unobserved stretch : all(run, watched)) {
            List<Unobserved> parts = List.of(stretch);
            for (Steps.Span out : out(run, stretch.node)) {
                parts = parts.stream()
                        .flatMap(part -> part.without(out.fromNanos(), out.toNanos()).stream())
                        .toList();
            }
            left.addAll(parts);
        }
        return left.stream()
                .filter(stretch -> stretch.lengthNanos()
                        > asked.getOrDefault(stretch.node, AnswerTimes.NEVER).blindNanos())
                .toList();
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

    private List<Unobserved> without(long from, long to) {
        List<Unobserved> left = new ArrayList<>();
        if (fromNanos < from) {
            left.add(new Unobserved(node, fromNanos, Math.min(toNanos, from), periodNanos));
        }
        if (to < toNanos) {
            left.add(new Unobserved(node, Math.max(fromNanos, to), toNanos, periodNanos));
        }
        return left;
    }

    /** What the direct lanes of each node that has some, or that Patroni was seen on, learnt. */
    static Map<NodeName, AnswerTimes> asked(RunLog run) {
        Map<NodeName, AnswerTimes> asked = new LinkedHashMap<>();
        for (LaneLog log : run.lanes()) {
            NodeName node = log.lane().node();
            if (node != null && log.isDirect()) {
                asked.merge(node, AnswerTimes.of(log), AnswerTimes::and);
            }
        }
        run.of(PatroniSeen.class).forEach(seen -> asked.putIfAbsent(seen.node(), AnswerTimes.NEVER));
        return asked;
    }

    /** When a node answered, and how long it may be silent before that is worth a word. */
    record AnswerTimes(List<Long> answers, long blindNanos, long periodNanos) {
        static final AnswerTimes NEVER = new AnswerTimes(List.of(), 0, 0);

        static AnswerTimes of(LaneLog log) {
            List<Long> answers = log.samples().stream()
                    .filter(Sample::answered)
                    .map(Sample::completedNanos)
                    .toList();
            long period = log.periodNanos();
            return new AnswerTimes(answers, log.lane().timeout().toNanos() + PERIODS * period, period);
        }

        AnswerTimes and(AnswerTimes other) {
            List<Long> both = new ArrayList<>(answers);
            both.addAll(other.answers);
            return new AnswerTimes(
                    both, Math.min(blindNanos, other.blindNanos), Math.min(periodNanos, other.periodNanos));
        }

        boolean isNever() {
            return answers.isEmpty();
        }

        /** The instants of the answers within the span in order, and its end. */
        private long[] answers(Steps.Span watched) {
            long[] within = answers.stream()
                    .mapToLong(Long::longValue)
                    .filter(watched::contains)
                    .sorted()
                    .toArray();
            long[] ended = Arrays.copyOf(within, within.length + 1);
            ended[within.length] = watched.toNanos();
            return ended;
        }
    }
}

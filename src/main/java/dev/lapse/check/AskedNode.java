package dev.lapse.check;

import dev.lapse.cluster.NodeName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** When a node did not answer, and who was seen writable meanwhile. It is told in order of time. */
final class AskedNode {
    private static final long NONE = Long.MIN_VALUE;

    private final NodeName name;
    private final List<Unobserved> all = new ArrayList<>();
    private final List<Unobserved> unexcused = new ArrayList<>();
    /** What no fault of its host takes out, in order of time. */
    private final List<Steps.Span> inQuestion;

    private long blindNanos;
    private long periodNanos;
    private boolean answered;
    private long lastAnswerNanos;
    private long newestAnswerNanos = NONE;
    /** Who was seen writable since the last answer: in the current one of {@link #inQuestion}, and in earlier ones. */
    private SeenWritable[] current = {};

    private int currentPart;
    private final Map<Integer, Map<NodeName, Steps.Span>> earlier = new HashMap<>();

    /** A node that no lane asks so far. */
    AskedNode(RunLog run, NodeName name, long beginNanos) {
        this.name = name;
        this.lastAnswerNanos = beginNanos;
        this.inQuestion = inQuestion(Unobserved.out(run, name));
    }

    private static List<Steps.Span> inQuestion(List<Steps.Span> out) {
        List<Steps.Span> left = new ArrayList<>();
        long from = Long.MIN_VALUE;
        for (Steps.Span span : out.stream()
                .sorted(Comparator.comparingLong(Steps.Span::fromNanos))
                .toList()) {
            if (from < span.fromNanos()) {
                left.add(new Steps.Span(from, span.fromNanos()));
            }
            from = Math.max(from, span.toNanos());
        }
        if (from < Long.MAX_VALUE) {
            left.add(new Steps.Span(from, Long.MAX_VALUE));
        }
        return left;
    }

    /** This direct lane asks it too. */
    void askedBy(LaneLog log) {
        blindNanos = blindNanos == 0 ? log.blindNanos() : Math.min(blindNanos, log.blindNanos());
        periodNanos = periodNanos == 0 ? log.periodNanos() : Math.min(periodNanos, log.periodNanos());
    }

    /** Another node was seen writable by this claim. */
    void meanwhile(NodeName other, int number, Sample claim) {
        if (claim.invokedNanos() < lastAnswerNanos || other.equals(name)) {
            return;
        }
        while (currentPart < inQuestion.size() && inQuestion.get(currentPart).toNanos() < claim.completedNanos()) {
            keepCurrent();
            currentPart++;
        }
        if (currentPart == inQuestion.size()
                || claim.invokedNanos() < inQuestion.get(currentPart).fromNanos()) {
            return;
        }
        if (number >= current.length) {
            current = Arrays.copyOf(current, number + 1);
        }
        if (current[number] == null) {
            current[number] = new SeenWritable(other);
        }
        current[number].take(claim);
    }

    /** @param counts whether it is of the time that is watched */
    void answered(long atNanos, boolean counts) {
        answered = true;
        if (counts) {
            newestAnswerNanos = atNanos;
        }
    }

    /** Nothing more is completed at the instant of the newest answer. */
    void settle() {
        if (newestAnswerNanos != NONE) {
            silentUntil(newestAnswerNanos);
            lastAnswerNanos = newestAnswerNanos;
            newestAnswerNanos = NONE;
        }
    }

    void finish(long endNanos) {
        settle();
        silentUntil(endNanos);
        all.replaceAll(stretch -> stretch.until(endNanos));
        all.removeIf(stretch -> stretch.lengthNanos() <= blindNanos);
        unexcused.replaceAll(stretch -> stretch.until(endNanos));
        unexcused.removeIf(stretch -> stretch.lengthNanos() <= blindNanos);
    }

    private void silentUntil(long atNanos) {
        boolean unobserved = atNanos - lastAnswerNanos > blindNanos;
        keepCurrent();
        if (unobserved) {
            all.add(new Unobserved(name, lastAnswerNanos, atNanos, periodNanos, Map.of()));
            for (int part = 0; part < inQuestion.size(); part++) {
                long from = Math.max(lastAnswerNanos, inQuestion.get(part).fromNanos());
                long to = Math.min(atNanos, inQuestion.get(part).toNanos());
                if (to - from > blindNanos && from < to) {
                    unexcused.add(new Unobserved(name, from, to, periodNanos, earlier.getOrDefault(part, Map.of())));
                }
            }
        }
        earlier.clear();
    }

    private void keepCurrent() {
        Map<NodeName, Steps.Span> seen = new TreeMap<>();
        for (int number = 0; number < current.length; number++) {
            SeenWritable other = current[number];
            if (other != null) {
                seen.put(other.node, new Steps.Span(other.fromNanos, other.toNanos));
                current[number] = null;
            }
        }
        if (!seen.isEmpty()) {
            earlier.put(currentPart, seen);
        }
    }

    boolean hasAnswered() {
        return answered;
    }

    /** How long it may be silent before that is worth a word; 0 when no lane asks it. */
    long blindNanos() {
        return blindNanos;
    }

    /** Every stretch without an answer, in order of time. */
    List<Unobserved> all() {
        return all;
    }

    /** The parts of those that no fault excuses and that are long enough by themselves. */
    List<Unobserved> unexcused() {
        return unexcused;
    }

    private static final class SeenWritable {
        private final NodeName node;
        private long fromNanos = Long.MAX_VALUE;
        private long toNanos = Long.MIN_VALUE;

        SeenWritable(NodeName node) {
            this.node = node;
        }

        void take(Sample claim) {
            fromNanos = Math.min(fromNanos, claim.invokedNanos());
            toNanos = Math.max(toNanos, claim.completedNanos());
        }
    }
}

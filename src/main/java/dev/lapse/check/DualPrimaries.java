package dev.lapse.check;

import dev.lapse.cluster.NodeName;
import dev.lapse.history.PatroniSeen;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Whether two nodes were writable at once: by what they said ({@link WritableRuns}) and by what they acknowledged
 * ({@link ForkedWrites}).
 *
 * <p>Terms. A node is <i>observed</i> by its direct lanes; an answer is an OK or an error that a server sent. It is
 * <i>unobserved</i> where no answer completed for more than {@link #BLIND} between the first injection and the end of the
 * last step: a lane that could not ask is "not observed", not "did not happen". The whole question is observed when at
 * least two nodes have direct lanes, and each node that Patroni was seen on has one and answered, and none was unobserved for nine tenths of that time.
 */
final class DualPrimaries {
    /** Shorter pauses of a direct lane are not worth a word. */
    static final Duration BLIND = Duration.ofSeconds(2);

    private DualPrimaries() {}

    /** How long a node could not be asked, in all and at a stretch. */
    record Unobserved(NodeName node, Duration total, Duration longest) {}

    static DualPrimary of(Facts facts) {
        List<DualPrimary.Window> windows = Stream.concat(
                        WritableRuns.windows(facts.lanes()).stream(), ForkedWrites.windows(facts.lanes()).stream())
                .toList();
        return new DualPrimary(isObserved(facts), windows);
    }

    static DualPrimary.Window window(List<NodeName> nodes, String by, long fromNanos, long toNanos) {
        return new DualPrimary.Window(nodes, by, fromNanos, toNanos, Duration.ofNanos(toNanos - fromNanos));
    }

    /** In the order of the lanes; nodes that could be asked all the time are left out. */
    static List<Unobserved> unobserved(Facts facts) {
        long begin = facts.steps().firstInjectionNanos().orElse(beginNanos(facts));
        return unobserved(facts, new Steps.Span(Math.min(begin, endNanos(facts)), endNanos(facts)));
    }

    private static List<Unobserved> unobserved(Facts facts, Steps.Span watched) {
        List<Unobserved> unobserved = new ArrayList<>();
        answers(facts).forEach((node, answers) -> {
            long total = 0;
            long longest = 0;
            long last = watched.fromNanos();
            for (long answer : answers(answers, watched)) {
                long blind = answer - last;
                longest = Math.max(longest, blind);
                total += blind > BLIND.toNanos() ? blind : 0;
                last = answer;
            }
            if (total > 0) {
                unobserved.add(new Unobserved(node, Duration.ofNanos(total), Duration.ofNanos(longest)));
            }
        });
        return unobserved;
    }

    private static boolean isObserved(Facts facts) {
        Map<NodeName, List<Long>> answers = answers(facts);
        Steps.Span run = new Steps.Span(beginNanos(facts), Math.max(beginNanos(facts), endNanos(facts)));
        long most = (run.toNanos() - run.fromNanos()) / 20 * 19;
        return answers.size() >= 2
                && answers.values().stream().noneMatch(List::isEmpty)
                && unobserved(facts, run).stream()
                        .noneMatch(node -> node.total().toNanos() >= most);
    }

    /** The instants of a node's answers within the span, and its end. */
    private static long[] answers(List<Long> answers, Steps.Span watched) {
        return Stream.concat(answers.stream().filter(watched::contains), Stream.of(watched.toNanos()))
                .mapToLong(Long::longValue)
                .sorted()
                .toArray();
    }

    private static Map<NodeName, List<Long>> answers(Facts facts) {
        Map<NodeName, List<Long>> answers = new LinkedHashMap<>();
        for (LaneLog log : facts.lanes()) {
            NodeName node = log.lane().node();
            if (node != null && log.isDirect()) {
                List<Long> times = answers.computeIfAbsent(node, n -> new ArrayList<>());
                log.samples().stream()
                        .filter(Sample::answered)
                        .map(Sample::completedNanos)
                        .forEach(times::add);
            }
        }
        facts.of(PatroniSeen.class).forEach(seen -> answers.computeIfAbsent(seen.node(), n -> new ArrayList<>()));
        return answers;
    }

    private static long beginNanos(Facts facts) {
        return Math.max(0, facts.steps().beginNanos());
    }

    private static long endNanos(Facts facts) {
        return facts.steps().endNanos().orElse(facts.endNanos());
    }
}

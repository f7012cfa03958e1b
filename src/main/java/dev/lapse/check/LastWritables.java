package dev.lapse.check;

import dev.lapse.cluster.NodeName;
import dev.lapse.history.StepKind;
import dev.lapse.history.StepStarted;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whether any node was still writable after the first fault, and how long.
 *
 * <p>Terms. It is looked at from the instant at which the first fault was <i>requested</i> until <i>healing began</i>:
 * the start of the heal step in which that fault was healed, or where there is none the instant at which it was, or the
 * end of the last step when it never was. The last sighting ({@link WritableSighting}) of any node by a direct lane in
 * that time gives the duration, from the request to the completion of the answer. It reaches <i>until heal</i> when
 * nothing came between that tells of the contrary: no answer, no fault that took the host away, and no silence of such
 * length that the node counts as unobserved. It is <i>observed</i> when at least one node was ever seen
 * writable by a direct lane, every node that Patroni was seen on has a direct lane, and no node was {@link Unobserved}
 * without an excuse between the last sighting and healing.
 */
final class LastWritables {
    private LastWritables() {}

    static Optional<LastWritable> of(RunLog run) {
        return Injections.of(run).stream().findFirst().map(fault -> of(run, fault));
    }

    private static LastWritable of(RunLog run, FaultMeasure fault) {
        long requested = fault.requestedNanos();
        long healing = Math.max(requested, healing(run, fault));
        List<WritableSighting> sightings = WritableSighting.of(run).stream()
                .filter(WritableSighting::direct)
                .toList();
        WritableSighting last = sightings.stream()
                .filter(seen -> requested <= seen.completedNanos() && seen.completedNanos() <= healing)
                .reduce((earlier, later) -> later)
                .orElse(null);
        Map<NodeName, Unobserved.AnswerTimes> asked = Unobserved.asked(run);
        long from = last == null ? requested : last.completedNanos();
        boolean observed = !sightings.isEmpty()
                && asked.values().stream().noneMatch(Unobserved.AnswerTimes::isNever)
                && Unobserved.unexcused(run, DualPrimaries.watched(run)).stream()
                        .noneMatch(stretch -> stretch.fromNanos() < healing && from < stretch.toNanos());
        return new LastWritable(
                requested,
                last == null ? null : last.node(),
                Duration.ofNanos(from - requested),
                last != null && isStillSo(run, last, healing, asked),
                observed);
    }

    private static boolean isStillSo(
            RunLog run, WritableSighting last, long healing, Map<NodeName, Unobserved.AnswerTimes> asked) {
        boolean denied = WritableSighting.denials(run, last.node()).stream()
                .anyMatch(denial ->
                        last.completedNanos() < denial.completedNanos() && denial.completedNanos() <= healing);
        boolean out = Unobserved.out(run, last.node()).stream()
                .anyMatch(span -> last.invokedNanos() < span.fromNanos() && span.fromNanos() <= healing);
        long silence = healing - last.completedNanos();
        return !denied
                && !out
                && silence
                        <= asked.getOrDefault(last.node(), Unobserved.AnswerTimes.NEVER)
                                .blindNanos();
    }

    private static long healing(RunLog run, FaultMeasure fault) {
        Long healed = fault.healedNanos();
        if (healed == null) {
            return DualPrimaries.watched(run).toNanos();
        }
        return run.of(StepStarted.class).stream()
                .filter(step -> step.kind() == StepKind.HEAL)
                .mapToLong(StepStarted::atNanos)
                .filter(start -> fault.requestedNanos() <= start && start <= healed)
                .max()
                .orElse(healed);
    }
}

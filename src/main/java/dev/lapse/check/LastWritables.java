package dev.lapse.check;

import dev.lapse.cluster.NodeName;
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

    static Optional<LastWritable> of(Facts facts) {
        return Faults.of(facts).stream().findFirst().map(fault -> of(facts, fault));
    }

    private static LastWritable of(Facts facts, FaultMeasure fault) {
        long requested = fault.requestedNanos();
        long healing = Math.max(requested, healing(facts, fault));
        List<WritableSighting> sightings = WritableSighting.of(facts).stream()
                .filter(WritableSighting::direct)
                .toList();
        WritableSighting last = sightings.stream()
                .filter(seen -> requested <= seen.completedNanos() && seen.completedNanos() <= healing)
                .reduce((earlier, later) -> later)
                .orElse(null);
        Map<NodeName, Unobserved.Asked> asked = Unobserved.asked(facts);
        long from = last == null ? requested : last.completedNanos();
        boolean observed = !sightings.isEmpty()
                && asked.values().stream().noneMatch(Unobserved.Asked::isNever)
                && Unobserved.unexcused(facts, DualPrimaries.run(facts)).stream()
                        .noneMatch(stretch -> stretch.fromNanos() < healing && from < stretch.toNanos());
        return new LastWritable(
                requested,
                last == null ? null : last.node(),
                Duration.ofNanos(from - requested),
                last != null && isStillSo(facts, last, healing, asked),
                observed);
    }

    private static boolean isStillSo(
            Facts facts, WritableSighting last, long healing, Map<NodeName, Unobserved.Asked> asked) {
        boolean denied = WritableSighting.denials(facts, last.node()).stream()
                .anyMatch(denial ->
                        last.completedNanos() < denial.completedNanos() && denial.completedNanos() <= healing);
        boolean out = Unobserved.out(facts, last.node()).stream()
                .anyMatch(span -> last.invokedNanos() < span.fromNanos() && span.fromNanos() <= healing);
        long silence = healing - last.completedNanos();
        return !denied
                && !out
                && silence
                        <= asked.getOrDefault(last.node(), Unobserved.Asked.NEVER)
                                .blindNanos();
    }

    private static long healing(Facts facts, FaultMeasure fault) {
        Long healed = fault.healedNanos();
        if (healed == null) {
            return DualPrimaries.run(facts).toNanos();
        }
        return facts.of(StepStarted.class).stream()
                .filter(step -> step.kind().equals("heal"))
                .mapToLong(StepStarted::atNanos)
                .filter(start -> fault.requestedNanos() <= start && start <= healed)
                .max()
                .orElse(healed);
    }
}

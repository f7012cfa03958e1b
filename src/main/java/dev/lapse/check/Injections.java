package dev.lapse.check;

import dev.lapse.history.FaultPhase;
import dev.lapse.history.FaultSeen;
import dev.lapse.history.PhaseReached;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The injections of a run, each with its instants and its evidence, in the order in which they were requested. */
final class Injections {
    private Injections() {}

    static List<FaultMeasure> of(RunLog run) {
        Map<String, List<FaultSeen>> phases = new LinkedHashMap<>();
        run.of(FaultSeen.class)
                .forEach(seen -> phases.computeIfAbsent(seen.injection(), id -> new ArrayList<>())
                        .add(seen));
        return phases.values().stream()
                .map(seen -> measure(
                        seen,
                        run.of(PhaseReached.class).stream()
                                .filter(reached ->
                                        reached.injection().equals(seen.get(0).injection()))
                                .findFirst()
                                .orElse(null)))
                .toList();
    }

    private static FaultMeasure measure(List<FaultSeen> phases, @Nullable PhaseReached reached) {
        FaultSeen first = phases.get(0);
        FaultSeen injected = phase(phases, FaultPhase.INJECTED);
        FaultSeen proven = phase(phases, FaultPhase.PROVEN);
        FaultSeen healed = phase(phases, FaultPhase.HEALED);
        FaultSeen healProven = phase(phases, FaultPhase.HEAL_PROVEN);
        return new FaultMeasure(
                first.injection(),
                first.fault(),
                first.flavour(),
                first.targets(),
                first.role(),
                first.atNanos(),
                at(injected),
                at(proven),
                proven == null ? null : proven.evidence(),
                at(healed),
                healProven == null ? null : healProven.evidence(),
                reached);
    }

    private static @Nullable FaultSeen phase(List<FaultSeen> phases, FaultPhase phase) {
        return phases.stream().filter(seen -> seen.phase() == phase).findFirst().orElse(null);
    }

    private static @Nullable Long at(@Nullable FaultSeen seen) {
        return seen == null ? null : seen.atNanos();
    }
}

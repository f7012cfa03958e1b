package dev.lapse.check;

import dev.lapse.history.FaultPhase;
import dev.lapse.history.FaultSeen;
import dev.lapse.history.GateSide;
import dev.lapse.history.SteadySeen;
import dev.lapse.history.StepEnded;
import dev.lapse.history.StepKind;
import dev.lapse.history.StepStarted;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * {@code steady_before} and {@code steady_after}. A run without a gate has no such finding.
 *
 * <ul>
 *   <li>Asked: was the cluster steady before anything was done to it, and again at the end?
 *   <li>Seen: when it was; else what was missing.
 *   <li>Sure: when the gate looked; a gate that was missed is held against the cluster only when nothing excuses it.
 * </ul>
 *
 * <p>Of several settles the first one counts that was not reached with every fault over, else the last one.
 *
 * <ul>
 *   <li>PASS when the gate was reached.
 *   <li>FAIL when the gate after was not reached by its deadline, every fault was over, the run was completed, and the
 *       scenario expects all nodes back.
 *   <li>UNKNOWN when a gate before was not reached, since the run ends there; when the gate after was not reached
 *       otherwise; when nothing was seen of the gate of some settle step.
 * </ul>
 */
final class SteadyChecker implements Checker {
    private static final String BEFORE = "steady_before";
    private static final String AFTER = "steady_after";

    /** A planned fault is not healed: it is over with the look at the state that it led to. */
    private static final Set<FaultPhase> OVER =
            Set.of(FaultPhase.HEALED, FaultPhase.HEAL_PROVEN, FaultPhase.HEAL_UNPROVEN);

    @Override
    public List<Finding> check(RunLog run, Measurements measured) {
        List<Finding> findings = new ArrayList<>();
        run.gates(GateSide.BEFORE)
                .filter(seen -> !seen.reached())
                .findFirst()
                .or(() -> last(run, GateSide.BEFORE))
                .ifPresent(seen -> findings.add(before(run, seen)));
        boolean unseen = settledUnseen(run);
        Optional<SteadySeen> after =
                firstMissed(run).or(() -> last(run, GateSide.AFTER).filter(seen -> !unseen || !seen.reached()));
        after.ifPresent(seen -> findings.add(after(run, seen)));
        if (unseen && after.isEmpty()) {
            findings.add(finding(
                    AFTER,
                    new Ruling(Verdict.UNKNOWN, "it was not looked at"),
                    "not observed",
                    "nothing of the state at the end of settle"));
        }
        return findings;
    }

    private static Finding before(RunLog run, SteadySeen seen) {
        String injected =
                injectionsUntil(run, Set.of(FaultPhase.INJECTED), seen).isEmpty() ? "nothing" : "nothing more";
        return finding(
                BEFORE, seen, new Ruling(Verdict.UNKNOWN, "the run ended here and " + injected + " was injected"));
    }

    private static Finding after(RunLog run, SteadySeen seen) {
        String excuse = "";
        if (run.expectations(Expectation.Check.REJOINED).isEmpty()) {
            excuse = "the scenario does not expect every node back";
        } else if (!run.isCompleted()) {
            excuse = "the run was cut short";
        } else if (!isAllOver(run, seen)) {
            excuse = "a fault was not over yet";
        }
        Ruling missed = excuse.isEmpty()
                ? new Ruling(Verdict.FAIL, "every fault was over and the deadline of settle passed")
                : new Ruling(Verdict.UNKNOWN, excuse);
        return finding(AFTER, seen, missed);
    }

    /** Whether the gate of some settle step was not seen. */
    private static boolean settledUnseen(RunLog run) {
        Map<String, Long> ended = run.of(StepEnded.class).stream()
                .collect(Collectors.toMap(StepEnded::step, StepEnded::atNanos, (first, again) -> again));
        return run.of(StepStarted.class).stream()
                .filter(step -> step.kind() == StepKind.SETTLE)
                .anyMatch(step -> run.gates(GateSide.AFTER)
                        .noneMatch(seen -> step.atNanos() <= seen.atNanos()
                                && seen.atNanos() <= ended.getOrDefault(step.step(), Long.MAX_VALUE)));
    }

    /** The first settle that missed its deadline although every fault was over; empty when none did. */
    private static Optional<SteadySeen> firstMissed(RunLog run) {
        return run.gates(GateSide.AFTER)
                .filter(seen -> !seen.reached() && isAllOver(run, seen))
                .findFirst();
    }

    private static boolean isAllOver(RunLog run, SteadySeen until) {
        return injectionsUntil(run, OVER, until).containsAll(injectionsUntil(run, Set.of(FaultPhase.INJECTED), until));
    }

    private static Set<String> injectionsUntil(RunLog run, Set<FaultPhase> phases, SteadySeen until) {
        return run.of(FaultSeen.class).stream()
                .filter(fault -> phases.contains(fault.phase()) && fault.atNanos() <= until.atNanos())
                .map(FaultSeen::injection)
                .collect(Collectors.toSet());
    }

    private static Optional<SteadySeen> last(RunLog run, GateSide gate) {
        return run.gates(gate).reduce((earlier, later) -> later);
    }

    private static Finding finding(String name, SteadySeen seen, Ruling missed) {
        String instant = Wording.at(seen.atNanos());
        return seen.reached()
                ? finding(name, Ruling.PASS, "reached", "steady at " + instant)
                : finding(name, missed, "not reached", "not steady at " + instant + ": " + seen.detail());
    }

    private static Finding finding(String name, Ruling ruling, String measured, String seen) {
        String asked = name.equals(BEFORE)
                ? "was the cluster steady before anything was done to it?"
                : "was the cluster steady again by the deadline of settle?";
        String sure = ruling.sure("the gate asked the cluster, the poolers and the clients' ways in");
        return new Finding(name, ruling.verdict(), "", measured, new Account(asked, seen, sure));
    }
}

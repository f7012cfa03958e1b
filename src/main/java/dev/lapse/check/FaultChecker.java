package dev.lapse.check;

import dev.lapse.history.FaultPhase;
import dev.lapse.history.FaultSeen;
import dev.lapse.history.PatroniSeen;
import dev.lapse.history.StepKind;
import dev.lapse.history.StepStarted;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * {@code faults_proven}. A run without injections has no such finding.
 *
 * <ul>
 *   <li>Asked: did every injection take effect, and is every one gone?
 *   <li>Seen: the evidence that it took effect; else how many have evidence of both.
 *   <li>Sure: when each has evidence of both, and nothing contradicts it.
 * </ul>
 *
 * <ul>
 *   <li>PASS when each injection has evidence of both that nothing contradicts, and each inject step injected
 *       something.
 *   <li>FAIL when an action that must be refused was accepted. Nothing else is FAIL: without evidence it is not known
 *       what the cluster withstood.
 *   <li>UNKNOWN otherwise.
 * </ul>
 */
final class FaultChecker implements Checker {
    @Override
    public List<Finding> check(RunLog run, Measurements measured) {
        List<FaultMeasure> faults = measured.faults();
        List<String> doubts = new ArrayList<>();
        List<String> accepted = new ArrayList<>();
        run.of(StepStarted.class).stream()
                .filter(step -> step.kind() == StepKind.INJECT)
                .map(StepStarted::step)
                .filter(step ->
                        faults.stream().noneMatch(fault -> fault.injection().startsWith(step + "/")))
                .forEach(step -> doubts.add(step + " injected nothing"));
        if (faults.isEmpty() && doubts.isEmpty()) {
            return List.of();
        }
        for (FaultMeasure fault : faults) {
            String name = fault.fault() + " on "
                    + fault.targets().stream().map(Object::toString).collect(Collectors.joining(", ")) + " ("
                    + fault.injection() + ")";
            Optional<String> notRefused = seen(run, fault, FaultPhase.NOT_REFUSED);
            if (notRefused.isPresent()) {
                accepted.add(name + " had to be refused and was not" + notRefused.get());
            } else if (fault.injectedNanos() == null) {
                doubts.add(name + " was not injected"
                        + seen(run, fault, FaultPhase.UNPROVEN).orElse(""));
            } else if (fault.evidence() == null) {
                doubts.add(name + " has no evidence that it took effect"
                        + seen(run, fault, FaultPhase.UNPROVEN).orElse(""));
            }
            contradiction(run, fault).ifPresent(seen -> doubts.add(name + " is contradicted: " + seen));
            if (fault.healedNanos() == null && fault.healEvidence() == null) {
                doubts.add(name + " was never healed");
            } else if (fault.healEvidence() == null) {
                doubts.add(name + " has no evidence that it is gone"
                        + seen(run, fault, FaultPhase.HEAL_UNPROVEN).orElse(""));
            }
        }
        long proven = faults.stream()
                .filter(fault -> fault.evidence() != null && fault.healEvidence() != null)
                .count();
        String seen = proven + " of " + faults.size() + " injections have evidence that they took effect and are gone";
        Ruling ruling = !accepted.isEmpty()
                ? new Ruling(Verdict.FAIL, Wording.some(accepted))
                : doubts.isEmpty() ? Ruling.PASS : new Ruling(Verdict.UNKNOWN, Wording.some(doubts));
        return List.of(new Finding(
                "faults_proven",
                ruling.verdict(),
                "all",
                proven + " of " + faults.size(),
                new Account(
                        "did each injection take effect, and is each one gone?",
                        doubts.isEmpty() && accepted.isEmpty() ? Wording.some(evidence(faults)) : seen,
                        ruling.sure(
                                accepted.isEmpty()
                                        ? "each was seen to take effect and to be gone, and nothing contradicts it"
                                        : "that is what was answered"))));
    }

    private static List<String> evidence(List<FaultMeasure> faults) {
        return faults.stream()
                .flatMap(fault -> Stream.of((fault.fault() + ": " + fault.evidence()).split("; ")))
                .toList();
    }

    /** Of a host that is gone, by its evidence: that Patroni runs there before anything was healed. */
    private static Optional<String> contradiction(RunLog run, FaultMeasure fault) {
        Long proven = fault.provenNanos();
        if (proven == null || !fault.fault().takesHost()) {
            return Optional.empty();
        }
        long healing = run.of(StepStarted.class).stream()
                .filter(step -> step.kind() == StepKind.HEAL && step.atNanos() >= proven)
                .mapToLong(StepStarted::atNanos)
                .min()
                .orElse(proven);
        return run.of(PatroniSeen.class).stream()
                .filter(seen ->
                        fault.targets().contains(seen.node()) && seen.state().runs())
                .filter(seen -> proven < seen.atNanos() && seen.atNanos() < healing)
                .findFirst()
                .map(seen -> "Patroni on " + seen.node() + " said at " + Wording.at(seen.atNanos()) + " that it runs");
    }

    private static Optional<String> seen(RunLog run, FaultMeasure fault, FaultPhase phase) {
        Optional<FaultSeen> seen = run.of(FaultSeen.class).stream()
                .filter(event -> event.injection().equals(fault.injection()) && event.phase() == phase)
                .findFirst();
        return seen.map(FaultSeen::evidence).map(evidence -> ", saw " + evidence);
    }
}

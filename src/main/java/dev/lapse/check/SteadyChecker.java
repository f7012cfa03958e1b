package dev.lapse.check;

import dev.lapse.history.SteadySeen;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code steady_before} and {@code steady_after}: was the cluster well before anything was done to it, and again at the
 * end?
 *
 * <p>Before: UNKNOWN when the gate was not reached, since nothing was injected. After: FAIL when it was not reached by the
 * deadline of settle and the scenario expects all nodes back, else UNKNOWN; UNKNOWN too when there was a settle step and
 * nobody looked. PASS when reached. A run without a gate has no such finding.
 */
final class SteadyChecker implements Checker {
    @Override
    public List<Finding> check(Facts facts, Measurements measured) {
        List<Finding> findings = new ArrayList<>();
        last(facts, "before")
                .ifPresent(
                        seen -> findings.add(finding("steady_before", seen, Verdict.UNKNOWN, "nothing was injected")));
        Optional<SteadySeen> after = last(facts, "after");
        boolean expected = !facts.expectations(Expectation.Check.REJOINED).isEmpty();
        after.ifPresent(seen -> findings.add(finding(
                "steady_after",
                seen,
                expected && facts.isCompleted() ? Verdict.FAIL : Verdict.UNKNOWN,
                "by the deadline of settle")));
        if (after.isEmpty() && facts.steps().has("settle")) {
            findings.add(new Finding(
                    "steady_after",
                    Verdict.UNKNOWN,
                    "",
                    "not observed",
                    "nobody saw whether the cluster was well again"));
        }
        return findings;
    }

    private static Optional<SteadySeen> last(Facts facts, String gate) {
        return facts.of(SteadySeen.class).stream()
                .filter(seen -> seen.gate().equals(gate))
                .reduce((earlier, later) -> later);
    }

    private static Finding finding(String name, SteadySeen seen, Verdict otherwise, String consequence) {
        return seen.reached()
                ? new Finding(name, Verdict.PASS, "", "reached", "steady at " + Wording.at(seen.atNanos()))
                : new Finding(name, otherwise, "", "not reached", "not steady, " + consequence + ": " + seen.detail());
    }
}

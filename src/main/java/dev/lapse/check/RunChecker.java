package dev.lapse.check;

import dev.lapse.history.RunEnded;
import dev.lapse.history.Trouble;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code run_completed} and {@code trouble}: did the harness do all its work?
 *
 * <p>UNKNOWN when the run was interrupted, failed, or has no end at all; UNKNOWN for each trouble that the harness had.
 * Nothing is said otherwise.
 */
final class RunChecker implements Checker {
    @Override
    public List<Finding> check(Facts facts, Measurements measured) {
        List<Finding> findings = new ArrayList<>();
        Optional<RunEnded> end = facts.of(RunEnded.class).stream().reduce((earlier, later) -> later);
        if (!facts.isCompleted()) {
            findings.add(new Finding(
                    "run_completed",
                    Verdict.UNKNOWN,
                    "",
                    end.map(RunEnded::how).orElse("no end"),
                    end.map(ended -> "the run was " + ended.how() + " at " + Wording.at(ended.atNanos()))
                            .orElse("the history has no end; the harness was killed or is still running")));
        }
        for (Trouble trouble : facts.of(Trouble.class)) {
            findings.add(
                    new Finding("trouble", Verdict.UNKNOWN, "", "at " + Wording.at(trouble.atNanos()), trouble.what()));
        }
        return findings;
    }
}

package dev.lapse.check;

import dev.lapse.history.ClusterReady;
import dev.lapse.history.EngineLost;
import dev.lapse.history.GateSide;
import dev.lapse.history.RunEnded;
import dev.lapse.history.RunEnding;
import dev.lapse.history.SteadySeen;
import dev.lapse.history.StepStarted;
import dev.lapse.history.Trouble;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code run_completed} and {@code trouble}. Such a finding is there only when the harness did not do all its work.
 *
 * <ul>
 *   <li>Asked: did the run come to its end, and without trouble?
 *   <li>Seen: where it ended, or what the trouble was, and when.
 *   <li>Sure: never: what the harness did not do tells nothing of the cluster.
 * </ul>
 *
 * <ul>
 *   <li>PASS is never said: a run that did all has no such finding.
 *   <li>FAIL is never said: what the harness did not do tells nothing of the cluster.
 *   <li>UNKNOWN when the run was interrupted, failed, or has no end; when a gate before a steady phase was missed or
 *       none was reached; when no step began; when the Docker engine was lost in its course, and then instead of each
 *       FAIL; and once for each other trouble that the harness had.
 * </ul>
 */
final class RunChecker implements Checker {
    @Override
    public List<Finding> check(RunLog run, Measurements measured) {
        List<Finding> findings = new ArrayList<>();
        shortfall(run).ifPresent(findings::add);
        lostEngine(run)
                .ifPresent(lost -> findings.add(new Finding(
                        "trouble",
                        Verdict.UNKNOWN,
                        "",
                        "at " + Wording.at(lost.atNanos()),
                        trouble("the Docker engine did not answer from then on: " + lost.what()))));
        for (Trouble trouble : run.of(Trouble.class)) {
            findings.add(new Finding(
                    "trouble",
                    Verdict.UNKNOWN,
                    "",
                    "at " + Wording.at(trouble.atNanos()),
                    trouble("at " + Wording.at(trouble.atNanos()) + ": " + trouble.what())));
        }
        return findings;
    }

    private static Account trouble(String seen) {
        return new Account(
                "did the harness do its work without trouble?",
                seen,
                "no, the trouble may have changed what the other findings say");
    }

    /** Since when the engine did not answer. */
    private static Optional<EngineLost> lostEngine(RunLog run) {
        return run.of(EngineLost.class).stream().findFirst();
    }

    /** The same finding, but not FAIL where the engine was lost: that may be its doing. */
    static Finding doubted(RunLog run, Finding finding) {
        Optional<EngineLost> lost = lostEngine(run);
        if (lost.isEmpty() || finding.verdict() != Verdict.FAIL) {
            return finding;
        }
        return new Finding(
                finding.checker(),
                Verdict.UNKNOWN,
                finding.limit(),
                finding.measured(),
                finding.account()
                        .withSure("no, the Docker engine did not answer from "
                                + Wording.at(lost.get().atNanos()) + " on, so it is not known whose doing this is"));
    }

    /** What the run did not do; empty when it did all. */
    private static Optional<Finding> shortfall(RunLog run) {
        Optional<RunEnded> end = run.of(RunEnded.class).stream().reduce((earlier, later) -> later);
        if (end.isEmpty()) {
            return unknown("no end", "the history has no end; the harness was killed or is still running");
        }
        RunEnding how = end.get().how();
        if (how != RunEnding.COMPLETED) {
            return unknown(
                    how.text(),
                    "the run was " + how + " at " + Wording.at(end.get().atNanos()));
        }
        if (!run.isCompleted()) {
            return unknown("gate missed", "the run ended at a gate that was not reached");
        }
        if (run.gates(GateSide.BEFORE).noneMatch(SteadySeen::reached)) {
            return unknown("no gate", "the cluster was not seen to be steady before the first step");
        }
        if (run.of(ClusterReady.class).stream().anyMatch(ClusterReady::differs)) {
            return Optional.empty(); // that finding is the settings'
        }
        return run.of(StepStarted.class).isEmpty()
                ? unknown("no step", "no step began, so nothing was asked of the cluster")
                : Optional.empty();
    }

    private static Optional<Finding> unknown(String measured, String seen) {
        Account account = new Account(
                "did the run come to its end, with a steady cluster at its begin?",
                seen,
                "no, what was not done tells nothing of the cluster");
        return Optional.of(new Finding("run_completed", Verdict.UNKNOWN, "", measured, account));
    }
}

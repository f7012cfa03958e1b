package dev.lapse.cli;

import dev.lapse.check.Expectation;
import dev.lapse.check.Limit;
import dev.lapse.check.RoleLanes;
import dev.lapse.history.Lane;
import dev.lapse.oracle.Client;
import dev.lapse.oracle.Formula;
import dev.lapse.oracle.Oracle;
import dev.lapse.scenario.Scenario;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Whether what is predicted lies within what a scenario expects of its outages.
 *
 * @param asked the faults of each of its steps
 */
record PredictedLimits(Oracle oracle, Scenario scenario, List<PredictCommand.AskedFaults> asked) {
    /** A line for each expectation of outages that has a limit. */
    List<String> lines() {
        return expectations().stream()
                .filter(expected -> expected.check() == Expectation.Check.WRITE_OUTAGE
                        || expected.check() == Expectation.Check.READ_OUTAGE)
                .filter(expected -> expected.limit() != Limit.UNCHECKED)
                .map(expected -> "the scenario expects " + expected + fit(expected))
                .toList();
    }

    private List<Expectation> expectations() {
        return RoleLanes.foreseen(
                scenario.expectations(),
                scenario.lanes(),
                scenario.cluster().layout().leader());
    }

    private String fit(Expectation expected) {
        if (!(expected.limit() instanceof Limit.Length limit)) {
            return "";
        }
        List<Formula> formulas = new ArrayList<>();
        int without = 0;
        for (PredictCommand.AskedFaults faults : asked) {
            for (Lane lane : scenario.lanes()) {
                Optional<Client> client = Client.of(lane)
                        .filter(one -> expected.check().laneKind().equals(Optional.of(lane.kind()))
                                && expected.binds(lane.name(), faults.step(), expectations()));
                if (client.isPresent()) {
                    Optional<Formula> formula = faults.formula(oracle, client.get());
                    formula.ifPresent(formulas::add);
                    without += formula.isEmpty() ? 1 : 0;
                }
            }
        }
        if (formulas.isEmpty()) {
            return without == 0 ? "" : ": NO FORMULA";
        }
        return ": " + fit(limit, formulas, without == 0);
    }

    /** @param all whether there is a formula for each lane and fault; else the longest outage may be another one */
    private static String fit(Limit.Length limit, List<Formula> formulas, boolean all) {
        Duration from = formulas.stream()
                .map(formula -> formula.total().from())
                .min(Comparator.naturalOrder())
                .orElseThrow();
        Duration to = formulas.stream()
                .map(formula -> formula.total().to())
                .max(Comparator.naturalOrder())
                .orElseThrow();
        String predicted = "what is predicted, "
                + (to.isZero() ? "none" : PredictionTable.seconds(from) + " to " + PredictionTable.seconds(to))
                + ", is ";
        if (limit.max().isPresent() && to.compareTo(limit.max().get()) > 0) {
            boolean always = from.compareTo(limit.max().get()) > 0;
            return predicted + "above by " + (always ? "" : "up to ")
                    + PredictionTable.seconds(to.minus(limit.max().get()))
                    + (all ? "" : "; not for all lanes and faults");
        }
        if (!all) {
            return predicted + "not of all lanes and faults, and another may be out longer";
        }
        if (to.compareTo(limit.min()) < 0) {
            return predicted + "below by " + PredictionTable.seconds(limit.min().minus(to)) + " or more";
        }
        return from.compareTo(limit.min()) < 0
                ? predicted + "below by up to "
                        + PredictionTable.seconds(limit.min().minus(from))
                : predicted + "inside";
    }
}

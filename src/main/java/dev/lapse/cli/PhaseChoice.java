package dev.lapse.cli;

import dev.lapse.cluster.LapseException;
import dev.lapse.fault.FaultSpec;
import dev.lapse.history.LaneKind;
import dev.lapse.oracle.Client;
import dev.lapse.oracle.Formula;
import dev.lapse.oracle.Incident;
import dev.lapse.oracle.Interval;
import dev.lapse.oracle.Oracle;
import dev.lapse.scenario.Incidents;
import dev.lapse.scenario.LeasePhase;
import dev.lapse.scenario.Scenario;
import dev.lapse.scenario.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What {@code run --phase} asks for: all faults of a scenario at one phase of the leader lease, or each at its worst.
 *
 * @param fixed empty: the worst, by the formula of each fault
 */
record PhaseChoice(Optional<LeasePhase> fixed) {
    private static final int STEPS = 100;

    /** What a phase changes less than this is no reason to wait for it. */
    private static final Duration MATTERS = Duration.ofMillis(100);

    /**
     * A scenario whose faults hit at the phases that were chosen.
     *
     * @param told which, and why: a line per fault
     */
    record Chosen(Scenario scenario, List<String> told) {}

    /** How long writes may stop when the fault hits so long after a renewal, whichever client asks. */
    private record StopAt(Duration sinceRenewal, Interval length) {
        private static final Comparator<StopAt> BY_LENGTH = Comparator.comparing(
                        (StopAt stop) -> stop.length().to())
                .thenComparing(stop -> stop.length().from());
    }

    /**
     * What the formulas of a fault say.
     *
     * @param phase the worst; empty: each is as bad as another, or nothing is known
     * @param longest how long writes may stop then
     */
    private record Advice(Optional<LeasePhase> phase, Duration longest, String why) {}

    /** @throws LapseException of kind BAD_INPUT when it is no phase */
    static PhaseChoice parse(String text) {
        try {
            return new PhaseChoice(
                    text.equals(LeasePhase.WORST) ? Optional.empty() : Optional.of(new LeasePhase(text)));
        } catch (IllegalArgumentException bad) {
            throw new LapseException(
                    LapseException.Kind.BAD_INPUT, "--phase " + text + ": " + bad.getMessage() + "; or worst", bad);
        }
    }

    /** The scenario with these phases in place of its own, and of its jitter. */
    Chosen of(Scenario scenario) {
        Oracle oracle = Oracle.of(scenario.cluster());
        List<Step> steps = new ArrayList<>();
        List<String> told = new ArrayList<>();
        int injects = 0;
        for (int i = 0; i < scenario.steps().size(); i++) {
            Step step = scenario.steps().get(i);
            if (step instanceof Step.Inject inject) {
                String name = "inject#" + ++injects;
                Optional<Duration> hold = Incidents.holdAfter(
                        scenario.steps().subList(i + 1, scenario.steps().size()));
                steps.add(fixed.map(inject::at).orElseGet(() -> worst(inject, name, hold, oracle, scenario, told)));
            } else {
                steps.add(step);
            }
        }
        return new Chosen(scenario.doing(steps), told);
    }

    /** All faults of a step hit at once: it is that one's phase which may stop writes for longest. */
    private static Step.Inject worst(
            Step.Inject inject,
            String name,
            Optional<Duration> hold,
            Oracle oracle,
            Scenario scenario,
            List<String> told) {
        List<Advice> advices = new ArrayList<>();
        for (FaultSpec fault : inject.faults()) {
            Advice advice = advice(Incidents.of(fault, hold), oracle, clients(scenario));
            advices.add(advice);
            told.add(name + ", " + fault.fault() + " of " + fault.target() + ": "
                    + advice.phase().map(phase -> "phase " + phase).orElse("no phase") + ", " + advice.why());
        }
        return advices.stream()
                .filter(advice -> advice.phase().isPresent())
                .max(Comparator.comparing(Advice::longest))
                .flatMap(Advice::phase)
                .map(inject::at)
                .orElse(inject);
    }

    private static List<Client> clients(Scenario scenario) {
        List<Client> clients = scenario.lanes().stream()
                .filter(lane -> lane.kind() == LaneKind.WRITE)
                .flatMap(lane -> Client.of(lane).stream())
                .distinct()
                .toList();
        return clients.isEmpty() ? List.of(Client.BALANCED) : clients;
    }

    private static Advice advice(Incident incident, Oracle oracle, List<Client> clients) {
        List<Formula> formulas = clients.stream()
                .flatMap(client -> oracle.formula(incident, client).stream())
                .toList();
        if (formulas.isEmpty()) {
            return new Advice(Optional.empty(), Duration.ZERO, "since no formula tells which is the worst");
        }
        Duration loop = formulas.get(0).range();
        List<StopAt> stops = IntStream.rangeClosed(0, STEPS)
                .mapToObj(i -> loop.multipliedBy(i).dividedBy(STEPS))
                .map(since -> new StopAt(since, longest(formulas, since)))
                .toList();
        StopAt worst = stops.stream()
                .reduce((one, other) -> StopAt.BY_LENGTH.compare(other, one) > 0 ? other : one)
                .orElseThrow();
        StopAt best = stops.stream().min(StopAt.BY_LENGTH).orElseThrow();
        Duration longest = worst.length().to();
        if (!differ(worst.length().to(), best.length().to())
                && !differ(worst.length().from(), best.length().from())) {
            String why = longest.isZero()
                    ? "since writes do not stop at any"
                    : "since writes stop for up to " + seconds(longest) + " at each";
            return new Advice(Optional.empty(), longest, why);
        }
        return new Advice(
                Optional.of(phase(worst.sinceRenewal(), loop)),
                longest,
                "where writes stop for " + text(worst.length()) + "; at best it is " + text(best.length()));
    }

    private static boolean differ(Duration one, Duration other) {
        return one.minus(other).abs().compareTo(MATTERS) > 0;
    }

    private static Interval longest(List<Formula> formulas, Duration sinceRenewal) {
        return formulas.stream()
                .map(formula -> formula.after(sinceRenewal).total())
                .max(Comparator.comparing(Interval::to).thenComparing(Interval::from))
                .orElseThrow();
    }

    private static LeasePhase phase(Duration sinceRenewal, Duration loop) {
        if (sinceRenewal.compareTo(LeasePhase.AFTER_RENEWAL.sinceRenewal(loop)) <= 0) {
            return LeasePhase.AFTER_RENEWAL;
        }
        return sinceRenewal.compareTo(LeasePhase.BEFORE_RENEWAL.sinceRenewal(loop)) >= 0
                ? LeasePhase.BEFORE_RENEWAL
                : LeasePhase.at(Math.round(100.0 * sinceRenewal.toNanos() / loop.toNanos()) / 100.0);
    }

    private static String text(Interval length) {
        return seconds(length.from()) + " to " + seconds(length.to());
    }

    private static String seconds(Duration length) {
        return String.format(Locale.ROOT, "%.1fs", length.toMillis() / 1e3);
    }
}

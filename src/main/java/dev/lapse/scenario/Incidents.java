package dev.lapse.scenario;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.FaultOption;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Target;
import dev.lapse.fault.FaultSpec;
import dev.lapse.history.StepKind;
import dev.lapse.oracle.Incident;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** The faults of a scenario, as the oracle takes them. */
public final class Incidents {
    private Incidents() {}

    /**
     * A fault of a step.
     *
     * @param text for people: {@code kill patroni (sigkill) of primary}
     */
    public record Injected(String text, Incident incident) {}

    /** One that is not healed yet, as a later step meets it. */
    private record GoingOn(FaultSpec fault, Injected injected) {}

    /**
     * The faults of each step that injects, by its name such as {@code inject#1}, in order; and behind them those of
     * earlier steps that are not healed by then. Who is the primary is known of the first step alone, where the
     * topology names its leader.
     */
    public static Map<String, List<Injected>> byStep(List<Step> steps, ClusterSpec cluster) {
        Map<String, List<Injected>> byStep = new LinkedHashMap<>();
        List<GoingOn> goingOn = List.of();
        for (int i = 0; i < steps.size(); i++) {
            if (steps.get(i) instanceof Step.Inject inject) {
                List<Step> after = steps.subList(i + 1, steps.size());
                Map<Target.Kind, NodeName> roles = byStep.isEmpty()
                        ? cluster.layout()
                                .leader()
                                .map(leader -> Map.of(Target.Kind.PRIMARY, leader))
                                .orElse(Map.of())
                        : Map.of();
                List<Injected> faults = new ArrayList<>();
                List<GoingOn> later = new ArrayList<>(goingOn);
                for (FaultSpec fault : inject.faults()) {
                    Incident now = of(fault, heldFor(fault, after)).knowing(roles);
                    faults.add(new Injected(text(fault), now));
                    later.add(new GoingOn(fault, new Injected(text(fault), now.goingOn())));
                }
                goingOn.forEach(each -> faults.add(each.injected()));
                byStep.put(StepKind.INJECT + "#" + (byStep.size() + 1), List.copyOf(faults));
                goingOn =
                        later.stream().filter(each -> !each.fault().isPlanned()).toList();
            } else if (steps.get(i) instanceof Step.Heal heal) {
                goingOn = goingOn.stream()
                        .filter(each -> !heals(heal, each.fault()))
                        .toList();
            }
        }
        return byStep;
    }

    /** @param hold empty: it is not healed, or there is nothing to heal */
    public static Incident of(FaultSpec fault, Optional<Duration> hold) {
        Map<String, String> options = new HashMap<>();
        for (FaultOption option : fault.fault().options()) {
            options.put(option.name(), fault.option(option.name()));
        }
        return new Incident(fault.fault(), fault.flavour(), fault.target(), options, hold);
    }

    /** {@code kill patroni (sigkill) of primary}: with the process that is hit, where there is one. */
    public static String text(FaultSpec fault) {
        return name(fault) + " (" + fault.flavour() + ") of " + fault.target();
    }

    /** {@code kill patroni}. */
    public static String name(FaultSpec fault) {
        return fault.fault()
                + fault.fault()
                        .option("process")
                        .map(option -> " " + fault.option(option.name()))
                        .orElse("");
    }

    /** From an injection to the heal of all that comes first in these steps; empty: there is none. */
    public static Optional<Duration> holdAfter(List<Step> steps) {
        return holdUntil(steps, heal -> heal.faults().isEmpty());
    }

    private static Optional<Duration> heldFor(FaultSpec fault, List<Step> after) {
        return fault.isPlanned() ? Optional.empty() : holdUntil(after, heal -> heals(heal, fault));
    }

    private static boolean heals(Step.Heal heal, FaultSpec fault) {
        return heal.faults().isEmpty() || heal.faults().contains(fault.fault().text());
    }

    private static Optional<Duration> holdUntil(List<Step> steps, Predicate<Step.Heal> heals) {
        Duration hold = Duration.ZERO;
        for (Step step : steps) {
            if (step instanceof Step.Heal heal && heals.test(heal)) {
                return Optional.of(hold);
            } else if (step instanceof Step.Hold holding) {
                hold = hold.plus(holding.duration());
            }
        }
        return Optional.empty();
    }
}

package dev.lapse.scenario;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.LapseException;
import dev.lapse.fault.FaultSpec;
import dev.lapse.scenario.FileKey.InjectKey;
import dev.lapse.scenario.FileKey.TargetKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Steps that are given one at a time, held against the same rules as those of a file: what would be an error there is
 * one here, in the same words without a place.
 */
public final class StepByHand {
    private static final String SOURCE = "by-hand";
    private static final String HOST_OF = TargetKey.HOST_OF.text() + ":";

    private StepByHand() {}

    /**
     * Injects one fault, at one target or at several.
     *
     * @param active what is injected already
     * @param target as in a file; several with commas between them
     * @param given what else a file could say of it, such as {@code flavour} to {@code disconnect}, or {@code phase}
     * @throws LapseException of kind BAD_INPUT when there is no such fault, target, flavour or option, or when it
     *     cannot be injected beside what is
     */
    public static Step.Inject inject(
            ClusterSpec cluster, List<FaultSpec> active, String fault, String target, Map<String, String> given) {
        Map<String, String> words = new LinkedHashMap<>(given);
        String phase = words.remove(InjectKey.PHASE.text());
        String aim = words.isEmpty() && !target.startsWith(HOST_OF)
                ? listed(target)
                : entries(target, words).entrySet().stream()
                        .map(entry -> quoted(entry.getKey()) + ": "
                                + (entry.getKey().equals(TargetKey.TARGET.text())
                                        ? listed(entry.getValue())
                                        : quoted(entry.getValue())))
                        .collect(Collectors.joining(", ", "{", "}"));
        Problems problems = new Problems();
        Optional<Step> step = new StepsReader(cluster, Profile.DEFAULT)
                .step(Value.document(
                        "inject: {" + quoted(fault) + ": " + aim
                                + (phase == null ? "" : ", " + InjectKey.PHASE.text() + ": " + quoted(phase)) + "}",
                        SOURCE,
                        problems));
        told(problems);
        Step.Inject inject = (Step.Inject) step.orElseThrow();
        List<Step> steps = new ArrayList<>(before(active));
        steps.add(inject);
        if (!active.isEmpty() || inject.faults().stream().anyMatch(injected -> !injected.isPlanned())) {
            steps.add(Step.healAll());
        }
        obey(steps, cluster);
        return inject;
    }

    /**
     * Heals these faults, or all.
     *
     * @throws LapseException of kind BAD_INPUT when such a fault is not injected
     */
    public static Step.Heal heal(ClusterSpec cluster, List<FaultSpec> active, List<String> faults) {
        List<String> named = faults.equals(List.of("all")) ? List.of() : faults;
        Step.Heal heal = new Step.Heal(named);
        List<Step> steps = new ArrayList<>(before(active));
        steps.add(heal);
        if (active.stream()
                .anyMatch(fault ->
                        !named.isEmpty() && !named.contains(fault.fault().text()))) {
            steps.add(Step.healAll());
        }
        obey(steps, cluster);
        return heal;
    }

    private static Map<String, String> entries(String target, Map<String, String> words) {
        Map<String, String> entries = new LinkedHashMap<>();
        boolean hostOf = target.startsWith(HOST_OF);
        entries.put(
                (hostOf ? TargetKey.HOST_OF : TargetKey.TARGET).text(),
                hostOf ? target.substring(HOST_OF.length()).strip() : target);
        for (TargetKey key : List.of(TargetKey.TARGET, TargetKey.HOST_OF)) {
            if (words.containsKey(key.text())) {
                throw new LapseException(
                        LapseException.Kind.BAD_INPUT,
                        "option " + key.text() + ": the target is given already, " + target);
            }
        }
        entries.putAll(words);
        return entries;
    }

    private static List<Step> before(List<FaultSpec> active) {
        Step steady = Step.steady(Duration.ofSeconds(1));
        return active.isEmpty() ? List.of(steady) : List.of(steady, new Step.Inject(active, Duration.ZERO));
    }

    private static void obey(List<Step> steps, ClusterSpec cluster) {
        List<String> broken = ScenarioRules.steps(steps, cluster).stream()
                .map(ScenarioRules.BrokenStep::message)
                .distinct()
                .toList();
        if (!broken.isEmpty()) {
            throw new LapseException(LapseException.Kind.BAD_INPUT, String.join("\n", broken));
        }
    }

    private static void told(Problems problems) {
        try {
            problems.throwIfAny();
        } catch (LapseException bad) {
            String words = bad.getMessage()
                    .lines()
                    .map(line -> line.replaceFirst("^" + SOURCE + ":\\d+:\\d+: ", ""))
                    .collect(Collectors.joining("\n"));
            throw new LapseException(LapseException.Kind.BAD_INPUT, words, bad);
        }
    }

    /** Several targets have commas between them. */
    private static String listed(String targets) {
        return targets.contains(",")
                ? Arrays.stream(targets.split(",", -1))
                        .map(target -> quoted(target.strip()))
                        .collect(Collectors.joining(", ", "[", "]"))
                : quoted(targets);
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replaceAll("\\p{Cntrl}", "?") + "\"";
    }
}

package dev.lapse.scenario;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.FaultName;
import dev.lapse.cluster.FaultOption;
import dev.lapse.cluster.Nearest;
import dev.lapse.cluster.Target;
import dev.lapse.component.Components;
import dev.lapse.fault.FaultSpec;
import dev.lapse.history.StepKind;
import dev.lapse.scenario.FileKey.InjectKey;
import dev.lapse.scenario.FileKey.TargetKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** Reads {@code steps}. */
final class StepsReader {
    private static final List<String> KINDS =
            Arrays.stream(StepKind.values()).map(StepKind::text).toList();

    private final ClusterSpec cluster;
    private final Profile profile;

    StepsReader(ClusterSpec cluster, Profile profile) {
        this.cluster = cluster;
        this.profile = profile;
    }

    List<Step> steps(Value value) {
        List<Step> steps = new ArrayList<>();
        List<Value> items = value.list("a list of steps such as - steady: 10s").orElse(List.of());
        List<Value> places = new ArrayList<>();
        for (Value item : items) {
            step(item).ifPresent(step -> {
                steps.add(step);
                places.add(item);
            });
        }
        if (value.isList() && items.isEmpty()) {
            value.problem("expected at least one step, such as - steady: 10s");
        }
        if (!steps.isEmpty() && steps.size() == items.size()) {
            ScenarioRules.steps(steps, cluster)
                    .forEach(broken -> places.get(broken.index()).problem(broken.message()));
        }
        return steps;
    }

    /** One step, by itself: what must hold among steps is for {@link ScenarioRules#steps}. */
    Optional<Step> step(Value item) {
        Optional<Fields> fields = item.fields("a step such as hold: 60s");
        if (fields.isEmpty()) {
            return Optional.empty();
        }
        fields.get().rejectUnknown("step", KINDS);
        if (fields.get().names().size() != 1) {
            item.problem("expected one step, was " + fields.get().names().size() + ": "
                    + Nearest.list(fields.get().names()) + "; begin each with a hyphen of its own");
            return Optional.empty();
        }
        String name = fields.get().names().iterator().next();
        Value value = fields.get().get(name).orElseThrow();
        return StepKind.of(name).flatMap(kind -> switch (kind) {
            case STEADY -> timed(value, Step::steady);
            case HOLD -> timed(value, Step::hold);
            case SETTLE -> timed(value, Step::settle);
            case HEAL -> heal(value);
            case INJECT -> inject(value);
        });
    }

    private Optional<Step> timed(Value value, Function<Duration, Step> maker) {
        return PerProfile.duration(value, profile, "60s")
                .flatMap(duration -> value.checked(() -> maker.apply(duration)));
    }

    private Optional<Step> heal(Value value) {
        List<String> faults = new ArrayList<>();
        for (Value item : value.oneOrMore()) {
            Optional<String> name = item.text("all, or names of faults");
            if (name.isEmpty()) {
                return Optional.empty();
            }
            faults.add(name.get());
        }
        return Optional.of(new Step.Heal(faults.equals(List.of("all")) ? List.of() : faults));
    }

    private Optional<Step> inject(Value value) {
        Optional<Fields> fields = value.fields("a map of fault to target, such as {network-loss: primary}");
        if (fields.isEmpty()) {
            return Optional.empty();
        }
        List<FaultSpec> faults = new ArrayList<>();
        boolean[] complete = {true};
        fields.get().all().forEach((name, field) -> {
            if (name.equals(InjectKey.JITTER.text())) {
                return;
            }
            Optional<FaultName> fault = FaultName.find(name);
            if (fault.isEmpty()) {
                field.key().problem(Nearest.unknown("fault", name, FaultName.texts()));
            }
            for (Value aim : fault.isPresent() ? field.value().oneOrMore() : List.<Value>of()) {
                fault(fault.get(), aim).ifPresentOrElse(faults::add, () -> complete[0] = false);
            }
            complete[0] &= fault.isPresent();
        });
        Optional<Duration> jitter = fields.get()
                .get(InjectKey.JITTER)
                .map(given -> PerProfile.duration(given, profile, "10s"))
                .orElse(Optional.of(Duration.ZERO));
        if (!complete[0] || jitter.isEmpty()) {
            return Optional.empty();
        }
        return value.checked(() -> new Step.Inject(faults, jitter.get()));
    }

    private Optional<FaultSpec> fault(FaultName fault, Value aim) {
        if (!aim.isMap()) {
            return target(fault, aim).flatMap(target -> checked(aim, Step.fault(fault, target)));
        }
        List<String> keys = new ArrayList<>(FileKey.texts(TargetKey.values()));
        fault.options().forEach(option -> keys.add(option.name()));
        Optional<Fields> fields = aim.fields("a target", keys);
        if (fields.isEmpty()) {
            return Optional.empty();
        }
        Optional<Map<String, String>> options = options(fault, fields.get());
        Optional<String> flavour = fields.get().has(TargetKey.FLAVOUR)
                ? fields.get()
                        .get(TargetKey.FLAVOUR)
                        .flatMap(value -> value.oneOf("flavour of " + fault.text(), fault.flavours(), word -> word))
                : Optional.of(fault.flavours().get(0));
        Optional<Target> target = fields.get().has(TargetKey.HOST_OF)
                ? fields.get().get(TargetKey.HOST_OF).flatMap(this::hostOf)
                : fields.get().required(TargetKey.TARGET).flatMap(value -> target(fault, value));
        return flavour.flatMap(word ->
                target.flatMap(at -> options.flatMap(given -> checked(aim, new FaultSpec(fault, word, at, given)))));
    }

    private Optional<FaultSpec> checked(Value aim, FaultSpec spec) {
        Optional<String> problem = ScenarioRules.fault(spec, cluster);
        problem.ifPresent(aim::problem);
        return problem.isEmpty() ? Optional.of(spec) : Optional.empty();
    }

    private Optional<Map<String, String>> options(FaultName fault, Fields fields) {
        Map<String, String> options = new TreeMap<>();
        for (FaultOption option : fault.options()) {
            Optional<Value> value = fields.get(option.name());
            if (value.isPresent()) {
                List<String> words = Components.SHIPPED.and(cluster).words(option);
                Optional<String> given = words.isEmpty()
                        ? value.get().parsed(option.expected(), option::checked)
                        : value.get().oneOf(option.name() + " of " + fault.text(), words, word -> word);
                if (given.isEmpty()) {
                    return Optional.empty();
                }
                options.put(option.name(), given.get());
            }
        }
        return Optional.of(options);
    }

    private Optional<Target> target(FaultName fault, Value value) {
        if (value.isMap()) {
            return value.fields("a target", TargetKey.HOST_OF)
                    .flatMap(fields -> fields.required(TargetKey.HOST_OF))
                    .flatMap(this::hostOf);
        }
        return value.text("a target such as primary").flatMap(name -> {
            Optional<Target> target = ScenarioRules.target(fault, name);
            Optional<String> problem = target.isPresent()
                    ? ScenarioRules.target(fault, target.get(), cluster)
                    : Optional.of(Nearest.unknown("target", name, ScenarioRules.targets(fault, cluster)));
            problem.ifPresent(value::problem);
            return problem.isEmpty() ? target : Optional.empty();
        });
    }

    private Optional<Target> hostOf(Value value) {
        return value.oneOf("role", ScenarioRules.roles(), role -> role).flatMap(Target::ofRole);
    }
}

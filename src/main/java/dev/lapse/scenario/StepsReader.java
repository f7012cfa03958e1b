package dev.lapse.scenario;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.FaultName;
import dev.lapse.cluster.FaultOption;
import dev.lapse.cluster.Host;
import dev.lapse.cluster.Layout;
import dev.lapse.cluster.Nearest;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Switch;
import dev.lapse.cluster.Target;
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

    /** What Patroni calls it; people write it from habit. */
    private static final String CANDIDATE = "candidate";

    private final ClusterSpec cluster;
    private final Profile profile;
    private boolean isLeaderKnown;

    StepsReader(ClusterSpec cluster, Profile profile) {
        this.cluster = cluster;
        this.profile = profile;
    }

    List<Step> steps(Value value) {
        List<Step> steps = new ArrayList<>();
        List<Value> items = value.list("a list of steps such as - steady: 10s").orElse(List.of());
        List<Value> places = new ArrayList<>();
        for (Value item : items) {
            isLeaderKnown = steps.stream().noneMatch(Step.Inject.class::isInstance);
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
        Optional<FaultName> only = withOptions(fields.get());
        fields.get().all().forEach((name, field) -> {
            boolean isOption = only.flatMap(fault -> fault.option(name)).isPresent();
            if (isOption || FileKey.texts(InjectKey.values()).contains(name)) {
                return;
            }
            Optional<FaultName> fault = FaultName.find(name);
            if (fault.isEmpty()) {
                field.key()
                        .problem(
                                name.equals("failover")
                                        ? "unknown fault \"failover\"; write switchover, such as switchover: {to: pg2}"
                                        : Nearest.of(name, FileKey.texts(InjectKey.values()))
                                                .map(key ->
                                                        "unknown fault \"" + name + "\"; did you mean \"" + key + "\"?")
                                                .orElseGet(() -> Nearest.unknown("fault", name, FaultName.texts())));
            }
            List<Value> aims = field.value().oneOrMore();
            if (aims.isEmpty()) {
                field.value().problem("expected a target or a list of them, was an empty list");
                complete[0] = false;
            }
            for (Value aim : fault.isPresent() ? aims : List.<Value>of()) {
                faults(fault.get(), aim).ifPresentOrElse(faults::addAll, () -> complete[0] = false);
            }
            if (only.equals(fault) && fault.isPresent()) {
                Optional<Map<String, String>> options = options(fault.get(), fields.get());
                options.ifPresent(beside -> beside.keySet().removeAll(FileKey.texts(InjectKey.values())));
                complete[0] &= options.isPresent() && !faults.isEmpty();
                List<FaultSpec> plain = List.copyOf(faults);
                faults.clear();
                plain.forEach(one -> checked(
                                field.key(),
                                new FaultSpec(one.fault(), one.flavour(), one.target(), options.orElse(Map.of())))
                        .ifPresentOrElse(faults::add, () -> complete[0] = false));
            }
            complete[0] &= fault.isPresent();
        });
        Optional<Duration> jitter = fields.get()
                .get(InjectKey.JITTER)
                .map(given -> PerProfile.duration(given, profile, "10s"))
                .orElse(Optional.of(Duration.ZERO));
        Optional<Value> asked = fields.get().get(InjectKey.PHASE);
        Optional<LeasePhase> phase = asked.flatMap(given -> given.parsed(LeasePhase.EXPECTED, LeasePhase::new));
        if (!complete[0] || jitter.isEmpty() || asked.isPresent() && phase.isEmpty()) {
            return Optional.empty();
        }
        return value.checked(() -> new Step.Inject(faults, jitter.get(), phase));
    }

    /** The only fault of the step, where its options stand beside it: {@code {latency: a-b, delay: 40ms}}. */
    private static Optional<FaultName> withOptions(Fields fields) {
        List<Fields.Field> others = new ArrayList<>();
        List<FaultName> named = new ArrayList<>();
        fields.all().forEach((name, field) -> {
            Optional<FaultName> fault = FaultName.find(name);
            if (fault.isPresent()) {
                named.add(fault.get());
                others.add(field);
            }
        });
        return named.size() == 1
                        && others.get(0).value().oneOrMore().stream().noneMatch(Value::isMap)
                        && named.get(0).options().stream()
                                .map(FaultOption::name)
                                .filter(name ->
                                        !FileKey.texts(InjectKey.values()).contains(name))
                                .anyMatch(name -> fields.get(name).isPresent())
                ? Optional.of(named.get(0))
                : Optional.empty();
    }

    /** The fault at one target, or at each of a list of them. */
    private Optional<List<FaultSpec>> faults(FaultName fault, Value aim) {
        if (!aim.isMap()) {
            List<FaultSpec> at = new ArrayList<>();
            List<Target> targets = targets(fault, List.of(aim));
            targets.forEach(target -> checked(aim, Step.fault(fault, target)).ifPresent(at::add));
            return at.isEmpty() || at.size() < targets.size() ? Optional.empty() : Optional.of(at);
        }
        List<String> keys = new ArrayList<>(FileKey.texts(TargetKey.values()));
        fault.options().forEach(option -> keys.add(option.name()));
        Optional<Fields> fields = aim.fields("a target");
        if (fields.isEmpty()) {
            return Optional.empty();
        }
        if (fault == FaultName.SWITCHOVER && fields.get().get(CANDIDATE).isPresent()) {
            fields.get().all().get(CANDIDATE).key().problem("unknown key \"candidate\"; write to, such as to: pg2");
            return Optional.empty();
        }
        fields.get().rejectUnknown("key", keys);
        Optional<Map<String, String>> options = options(fault, fields.get());
        Optional<String> flavour = fields.get().has(TargetKey.FLAVOUR)
                ? fields.get()
                        .get(TargetKey.FLAVOUR)
                        .flatMap(value -> value.oneOf("flavour of " + fault.text(), fault.flavours(), word -> word))
                : Optional.of(fault.flavours().get(0));
        Optional<List<Target>> targets = targets(fault, fields.get());
        if (flavour.isEmpty() || options.isEmpty() || targets.isEmpty()) {
            return Optional.empty();
        }
        List<FaultSpec> faults = targets.get().stream()
                .flatMap(target -> checked(aim, new FaultSpec(fault, flavour.get(), target, options.get())).stream())
                .toList();
        return faults.size() == targets.get().size() ? Optional.of(faults) : Optional.empty();
    }

    private Optional<List<Target>> targets(FaultName fault, Fields fields) {
        if (fields.has(TargetKey.HOST_OF)) {
            return fields.get(TargetKey.HOST_OF).flatMap(this::hostOf).map(List::of);
        }
        boolean usual =
                fault == FaultName.SWITCHOVER && fields.get(TargetKey.TARGET).isEmpty();
        if (usual) {
            return Optional.of(List.of(Target.role(Target.Kind.PRIMARY)));
        }
        List<Value> values =
                fields.required(TargetKey.TARGET).map(Value::oneOrMore).orElse(List.of());
        if (values.isEmpty()) {
            fields.get(TargetKey.TARGET)
                    .ifPresent(value -> value.problem("expected a target or a list of them, was an empty list"));
        }
        List<Target> targets = targets(fault, values);
        return targets.isEmpty() ? Optional.empty() : Optional.of(targets);
    }

    /** What the values stand for, a site for each of its hosts; nothing when one of them stands for nothing. */
    private List<Target> targets(FaultName fault, List<Value> values) {
        List<Target> targets = new ArrayList<>();
        for (Value value : values) {
            Optional<String> word =
                    fault.aim() == FaultName.Aim.HOST && value.isText() ? value.rawText("") : Optional.empty();
            Optional<String> placed = word.flatMap(Layout::placedBy);
            Optional<List<NodeName>> site = placed.isPresent()
                    ? placed.flatMap(who -> siteOf(who, value))
                    : word.flatMap(cluster.layout()::site);
            if (placed.isPresent() && site.isEmpty()) {
                return List.of();
            }
            if (site.isPresent()) {
                site.get().forEach(host -> targets.add(Target.host(host)));
                continue;
            }
            Optional<Target> target = target(fault, value);
            if (target.isEmpty()) {
                return List.of();
            }
            targets.add(target.get());
        }
        return targets;
    }

    /** The hosts of the site of a host, or of the primary where it is known before the run. */
    private Optional<List<NodeName>> siteOf(String who, Value value) {
        boolean primary = who.equals(Target.Kind.PRIMARY.text());
        Optional<NodeName> host = primary
                ? cluster.layout().leader().filter(leader -> isLeaderKnown)
                : cluster.hosts().stream()
                        .map(Host::name)
                        .filter(name -> name.value().equals(who))
                        .findFirst();
        Optional<List<NodeName>> site = host.flatMap(cluster.layout()::siteOf).map(Layout.Site::hosts);
        if (host.isPresent() && site.isEmpty()) {
            value.problem("host " + host.get() + " is at no site");
        } else if (host.isEmpty() && Target.ofRole(who).isEmpty()) {
            List<String> known = new ArrayList<>(List.of(Target.Kind.PRIMARY.text()));
            cluster.hosts().forEach(each -> known.add(each.name().value()));
            value.problem(Nearest.unknown("host or role", who, known));
        } else if (site.isEmpty()) {
            value.problem("site-of " + who + ": which hosts a fault hits must be known before the run; name a host or"
                    + " the site itself, or give the topology a leader and hit site-of primary in the first inject");
        }
        return site;
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
                List<String> words = ScenarioRules.words(option, cluster);
                Optional<String> given = words.isEmpty()
                        ? value.get().parsed(option.expected(), option::checked)
                        : value.get()
                                .oneOf(option.name() + " of " + fault.text(), Switch.spellings(words), word -> word)
                                .map(word -> Switch.among(words, word));
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
            Optional<Target> target = ScenarioRules.targetOf(fault, name, cluster);
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

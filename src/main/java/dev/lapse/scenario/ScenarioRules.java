package dev.lapse.scenario;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.FaultName;
import dev.lapse.cluster.FaultOption;
import dev.lapse.cluster.Host;
import dev.lapse.cluster.HostProcess;
import dev.lapse.cluster.Nearest;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Remark;
import dev.lapse.cluster.Section;
import dev.lapse.cluster.Settings;
import dev.lapse.cluster.Target;
import dev.lapse.component.Components;
import dev.lapse.component.PatroniTimings;
import dev.lapse.fault.FaultSpec;
import dev.lapse.fault.Groups;
import dev.lapse.fault.LinkName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What must hold in any scenario, from a file or from Java. Each rule answers in messages; who asks adds the place. */
final class ScenarioRules {
    /** What stands between the groups of a partition. */
    static final String BETWEEN_GROUPS = "|";

    private ScenarioRules() {}

    /** A step that breaks a rule. */
    record BrokenStep(int index, String message) {}

    /** Patroni settings that break a rule. */
    record BrokenSettings(List<String> names, String message) {}

    /** The order of the steps, and that every fault has a target in this cluster. */
    static List<BrokenStep> steps(List<Step> steps, ClusterSpec cluster) {
        List<BrokenStep> broken = new ArrayList<>();
        List<FaultSpec> active = new ArrayList<>();
        Map<FaultSpec, Integer> injectedBy = new LinkedHashMap<>();
        for (int index = 0; index < steps.size(); index++) {
            Step step = steps.get(index);
            List<String> messages = new ArrayList<>();
            if (index == 0 && !(step instanceof Step.Steady)) {
                messages.add("the first step must be steady, such as steady: 10s, was " + step.kind());
            }
            if (step instanceof Step.Steady && !active.isEmpty()) {
                messages.add("the cluster cannot be steady while " + names(active) + " is injected; heal before it");
            }
            if (step instanceof Step.Inject inject) {
                for (FaultSpec fault : inject.faults()) {
                    fault(fault, cluster).ifPresent(messages::add);
                    if (active.contains(fault)) {
                        boolean twice = Collections.frequency(inject.faults(), fault) > 1;
                        messages.add(fault.fault() + " of " + fault.target()
                                + (twice ? " stands there twice" : " is injected already; heal it first"));
                        continue;
                    }
                    clash(active, inject.faults(), fault).ifPresent(messages::add);
                    if (!fault.isPlanned()) {
                        active.add(fault);
                        injectedBy.put(fault, index);
                    }
                }
            }
            if (step instanceof Step.Heal heal) {
                messages.addAll(heal(heal, active));
            }
            for (String message : messages) {
                broken.add(new BrokenStep(index, message));
            }
        }
        if (steps.isEmpty()) {
            throw new IllegalArgumentException("steps must name at least one step, such as steady: 10s");
        }
        active.forEach(fault -> broken.add(new BrokenStep(
                injectedBy.get(fault), fault.fault() + " of " + fault.target() + " is never healed; add heal: all")));
        return broken;
    }

    /**
     * Two faults that would be on one host at once. Only what is certain now: a host by its name, or a role named twice
     * in one step; roles move, and what they meet is checked when the fault is injected.
     */
    private static Optional<String> clash(List<FaultSpec> active, List<FaultSpec> sameStep, FaultSpec fault) {
        List<FaultSpec> others = fault.target().kind() == Target.Kind.HOST ? active : sameStep;
        return others.stream()
                .filter(other -> fault.target().kind() != Target.Kind.LINK
                        && fault.target().kind() != Target.Kind.REPLICA
                        && active.contains(other)
                        && other.target().equals(fault.target()))
                .flatMap(other -> other.clash(fault).stream())
                .findFirst()
                .map(clash -> clash + ", and both hit " + fault.target() + "; heal between them");
    }

    private static List<String> heal(Step.Heal heal, List<FaultSpec> active) {
        List<String> messages = new ArrayList<>();
        if (active.isEmpty()) {
            messages.add("nothing is injected that could be healed");
        }
        for (String name : heal.faults()) {
            if (!active.isEmpty()
                    && active.stream().noneMatch(fault -> fault.fault().text().equals(name))) {
                messages.add(Nearest.unknown(
                                "fault",
                                name,
                                active.stream()
                                        .map(FaultSpec::fault)
                                        .map(FaultName::text)
                                        .distinct()
                                        .toList())
                        .replace("known:", "injected:"));
            }
        }
        active.removeIf(fault ->
                heal.faults().isEmpty() || heal.faults().contains(fault.fault().text()));
        return messages;
    }

    private static String names(List<FaultSpec> faults) {
        return Nearest.list(faults.stream()
                .map(FaultSpec::fault)
                .map(FaultName::text)
                .distinct()
                .toList());
    }

    /** Whether the fault can be, and whether there is such a target in the cluster. */
    static Optional<String> fault(FaultSpec spec, ClusterSpec cluster) {
        return spec.problem()
                .or(() -> target(spec.fault(), spec.target(), cluster))
                .or(() -> noSuchNode(spec, cluster))
                .or(() -> carried(spec, cluster));
    }

    /** What an option may be in this cluster; empty: it is no word. */
    static List<String> words(FaultOption option, ClusterSpec cluster) {
        List<String> words = new ArrayList<>(Components.SHIPPED.and(cluster).words(option));
        if (option.kind() == FaultOption.Kind.NODE) {
            cluster.nodes().forEach(node -> words.add(node.value()));
        }
        return words;
    }

    /** Whether an option names a node that there is, and a standby only where there can be one. */
    private static Optional<String> noSuchNode(FaultSpec spec, ClusterSpec cluster) {
        return spec.fault().options().stream()
                .filter(option -> option.kind() == FaultOption.Kind.NODE)
                .flatMap(option -> {
                    String node = spec.option(option.name());
                    List<String> words = words(option, cluster);
                    if (!words.contains(node)) {
                        return Stream.of(Nearest.unknown(option.name() + " of " + spec.fault(), node, words));
                    }
                    return node.equals(Target.Kind.SYNC_STANDBY.text()) && !cluster.synchronous()
                            ? Stream.of(spec.fault() + " to " + node
                                    + ": patroni.synchronous_mode is not on, so there is none")
                            : Stream.empty();
                })
                .findFirst();
    }

    private static Optional<String> unknownProcess(FaultSpec spec, ClusterSpec cluster) {
        List<String> known = Components.SHIPPED.and(cluster).processes().stream()
                .map(HostProcess::text)
                .toList();
        return spec.fault().options().stream()
                .filter(option -> option.kind() == FaultOption.Kind.PROCESS)
                .map(option -> spec.option(option.name()))
                .filter(process -> !known.contains(process))
                .map(process -> Nearest.unknown("process of " + spec.fault(), process, known))
                .findFirst();
    }

    /** Whether a host that the target can turn out to be carries what the fault hits. */
    private static Optional<String> carried(FaultSpec spec, ClusterSpec cluster) {
        Optional<ComponentName> needed = spec.needs(cluster);
        if (needed.isEmpty()) {
            return Optional.empty();
        }
        List<Host> candidates = candidates(spec.target(), cluster);
        return candidates.stream().anyMatch(host -> host.carries(needed.get()))
                ? Optional.empty()
                : Optional.of(
                        spec.fault() + " needs a host with " + needed.get().text() + ", and " + spec.target()
                                + " carries "
                                + Nearest.list(candidates.stream()
                                        .flatMap(host -> host.carries().stream())
                                        .distinct()
                                        .map(component -> component.name().text())
                                        .toList()));
    }

    /** The hosts that a target can turn out to be. */
    private static List<Host> candidates(Target target, ClusterSpec cluster) {
        Optional<List<NodeName>> candidates = target.kind().candidates(cluster);
        return cluster.hosts().stream()
                .filter(host -> candidates
                        .map(names -> names.contains(host.name()))
                        .orElseGet(() -> host.name().value().equals(target.name())))
                .toList();
    }

    /** Whether there is such a target in the cluster, for a fault of that kind. */
    static Optional<String> target(FaultName fault, Target target, ClusterSpec cluster) {
        if (fault.aim() != FaultName.Aim.of(target)) {
            return Optional.of(fault.text() + " hits a " + word(fault.aim()) + ", and " + target + " is a "
                    + word(FaultName.Aim.of(target)) + "; known: " + Nearest.list(targets(fault, cluster)));
        }
        switch (target.kind()) {
            case VIP_HOLDER:
                return cluster.vip()
                        ? Optional.empty()
                        : Optional.of("vip-holder: topology " + cluster.topology() + " has vip: false");
            case SYNC_STANDBY:
                return cluster.synchronous()
                        ? Optional.empty()
                        : Optional.of("sync-standby: patroni.synchronous_mode is not on, so there is none");
            case REPLICA:
            case ALL_REPLICAS:
                return cluster.nodes().size() > 1
                        ? Optional.empty()
                        : Optional.of(
                                target + ": topology " + cluster.topology() + " has one node, which is the primary");
            case HOST:
                return targets(fault, cluster).contains(target.name())
                        ? Optional.empty()
                        : Optional.of(Nearest.unknown("target", target.name(), targets(fault, cluster)));
            case LINK:
                return link(fault, target.name(), cluster);
            case GROUPS:
                return Groups.problem(target.name(), cluster);
            case PRIMARY:
            case ETCD_LEADER:
            case ETCD_MAJORITY:
                return Optional.empty();
        }
        throw new AssertionError(target);
    }

    private static Optional<String> link(FaultName fault, String name, ClusterSpec cluster) {
        Optional<LinkName> link = LinkName.parse(name, cluster);
        if (link.isEmpty()) {
            return Optional.of(Nearest.unknown("link", name, targets(fault, cluster)) + partsOf(name));
        }
        if (fault != FaultName.LINK_LOSS && !link.get().isUsed(cluster)) {
            String turned = link.get().to() + "-" + link.get().from();
            return Optional.of(
                    "link " + name + ": nothing connects from " + link.get().from() + " to "
                            + link.get().to()
                            + (LinkName.parse(turned, cluster)
                                            .filter(other -> other.isUsed(cluster))
                                            .isPresent()
                                    ? "; did you mean \"" + turned + "\"?"
                                    : "; known: " + Nearest.list(targets(fault, cluster))));
        }
        if (fault == FaultName.LINK_LOSS && link.get().ofClients()) {
            return Optional.of("link-loss leaves clients alone; for client-haproxy take refuse or blackhole");
        }
        return Optional.empty();
    }

    /** A link is named by two words; of three the last one is often the service. */
    private static String partsOf(String name) {
        if (name.contains(",")) {
            return "; write several as a list: [" + name.replaceAll(" *, *", ", ") + "]";
        }
        String[] parts = name.split("-");
        return parts.length == 3
                ? "; a link is FROM-TO: " + parts[0] + "-" + parts[1] + " is every port of " + parts[1] + ", and "
                        + parts[0] + "-" + parts[2] + " is the port " + parts[2] + " of every host that has it"
                : "";
    }

    private static String word(FaultName.Aim aim) {
        return switch (aim) {
            case HOST -> "host";
            case LINK -> "link";
            case GROUPS -> "set of groups";
        };
    }

    /**
     * The names of what this fault can be aimed at in this cluster: roles and hosts, or usual links, or some groups.
     */
    static List<String> targets(FaultName fault, ClusterSpec cluster) {
        if (fault.aim() == FaultName.Aim.LINK) {
            return LinkName.usual(cluster);
        }
        if (fault.aim() == FaultName.Aim.GROUPS) {
            return Groups.EXAMPLES;
        }
        List<String> names = new ArrayList<>(roles());
        cluster.hosts().forEach(host -> names.add(host.name().value()));
        return names;
    }

    /** The roles that a target can name. */
    static List<String> roles() {
        return Arrays.stream(Target.Kind.values())
                .map(Target.Kind::text)
                .filter(name -> Target.ofRole(name).isPresent())
                .toList();
    }

    /**
     * What the fault calls by that name: a role, a link, groups, or a host, which need not be there; empty: nothing
     * can.
     */
    static Optional<Target> targetOf(FaultName fault, String name, ClusterSpec cluster) {
        Optional<Target> role = Target.ofRole(name);
        if (role.isPresent()) {
            return role;
        }
        if (fault.aim() == FaultName.Aim.GROUPS && Groups.isOneSite(name, cluster)) {
            return Optional.of(Target.groups(name));
        }
        if (fault.aim() == FaultName.Aim.LINK) {
            return Optional.of(Target.link(name));
        }
        if (name.contains(BETWEEN_GROUPS)) {
            return Optional.of(Target.groups(name));
        }
        return name.matches(NodeName.FORM) ? Optional.of(Target.host(new NodeName(name))) : Optional.empty();
    }

    /**
     * Patroni's own rules of {@link PatroniTimings}. Patroni takes values that break them: it changes them in silence,
     * or, before 3.2, runs with them. The message says which, and that {@code as-is: true} lets it.
     */
    static List<BrokenSettings> patroni(Settings settings, String suite) {
        List<BrokenSettings> broken = new ArrayList<>();
        PatroniTimings timings = PatroniTimings.from(name -> settings.get(Section.PATRONI, name));
        String asIs = asIs(timings.asRunIn(suite));
        for (PatroniTimings.Timing timing : PatroniTimings.Timing.values()) {
            String name = timing.text();
            if (timings.seconds(timing) < timing.floorSeconds()) {
                broken.add(new BrokenSettings(
                        List.of(name),
                        "patroni." + name + " must be >= " + timing.floorSeconds() + "s, was " + timings.seconds(timing)
                                + "s" + (broken.isEmpty() ? asIs : "")));
            }
        }
        if (broken.isEmpty() && !timings.fitsTtl()) {
            String unset = Nearest.list(PatroniTimings.names().stream()
                    .filter(name -> settings.get(Section.PATRONI, name).isEmpty())
                    .toList());
            broken.add(new BrokenSettings(
                    PatroniTimings.names(),
                    "patroni.loop_wait + 2*retry_timeout must be <= ttl, was %ds + 2*%ds = %ds > %ds"
                                    .formatted(
                                            timings.loopWaitSeconds(),
                                            timings.retryTimeoutSeconds(),
                                            timings.neededSeconds(),
                                            timings.ttlSeconds())
                            + (unset.isEmpty() ? "" : " (Patroni's default: " + unset + ")")
                            + asIs));
        }
        return broken;
    }

    private static String asIs(PatroniTimings run) {
        return "; Patroni would run it as " + run.text()
                + ", and as-is: true at the top of the file, or --set as-is=true, runs it so";
    }

    /** What is to be said before a run of it. */
    static List<String> notes(Scenario scenario) {
        ClusterSpec cluster = scenario.cluster();
        List<String> notes = new ArrayList<>();
        if (scenario.timings() == Timings.AS_IS) {
            PatroniTimings asked =
                    PatroniTimings.from(name -> cluster.settings().get(Section.PATRONI, name));
            PatroniTimings run = asked.asRunIn(cluster.suite());
            notes.add(
                    run.equals(asked)
                            ? "as-is: Patroni runs these timings as they are: " + asked.text()
                            : "as-is: Patroni is given " + asked.text() + " and runs it as " + run.text());
        }
        Components.SHIPPED.and(cluster).remarks(cluster).stream()
                .filter(remark -> remark.weight() == Remark.Weight.NOTE)
                .filter(remark -> scenario.timings().areOwn() || !isOfProfile(remark, scenario))
                .forEach(remark -> notes.add(remark.setting() + ": " + remark.message()));
        cluster.layout().noQuorumNote(cluster.hostsWith(ComponentName.ETCD)).ifPresent(notes::add);
        SlowAndCut.note(scenario).ifPresent(notes::add);
        return notes;
    }

    private static boolean isOfProfile(Remark remark, Scenario scenario) {
        Optional<String> value = scenario.profile().settings().get(remark.section(), remark.name());
        return value.isPresent() && value.equals(scenario.cluster().settings().get(remark.section(), remark.name()));
    }
}

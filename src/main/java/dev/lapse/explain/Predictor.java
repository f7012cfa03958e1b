package dev.lapse.explain;

import dev.lapse.cluster.FaultName;
import dev.lapse.cluster.FaultOption;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Target;
import dev.lapse.history.Lane;
import dev.lapse.history.StoreSeen;
import dev.lapse.oracle.Aftermath;
import dev.lapse.oracle.Client;
import dev.lapse.oracle.Counterfactual;
import dev.lapse.oracle.Formula;
import dev.lapse.oracle.Incident;
import dev.lapse.oracle.Interval;
import dev.lapse.oracle.Oracle;
import dev.lapse.oracle.Prediction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Asks the oracle of the faults that an outage comes of, as far as the history tells them. */
final class Predictor {
    private final Facts facts;
    private final Renewals renewals;
    private final Optional<Oracle> oracle;

    Predictor(Facts facts, Renewals renewals, Optional<Oracle> oracle) {
        this.facts = facts;
        this.renewals = renewals;
        this.oracle = oracle;
    }

    /**
     * From the last renewal of the lease to a fault. Where the next one was due by then, it may have been that one: a
     * host that dies right after it tells nobody.
     */
    Optional<Interval> sinceRenewal(FaultSpan fault) {
        return renewals.before(fault)
                .map(since -> oracle.filter(known -> since.to().compareTo(known.loopWait()) >= 0)
                        .map(known -> since.or(Interval.exactly(renewals.leastBefore(fault))))
                        .orElse(since));
    }

    /** What is predicted of an outage; nothing where it comes of no injection, and seldom a reason for it. */
    Forecast forecast(Scene scene) {
        return scene.healing() || scene.fault().isEmpty()
                ? Forecast.none(afterHeal(scene).orElse(""))
                : forecast(scene.faultsOfStep(), scene.lane());
    }

    /** What the healed host may be full of. */
    private Optional<String> afterHeal(Scene scene) {
        return scene.fault()
                .filter(fault -> scene.after().filter(fault::hits).isPresent())
                .flatMap(fault -> oracle.flatMap(known -> Client.of(scene.lane())
                        .flatMap(client -> Aftermath.of(known.cluster(), client).fills(fault.fault()))));
    }

    /**
     * What is predicted for a lane of faults that were injected in one step: a formula for the shortest and one for the
     * longest that they can have been held, for all that is known.
     */
    Forecast forecast(List<FaultSpan> faults, Lane lane) {
        if (oracle.isEmpty()) {
            return Forecast.none("the configuration in effect is not known");
        }
        if (faults.isEmpty()) {
            return Forecast.none("no fault was injected");
        }
        Optional<Client> client = Client.of(lane);
        if (client.isEmpty()) {
            return Forecast.none("what its client does is not known");
        }
        List<Formula> formulas = new ArrayList<>();
        List<Incident> incidents = List.of();
        for (HoldBound bound : HoldBound.values()) {
            incidents = inForce(faults, bound);
            if (incidents.isEmpty()) {
                return Forecast.none("the history does not tell the options of its faults");
            }
            Prediction prediction = asOf(faults.get(0), oracle.get()).predict(incidents, client.get());
            if (prediction.formula().isEmpty()) {
                return Forecast.none(prediction.why());
            }
            formulas.add(prediction.formula().get());
        }
        return new Forecast(incidents, formulas, Optional.empty(), "");
    }

    private Oracle asOf(FaultSpan fault, Oracle usual) {
        return renewals.rearmedBefore(fault).map(usual::rearmed).orElse(usual);
    }

    /** The one setting that would have shortened the outage most; empty: none would have by much, or none is known. */
    Optional<Counterfactual> shorter(Scene scene, Optional<Interval> sinceRenewal) {
        List<Incident> incidents = forecast(scene.faultsOfStep(), scene.lane()).incidents();
        return incidents.isEmpty()
                ? Optional.empty()
                : oracle.flatMap(known -> Client.of(scene.lane())
                        .flatMap(client ->
                                asOf(scene.faultsOfStep().get(0), known).shorter(incidents, client, sinceRenewal)));
    }

    /** Which of the two. */
    private enum HoldBound {
        SHORTEST,
        LONGEST
    }

    /** With those of earlier steps that were not healed by then; none where the history leaves one of them open. */
    private List<Incident> inForce(List<FaultSpan> faults, HoldBound bound) {
        FaultSpan first = faults.get(0);
        List<FaultSpan> before = facts.faults().stream()
                .filter(fault -> !fault.step().equals(first.step()))
                .filter(fault -> fault.requestedNanos() < first.requestedNanos())
                .filter(fault -> !fault.fault().isPlanned() && !isRefused(fault))
                .filter(fault -> fault.healedNanos().orElse(Long.MAX_VALUE) > first.requestedNanos())
                .toList();
        List<Incident> now = incidents(faults, bound);
        List<Incident> goingOn = incidents(before, bound);
        return now.isEmpty() || !before.isEmpty() && goingOn.isEmpty()
                ? List.of()
                : Stream.concat(now.stream(), goingOn.stream().map(Incident::goingOn))
                        .toList();
    }

    private static boolean isRefused(FaultSpan fault) {
        return fault.options()
                .map(options -> "true".equals(options.get("refused")))
                .orElse(false);
    }

    /** One for those that hit several hosts of one role; none where the history leaves one of them open. */
    private List<Incident> incidents(List<FaultSpan> faults, HoldBound bound) {
        Map<List<Object>, List<FaultSpan>> alike = new LinkedHashMap<>();
        for (FaultSpan fault : faults) {
            alike.computeIfAbsent(
                            List.of(fault.fault(), fault.flavour(), fault.role(), fault.options()),
                            key -> new ArrayList<>())
                    .add(fault);
        }
        List<Incident> incidents = new ArrayList<>();
        for (List<FaultSpan> same : alike.values()) {
            Optional<Incident> incident = incident(same, bound);
            if (incident.isEmpty()) {
                return List.of();
            }
            incidents.add(incident.get());
        }
        return incidents;
    }

    private Optional<Incident> incident(List<FaultSpan> same, HoldBound bound) {
        FaultSpan first = same.get(0);
        return options(first)
                .map(options -> new Incident(
                        first.fault(), first.flavour(), target(first), options, held(same, bound), roles(first)));
    }

    /** In a history of before they were recorded they have their defaults, but for the process: that decides all. */
    private static Optional<Map<String, String>> options(FaultSpan fault) {
        if (fault.options().isPresent()) {
            return fault.options();
        }
        boolean decisive = fault.fault() == FaultName.KILL || fault.fault() == FaultName.FREEZE;
        return decisive
                ? Optional.empty()
                : Optional.of(fault.fault().options().stream()
                        .collect(Collectors.toMap(FaultOption::name, FaultOption::defaultValue)));
    }

    private static Target target(FaultSpan fault) {
        return Target.ofRole(fault.role()).orElseGet(() -> switch (fault.fault().aim()) {
            case LINK -> Target.link(fault.role());
            case GROUPS -> Target.groups(fault.role());
            case HOST -> Target.host(fault.targets().get(0));
        });
    }

    /** From the last injection to the first heal: then the first of them is whole again. */
    private Optional<Duration> held(List<FaultSpan> same, HoldBound bound) {
        long from = same.stream()
                .mapToLong(fault -> bound == HoldBound.SHORTEST ? fault.injectedNanos() : fault.requestedNanos())
                .max()
                .orElse(0);
        return same.stream()
                .flatMap(fault -> facts.healed(fault).stream())
                .map(healed -> bound == HoldBound.SHORTEST ? healed.earliestNanos() : healed.latestNanos())
                .min(Long::compare)
                .map(to -> Duration.ofNanos(Math.max(0, to - from)));
    }

    /** Who had which role when the fault was requested, as far as that was seen. */
    private Map<Target.Kind, NodeName> roles(FaultSpan fault) {
        Map<Target.Kind, NodeName> roles = new EnumMap<>(Target.Kind.class);
        long at = fault.requestedNanos();
        facts.holderAt(at).ifPresent(node -> roles.put(Target.Kind.PRIMARY, node));
        facts.addresses().holder(at).ifPresent(node -> roles.put(Target.Kind.VIP_HOLDER, node));
        facts.of(StoreSeen.class).stream()
                .filter(seen -> seen.atNanos() <= at && seen.leader() != null)
                .reduce((earlier, later) -> later)
                .flatMap(seen -> Optional.ofNullable(seen.leader()))
                .ifPresent(node -> roles.put(Target.Kind.ETCD_LEADER, node));
        Target.ofRole(fault.role())
                .filter(target -> fault.targets().size() == 1)
                .ifPresent(target -> roles.put(target.kind(), fault.targets().get(0)));
        return roles;
    }
}

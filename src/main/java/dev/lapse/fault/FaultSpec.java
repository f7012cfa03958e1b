package dev.lapse.fault;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.DurationText;
import dev.lapse.cluster.FaultName;
import dev.lapse.cluster.FaultOption;
import dev.lapse.cluster.HostProcess;
import dev.lapse.cluster.Target;
import dev.lapse.component.Components;
import dev.lapse.component.Patroni;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A fault as a scenario names it: {@code network-loss}, in a flavour ({@code interface-down}), at a target.
 *
 * @param options what else the fault takes, by name, as {@link FaultName#options()} lists them; defaults are not in it
 */
public record FaultSpec(FaultName fault, String flavour, Target target, Map<String, String> options) {
    private static final String PROCESS = "process";

    /**
     * @throws IllegalArgumentException when the fault has no such flavour or option, or an option cannot have its value
     */
    public FaultSpec {
        if (!fault.flavours().contains(flavour)) {
            throw new IllegalArgumentException(
                    fault + " has no flavour " + flavour + "; known: " + String.join(", ", fault.flavours()));
        }
        Map<String, String> given = new TreeMap<>();
        for (Map.Entry<String, String> entry : options.entrySet()) {
            FaultOption option = fault.option(entry.getKey())
                    .orElseThrow(() -> new IllegalArgumentException(fault + " has no option " + entry.getKey()));
            if (!option.defaultValue().equals(option.checked(entry.getValue()))) {
                given.put(option.name(), entry.getValue());
            }
        }
        options = Collections.unmodifiableMap(given);
    }

    public FaultSpec(FaultName fault, String flavour, Target target) {
        this(fault, flavour, target, Map.of());
    }

    /** The option's value, or its default. */
    public String option(String name) {
        String given = options.get(name);
        return given != null ? given : fault.option(name).orElseThrow().defaultValue();
    }

    /** What a host of this cluster must carry to be hit by it; empty: any host can be. */
    public Optional<ComponentName> needs(ClusterSpec cluster) {
        return switch (fault.need()) {
            case NOTHING -> Optional.empty();
            case ETCD, ETCD_PROCESS -> Optional.of(ComponentName.ETCD);
            case PATRONI -> Optional.of(ComponentName.PATRONI);
            case PROCESS -> Optional.of(process(cluster).component());
        };
    }

    /** The process that the option {@code process} names, of a component that is shipped or that the cluster has. */
    HostProcess process(ClusterSpec cluster) {
        String name = option(PROCESS);
        return Components.SHIPPED
                .and(cluster)
                .process(name)
                .orElseThrow(() -> new IllegalArgumentException("unknown process " + name));
    }

    /** Whether people do it to a cluster on purpose: there is nothing to heal. */
    public boolean isPlanned() {
        return fault.isPlanned() || isRefused();
    }

    /** Whether it must be refused: nothing changes then, and the words of the refusal are the evidence. */
    public boolean isRefused() {
        return fault.option("refused").isPresent() && option("refused").equals("true");
    }

    /** Whether the links that it hurts are led through Toxiproxy. */
    public boolean isProxied() {
        return flavour.equals("toxiproxy");
    }

    /** Whether it hits as soon as it is called; else it has hit when the call returns. */
    public boolean hitsAtOnce() {
        return fault.hitsAtOnce(flavour);
    }

    /** Whether both do the same, at whatever target. */
    public boolean isSameButTarget(FaultSpec other) {
        return fault.equals(other.fault) && flavour.equals(other.flavour) && options.equals(other.options);
    }

    /** Why this cannot be, whatever the cluster; empty: nothing is wrong. */
    public Optional<String> problem() {
        if (fault == FaultName.SWITCHOVER && !isRefused() && target.isRole() && target.kind() != Target.Kind.PRIMARY) {
            return Optional.of(
                    "switchover of " + target + ": Patroni is asked to move the leader; its target is primary");
        }
        if (fault == FaultName.SWITCHOVER
                && !isRefused()
                && option(Switchover.TO).equals(target.name())) {
            return Optional.of("switchover of " + target + " to " + target + ": to must name another node");
        }
        if (fault == FaultName.REINITIALIZE && !isRefused() && target.kind() == Target.Kind.PRIMARY) {
            return Optional.of("reinitialize of primary: Patroni does not throw the leader's data away; its target is"
                    + " replica");
        }
        if (fault == FaultName.LATENCY || fault == FaultName.SLOW_CLOSE) {
            Duration always = DurationText.parse(option("delay"))
                    .minus(fault == FaultName.LATENCY ? DurationText.parse(option("jitter")) : Duration.ZERO);
            if (always.compareTo(LinkFault.LEAST_DELAY) < 0) {
                return Optional.of(fault + ": delay"
                        + (fault == FaultName.LATENCY ? " less jitter" : "") + " must be >= "
                        + LinkFault.LEAST_DELAY.toMillis() + "ms, or no answer can show it, was " + always.toMillis()
                        + "ms");
            }
        }
        if (fault == FaultName.QUORUM_LOSS && target.kind() != Target.Kind.ETCD_MAJORITY) {
            return Optional.of("quorum-loss of " + target + ": one member is no quorum; its target is etcd-majority");
        }
        boolean keptDown = fault == FaultName.KILL && option("restart").equals("off");
        return keptDown && option(PROCESS).equals(Patroni.POSTGRES)
                ? Optional.of("kill of postgres with restart: off: its supervisor is Patroni, which restarts it;"
                        + " patroni-pause before it, or freeze it")
                : Optional.empty();
    }

    /**
     * Why this fault and another cannot be on one host at the same time; empty: they can. A host that is down or paused
     * takes no other fault of a host, and each process takes one. Faults of links are not asked: they add up.
     */
    public Optional<String> clash(FaultSpec other) {
        boolean clashes = fault.takesHost()
                || other.fault.takesHost()
                || fault.equals(other.fault) && process().equals(other.process())
                || process().isPresent() && process().equals(other.process());
        return clashes ? Optional.of(other.name() + " cannot be on a host together with " + name()) : Optional.empty();
    }

    private Optional<String> process() {
        return switch (fault.need()) {
            case NOTHING, ETCD, PATRONI -> Optional.empty();
            case ETCD_PROCESS -> Optional.of(ComponentName.ETCD.text());
            case PROCESS -> Optional.of(option(PROCESS));
        };
    }

    /** {@code freeze {process=postgres}}, {@code crash}. */
    private String name() {
        return fault + (options.isEmpty() ? "" : " " + options);
    }

    /** The fault with this option set. */
    public FaultSpec with(String option, String value) {
        Map<String, String> more = new TreeMap<>(options);
        more.put(option, value);
        return new FaultSpec(fault, flavour, target, more);
    }
}

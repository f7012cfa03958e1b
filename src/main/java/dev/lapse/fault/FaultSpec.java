package dev.lapse.fault;

import dev.lapse.cluster.Component;
import dev.lapse.cluster.DurationText;
import dev.lapse.cluster.Target;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * A fault as a scenario names it: {@code network-loss}, in a flavour ({@code interface-down}), at a target.
 *
 * @param options what else the fault takes, by name, as {@link FaultName#options()} lists them; defaults are not in it
 */
public record FaultSpec(String fault, String flavour, Target target, Map<String, String> options) {
    private static final Set<FaultName> TAKES_HOST = Set.of(
            FaultName.CRASH,
            FaultName.STOP,
            FaultName.POWER_LOSS,
            FaultName.PAUSE,
            FaultName.ETCD_MEMBER_LOSS,
            FaultName.QUORUM_LOSS);

    public FaultSpec {
        Map<String, String> given = new TreeMap<>(options);
        Optional<FaultName> name = FaultName.find(fault);
        given.entrySet()
                .removeIf(entry -> name.flatMap(known -> known.option(entry.getKey()))
                        .filter(option -> option.defaultValue().equals(entry.getValue()))
                        .isPresent());
        options = Collections.unmodifiableMap(given);
    }

    public FaultSpec(String fault, String flavour, Target target) {
        this(fault, flavour, target, Map.of());
    }

    /** The option's value, or its default. */
    public String option(String name) {
        String given = options.get(name);
        return given != null
                ? given
                : FaultName.of(fault).option(name).orElseThrow().defaultValue();
    }

    /** What a host must carry to be hit by it; empty: any host can be. */
    public Optional<Component> needs() {
        return switch (FaultName.of(fault)) {
            case KILL, FREEZE -> Optional.of(HostProcess.of(this).component());
            case ETCD_MEMBER_LOSS, QUORUM_LOSS, MOVE_LEADER, NOSPACE, SLOW_DCS -> Optional.of(Component.ETCD);
            case SWITCHOVER, RESTART, REINITIALIZE, PATRONI_PAUSE -> Optional.of(Component.PATRONI);
            default -> Optional.empty();
        };
    }

    /** Whether people do it to a cluster on purpose: there is nothing to heal. */
    public boolean isPlanned() {
        return FaultName.find(fault).filter(FaultName::isPlanned).isPresent();
    }

    /** Whether the links that it hurts are led through Toxiproxy. */
    public boolean isProxied() {
        return flavour.equals("toxiproxy");
    }

    boolean isSameButTarget(FaultSpec other) {
        return fault.equals(other.fault) && flavour.equals(other.flavour) && options.equals(other.options);
    }

    /** Why this cannot be, whatever the cluster; empty: nothing is wrong. */
    public Optional<String> problem() {
        FaultName name = FaultName.of(fault);
        if (name == FaultName.SWITCHOVER && target.isRole() && target.kind() != Target.Kind.PRIMARY) {
            return Optional.of(
                    "switchover of " + target + ": Patroni is asked to move the leader; its target is primary");
        }
        if (name == FaultName.REINITIALIZE && target.kind() == Target.Kind.PRIMARY) {
            return Optional.of("reinitialize of primary: Patroni does not throw the leader's data away; its target is"
                    + " replica");
        }
        if (name == FaultName.LATENCY || name == FaultName.SLOW_CLOSE) {
            Duration always = DurationText.parse(option("delay"))
                    .minus(name == FaultName.LATENCY ? DurationText.parse(option("jitter")) : Duration.ZERO);
            if (always.compareTo(LinkFault.LEAST_DELAY) < 0) {
                return Optional.of(fault + ": delay"
                        + (name == FaultName.LATENCY ? " less jitter" : "") + " must be >= "
                        + LinkFault.LEAST_DELAY.toMillis() + "ms, or no answer can show it, was " + always.toMillis()
                        + "ms");
            }
        }
        if (name == FaultName.QUORUM_LOSS && target.kind() != Target.Kind.ETCD_MAJORITY) {
            return Optional.of("quorum-loss of " + target + ": one member is no quorum; its target is etcd-majority");
        }
        boolean keptDown = name == FaultName.KILL && option("restart").equals("off");
        return keptDown && HostProcess.of(this) == HostProcess.POSTGRES
                ? Optional.of("kill of postgres with restart: off: its supervisor is Patroni, which restarts it;"
                        + " patroni-pause before it, or freeze it")
                : Optional.empty();
    }

    /**
     * Why this fault and another cannot be on one host at the same time; empty: they can. A host that is down or paused
     * takes no other fault of a host, and each process takes one. Faults of links are not asked: they add up.
     */
    public Optional<String> clash(FaultSpec other) {
        boolean clashes = takesHost()
                || other.takesHost()
                || fault.equals(other.fault) && process().equals(other.process())
                || process().isPresent() && process().equals(other.process());
        return clashes ? Optional.of(other.name() + " cannot be on a host together with " + name()) : Optional.empty();
    }

    private boolean takesHost() {
        return TAKES_HOST.contains(FaultName.of(fault));
    }

    private Optional<HostProcess> process() {
        FaultName name = FaultName.of(fault);
        if (name == FaultName.SLOW_DCS) {
            return Optional.of(HostProcess.ETCD);
        }
        return name == FaultName.KILL || name == FaultName.FREEZE
                ? Optional.of(HostProcess.of(this))
                : Optional.empty();
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

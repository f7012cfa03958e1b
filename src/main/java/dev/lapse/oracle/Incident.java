package dev.lapse.oracle;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.FaultName;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Target;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A fault as the oracle takes it.
 *
 * @param options each option of the fault, with its default where it is not set
 * @param hold from its injection to its heal; empty: it is not healed, or there is nothing to heal
 * @param roles who had which role when it was injected, as far as that is known; before a run it is not
 * @param goesOn whether an earlier step injected it, and it is not healed: it is no cause, but a circumstance
 */
public record Incident(
        FaultName fault,
        String flavour,
        Target target,
        Map<String, String> options,
        Optional<Duration> hold,
        Map<Target.Kind, NodeName> roles,
        boolean goesOn) {
    public Incident {
        options = Map.copyOf(options);
        roles = Map.copyOf(roles);
    }

    /** One that is injected now. */
    public Incident(
            FaultName fault,
            String flavour,
            Target target,
            Map<String, String> options,
            Optional<Duration> hold,
            Map<Target.Kind, NodeName> roles) {
        this(fault, flavour, target, options, hold, roles, false);
    }

    /** One of which nobody's role is known. */
    public Incident(
            FaultName fault, String flavour, Target target, Map<String, String> options, Optional<Duration> hold) {
        this(fault, flavour, target, options, hold, Map.of());
    }

    /** The same, as a later step meets it. */
    public Incident goingOn() {
        return new Incident(fault, flavour, target, options, hold, roles, true);
    }

    /** The same, with what is known of the roles at its injection. */
    public Incident knowing(Map<Target.Kind, NodeName> newRoles) {
        return new Incident(fault, flavour, target, options, hold, newRoles, goesOn);
    }

    /** The same, held for so long. */
    public Incident heldFor(Duration newHold) {
        return new Incident(fault, flavour, target, options, Optional.of(newHold), roles, goesOn);
    }

    /** The same at another target. */
    Incident aimedAt(Target other) {
        return new Incident(fault, flavour, other, options, hold, roles, goesOn);
    }

    /** The one host that had the role. */
    Optional<NodeName> who(Target.Kind role) {
        return Optional.ofNullable(roles.get(role));
    }

    /** Whether the host of the primary is hit; empty: that is not known before, since a host is called by its name. */
    Optional<Boolean> hitsPrimary(ClusterSpec cluster) {
        return switch (target.kind()) {
            case PRIMARY -> Optional.of(true);
            case REPLICA, SYNC_STANDBY, ALL_REPLICAS -> Optional.of(false);
            case HOST -> isNode(new NodeName(target.name()), cluster);
            case ETCD_LEADER, VIP_HOLDER ->
                target.kind() == Target.Kind.VIP_HOLDER && cluster.addressFollowsPrimary()
                        ? Optional.of(true)
                        : who(target.kind()).map(host -> isNode(host, cluster)).orElseGet(() -> mayBeNode(cluster));
            case ETCD_MAJORITY, LINK, GROUPS -> mayBeNode(cluster);
        };
    }

    private Optional<Boolean> isNode(NodeName host, ClusterSpec cluster) {
        boolean alone = cluster.nodes().equals(List.of(host));
        return alone || !cluster.nodes().contains(host)
                ? Optional.of(alone)
                : who(Target.Kind.PRIMARY).map(host::equals);
    }

    private Optional<Boolean> mayBeNode(ClusterSpec cluster) {
        boolean none = target.kind()
                .candidates(cluster)
                .filter(hosts -> hosts.stream().noneMatch(cluster.nodes()::contains))
                .isPresent();
        return none ? Optional.of(false) : Optional.empty();
    }

    /** Whether it is an action that must be refused, and so changes nothing. */
    boolean isRefused() {
        return "true".equals(options.get("refused"));
    }

    boolean isOf(String process) {
        return process.equals(options.get("process"));
    }

    /** Whether the supervisor may start at once what was killed. */
    boolean isRestarted() {
        return !"off".equals(options.get("restart"));
    }
}

package dev.lapse.oracle;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.FaultName;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Target;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * A fault as the oracle takes it.
 *
 * @param options each option of the fault, with its default where it is not set
 * @param hold from its injection to its heal; empty: it is not healed, or there is nothing to heal
 */
public record Incident(
        FaultName fault, String flavour, Target target, Map<String, String> options, Optional<Duration> hold) {
    public Incident {
        options = Map.copyOf(options);
    }

    /** Whether the primary is hit, or may be: a node by its name may be it. */
    boolean mayHitPrimary(ClusterSpec cluster) {
        return target.kind() == Target.Kind.PRIMARY
                || target.kind() == Target.Kind.HOST && cluster.nodes().contains(new NodeName(target.name()));
    }

    /** Whether it is an action that must be refused, and so changes nothing. */
    boolean isRefused() {
        return "true".equals(options.get("refused"));
    }

    boolean isOf(String process) {
        return process.equals(options.get("process"));
    }
}

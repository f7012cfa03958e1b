package dev.lapse.check;

import dev.lapse.cluster.FaultName;
import dev.lapse.cluster.NodeName;
import dev.lapse.history.PhaseReached;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An injection with its instants and evidence; null: that never came.
 *
 * @param phase at which phase of the leader lease it hit; null: none was asked for, or what it reached is not known
 */
public record FaultMeasure(
        String injection,
        FaultName fault,
        String flavour,
        List<NodeName> targets,
        String role,
        long requestedNanos,
        @Nullable Long injectedNanos,
        @Nullable Long provenNanos,
        @Nullable String evidence,
        @Nullable Long healedNanos,
        @Nullable String healEvidence,
        @Nullable PhaseReached phase) {
    /** What takes longer from the request until it is done has to be told from its request on. */
    public static final long SLOW_NANOS = 500_000_000L;

    /** Whether it took so long to take hold that its effect may come before it is injected. */
    public boolean isSlow() {
        return injectedNanos != null && injectedNanos - requestedNanos > SLOW_NANOS;
    }

    /** Whether it hit at another phase of the leader lease than the one that was asked for. */
    public boolean missesPhase() {
        return phase != null && !phase.meets();
    }
}

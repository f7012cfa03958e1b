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
    /** Whether it hit at another phase of the leader lease than the one that was asked for. */
    public boolean missesPhase() {
        return phase != null && !phase.meets();
    }
}

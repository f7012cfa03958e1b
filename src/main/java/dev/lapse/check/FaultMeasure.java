package dev.lapse.check;

import dev.lapse.cluster.FaultName;
import dev.lapse.cluster.NodeName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An injection with its instants and evidence; null: that phase never came. */
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
        @Nullable String healEvidence) {}

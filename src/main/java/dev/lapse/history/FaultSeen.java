package dev.lapse.history;

import dev.lapse.cluster.FaultName;
import dev.lapse.cluster.NodeName;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A phase of an injection.
 *
 * @param injection which one: the step's name and the fault's number in it, such as {@code inject#1/1}
 * @param targets the hosts it hits, as resolved at injection
 * @param role what the scenario called them ({@code primary}), or the name of the link
 * @param options each option of the fault by name, as it was given or by default; null in histories of before
 * @param evidence what was looked at and seen, or null where the phase has none
 */
public record FaultSeen(
        long atNanos,
        String injection,
        FaultPhase phase,
        FaultName fault,
        String flavour,
        List<NodeName> targets,
        String role,
        @Nullable Map<String, String> options,
        @Nullable String evidence)
        implements Event {
    public FaultSeen {
        options = options == null ? null : Collections.unmodifiableMap(new TreeMap<>(options));
    }

    /** A phase of a fault of which no options are known. */
    public FaultSeen(
            long atNanos,
            String injection,
            FaultPhase phase,
            FaultName fault,
            String flavour,
            List<NodeName> targets,
            String role,
            @Nullable String evidence) {
        this(atNanos, injection, phase, fault, flavour, targets, role, null, evidence);
    }
}

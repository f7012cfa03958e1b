package dev.lapse.history;

import dev.lapse.cluster.FaultName;
import dev.lapse.cluster.NodeName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A phase of an injection.
 *
 * @param injection which one: the step's name and the fault's number in it, such as {@code inject#1/1}
 * @param targets the hosts it hits, as resolved at injection
 * @param role what the scenario called them ({@code primary}), or the name of the link
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
        @Nullable String evidence)
        implements Event {}

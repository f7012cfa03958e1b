package dev.lapse.history;

import dev.lapse.cluster.NodeName;
import java.util.List;

/**
 * What a node's log tells of ways back that failed during the run was read; each kind of failure is there once, as it
 * was first told. Without this event the log was not read.
 */
public record RejoinLogRead(long atNanos, NodeName node, List<Failure> failures) implements Event {
    public RejoinLogRead {
        failures = List.copyOf(failures);
    }

    /** {@code how}: what the way back failed of, in a few words; {@code evidence}: the line that says so. */
    public record Failure(String how, String evidence) {}
}

package dev.lapse.fault;

import dev.lapse.cluster.Access;
import dev.lapse.cluster.NodeName;
import java.time.Duration;

/** A way to hurt a cluster. Any thread. */
public interface Fault {
    /**
     * Makes everything ready that takes time, so that the injection itself is short.
     *
     * @param target the host it will hit
     * @param deadMan after this time it undoes itself, whatever becomes of the harness
     * @throws dev.lapse.cluster.LapseException when it cannot work on this engine, kernel or cluster
     */
    Injection ready(Access access, NodeName target, Duration deadMan);
}

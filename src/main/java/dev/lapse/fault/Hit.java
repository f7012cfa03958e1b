package dev.lapse.fault;

import dev.lapse.cluster.NodeName;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/**
 * A fault whose targets are known.
 *
 * @param targets the hosts that are recorded with it
 * @param readying makes the injection ready, with a timer that undoes it after this time
 */
record Hit(AimedFault fault, List<NodeName> targets, Function<Duration, Injection> readying) {
    Hit {
        targets = List.copyOf(targets);
    }

    FaultSpec spec() {
        return fault.spec();
    }

    Injection ready(Duration deadMan) {
        return readying.apply(deadMan);
    }
}

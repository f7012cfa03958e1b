package dev.lapse.fault;

import dev.lapse.cluster.Access;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Power.Status;
import java.time.Duration;
import java.util.List;

/** Where the virtual address of the cluster stands. Any thread. */
record VirtualAddress(Access access) {
    private static final Duration WITHIN = Duration.ofSeconds(5);

    /** Whether the host runs and has it now; more than one may. */
    boolean isAt(NodeName host) {
        return access.cluster()
                .vip()
                .filter(vip -> access.power().state(host).status() == Status.RUNNING)
                .filter(vip -> access.shell()
                        .run(host, WITHIN, List.of("ip", "-o", "-4", "addr", "show"))
                        .stdout()
                        .contains(" " + vip + "/"))
                .isPresent();
    }
}

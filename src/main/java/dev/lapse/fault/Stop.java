package dev.lapse.fault;

import dev.lapse.cluster.Access;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Power.Status;
import java.time.Duration;

/**
 * A host shut down in order, as systemd would: each component by its own stop signal, all at once.
 *
 * <p>Patroni stops PostgreSQL fast, waits until a replica has all of its WAL, and deletes the leader lock: a healthy
 * replica takes it at once, no lease has to expire. Clients of PostgreSQL are told 57P01 (admin shutdown); the pooler
 * and HAProxy close their connections (FIN). An etcd member that leads hands leadership over first. Then a new connect
 * is refused while the host lasts, and meets silence after it. The order is given when it is requested; it counts as
 * injected from when the host is down. The proof wants exit code 0: had something to be killed, it would be 137.
 */
final class Stop implements Fault {
    /** systemd's own patience (TimeoutStopSec). */
    private static final Duration DOWN_WITHIN = Duration.ofSeconds(90);

    @Override
    public Injection ready(Access access, NodeName target, Duration deadMan) {
        return new HostOut(
                access,
                target,
                deadMan,
                new HostOut.Takedown("stop", () -> access.power().stop(target), Status.EXITED, 0, DOWN_WITHIN));
    }
}

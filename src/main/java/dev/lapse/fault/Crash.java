package dev.lapse.fault;

import dev.lapse.cluster.Access;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Power.Status;
import java.time.Duration;

/**
 * Every process of a host killed by SIGKILL at the same instant: a kernel panic that still says goodbye.
 *
 * <p>On the wire: the dying host's kernel closes the sockets, so peers and clients get FIN, or RST where data was
 * unread; milliseconds later the interface is gone, a new connect meets silence and after some 3 s "no route to host".
 * What is told apart from {@link PowerLoss} is this farewell: who waits for a reply learns of the end at once. The
 * leader lock is not released: Patroni elsewhere waits for its lease to expire. The supervisor dies too, so nothing
 * restarts before the host does. On heal it comes back with its data and addresses; PostgreSQL recovers from its WAL,
 * Patroni rewinds it where it must.
 */
final class Crash implements Fault {

    @Override
    public Injection ready(Access access, NodeName target, Duration deadMan) {
        return new HostOut(
                access,
                target,
                deadMan,
                new HostOut.Takedown("crash", () -> access.power().kill(target), Status.EXITED, 137, Duration.ZERO));
    }
}

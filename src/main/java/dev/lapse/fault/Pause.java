package dev.lapse.fault;

import dev.lapse.cluster.Access;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Power.Status;
import java.time.Duration;

/**
 * Every process of a host frozen by the cgroup freezer ({@code docker pause}): a virtual machine that is suspended, or
 * hangs on its disk.
 *
 * <p>On the wire: the kernel lives on. It accepts new connections until the listen queue is full (that of Patroni's
 * REST API holds five, so HAProxy's checks fill it in seconds, and then a new connect meets silence), acknowledges what
 * is sent and answers keepalives, and no byte ever comes back: only a client's own timeout ends the wait. Patroni
 * cannot renew its lease; a replica is promoted when it expires. After the thaw, statements that lay in socket buffers
 * are executed before Patroni notices and demotes: acknowledgements of the old timeline are possible for up to a
 * second. Nothing can be run on the host meanwhile.
 */
final class Pause implements Fault {

    @Override
    public Injection ready(Access access, NodeName target, Duration deadMan) {
        return new HostOut(
                access,
                target,
                deadMan,
                new HostOut.Takedown("pause", () -> access.power().pause(target), Status.PAUSED, 0, Duration.ZERO));
    }
}

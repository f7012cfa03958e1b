package dev.lapse.fault;

import dev.lapse.cluster.Access;
import dev.lapse.cluster.NodeName;
import dev.lapse.fault.PacketFilter.Counts;
import dev.lapse.fault.PacketFilter.Rules;
import java.time.Duration;
import java.util.List;

/**
 * Network loss by dropping every packet in and out, as by a switch that fails or a security group that changes.
 *
 * <p>Inside, addresses and routes stay: a new connect meets silence (not "network unreachable" as with
 * {@link InterfaceDown}), an established connection retransmits until its own deadline; a datagram fails with
 * "operation not permitted". A peer sees silence: no FIN, no RST. ARP is not IP and passes: neighbour entries stay
 * valid, so a peer never gets "no route to host", and a balancer that is cut this way still answers for the virtual
 * address and can take the clients back to itself; {@link CablePulled} does not. Patroni acts as in
 * {@link InterfaceDown}, but each of its calls runs into a timeout where that one fails at once.
 */
final class PacketDrop implements Fault {
    private final FaultSpec spec;

    PacketDrop(FaultSpec spec) {
        this.spec = spec;
    }

    @Override
    public Injection ready(Access access, NodeName target, Duration deadMan) {
        Neighbours neighbours = new Neighbours(access);
        NodeName peer = neighbours.first(target);
        Rules rules = Rules.ofHost(spec, access, target, List.of("-j DROP"), List.of("-j DROP"));
        return new FilterInjection(
                access,
                List.of(PacketFilter.ready(access, target, rules, deadMan)),
                List.of(neighbours.connect(peer, target), neighbours.connect(target, peer)),
                new FilterInjection.FilterProof() {
                    @Override
                    public boolean shows(NodeName host, Counts counts) {
                        return counts.inDropped() > 0
                                && counts.outDropped() > 0
                                && counts.inPassed() == 0
                                && counts.outPassed() == 0;
                    }
                });
    }
}

package dev.lapse.fault;

import dev.lapse.cluster.Access;
import dev.lapse.cluster.NodeName;
import dev.lapse.fault.PacketFilter.Rules;
import java.time.Duration;
import java.util.List;

/**
 * Loss of everything that arrives at a host ({@code direction: in}) or leaves it ({@code out}), while the other way
 * passes, as by a broken transceiver or an asymmetric route.
 *
 * <p>No TCP connection works either way, since each needs acknowledgements: both ends retransmit into silence. With
 * {@code in}, peers still receive the host's SYNs and datagrams (a VRRP master goes on announcing itself), and their
 * answers are lost; with {@code out}, the host hears everything and is not heard: its backends carry out statements
 * that were under way, and no client learns the result. Patroni loses the DCS both ways and acts as in
 * {@link PacketDrop}; with {@code out} a last call may still take effect nowhere, with {@code in} a last call to etcd
 * may take effect without its answer being seen: the lease lives on for up to {@code ttl} after it.
 */
final class OneWayLoss implements Fault {
    private final FaultSpec spec;

    OneWayLoss(FaultSpec spec) {
        this.spec = spec;
    }

    @Override
    public Injection ready(Access access, NodeName target, Duration deadMan) {
        Neighbours neighbours = new Neighbours(access);
        NodeName peer = neighbours.first(target);
        boolean in = spec.option("direction").equals("in");
        List<String> drop = List.of("-j DROP");
        Rules rules = Rules.ofHost(spec, access, target, in ? drop : List.of(), in ? List.of() : drop);
        return new FilterInjection(
                access,
                List.of(PacketFilter.ready(access, target, rules, deadMan)),
                List.of(neighbours.connect(peer, target), neighbours.connect(target, peer)),
                (host, counts) -> in
                        ? counts.inDropped() > 0 && counts.outDropped() == 0 && counts.outPassed() > 0
                        : counts.outDropped() > 0 && counts.inDropped() == 0 && counts.inPassed() > 0);
    }
}

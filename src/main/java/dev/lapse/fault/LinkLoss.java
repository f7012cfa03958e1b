package dev.lapse.fault;

import dev.lapse.cluster.Access;
import dev.lapse.cluster.NodeName;
import dev.lapse.fault.LinkName.HostPair;
import dev.lapse.fault.PacketFilter.Rules;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Loss of one link, by dropping what passes between its two ends at the end that connects; all other traffic of both
 * ends passes, and so do clients. To a service only that service's port is cut, to a host everything.
 *
 * <p>Both ends see silence and retransmit; new connects between them meet silence. Patroni on a primary cut from etcd
 * demotes when {@code retry_timeout} has run out, although clients and replicas still reach it; cut from etcd and all
 * replicas, it acknowledges asynchronous writes until then that no other node has, which are lost: the positive control
 * of lost writes. A primary cut from its replicas alone keeps the lock, and they fall behind; a synchronous commit
 * waits until {@code wal_sender_timeout} and Patroni's next loop let it go. Balancers cut from {@code rest} mark all
 * nodes down: no client can write, and Patroni does nothing.
 */
final class LinkLoss {
    private LinkLoss() {}

    /** @param hops who is cut from whom, resolved; at least one */
    static Injection ready(Access access, FaultSpec spec, LinkName link, List<HostPair> hops, Duration deadMan) {
        boolean in = !spec.option("direction").equals("out");
        boolean out = !spec.option("direction").equals("in");
        Map<NodeName, List<HostPair>> bySource = new LinkedHashMap<>();
        hops.forEach(hop ->
                bySource.computeIfAbsent(hop.from(), from -> new ArrayList<>()).add(hop));
        Map<NodeName, Rules> rules = new LinkedHashMap<>();
        bySource.forEach((source, cut) -> rules.put(
                source,
                Rules.of(
                        spec,
                        source,
                        Rules.Matched.EVERYTHING,
                        in ? rules(access, link, cut, "-s ", " --sport ") : List.of(),
                        out ? rules(access, link, cut, "-d ", " --dport ") : List.of())));
        return new FilterInjection(
                access,
                PacketFilter.ready(access, rules, deadMan),
                hops.stream().map(hop -> knock(access, link, hop)).toList(),
                counts -> in && out
                        ? counts.inDropped() + counts.outDropped() > 0 // Toxiproxy turns one into the other
                        : in ? counts.inDropped() > 0 && counts.outDropped() == 0 : counts.outDropped() > 0);
    }

    static List<String> rules(Access access, LinkName link, List<HostPair> cut, String address, String port) {
        List<String> rules = new ArrayList<>();
        for (HostPair hop : cut) {
            String peer = address + access.cluster().dataAddress(hop.to());
            if (link.isToService(access.cluster().spec())) {
                hop.ports().forEach(number -> rules.add(peer + " -p tcp" + port + number + " -j DROP"));
            } else {
                rules.add(peer + " -j DROP");
            }
        }
        return rules;
    }

    private static PeerQuestion knock(Access access, LinkName link, HostPair hop) {
        return link.isToService(access.cluster().spec())
                ? PeerQuestion.connect(hop.from(), hop.to(), hop.ports().get(0))
                : new Neighbours(access).connect(hop.from(), hop.to());
    }
}

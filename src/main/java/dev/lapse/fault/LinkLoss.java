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
                        in ? rules(access, link, cut, "-s ", " --sport ", percent(spec)) : List.of(),
                        out ? rules(access, link, cut, "-d ", " --dport ", percent(spec)) : List.of())));
        return new FilterInjection(
                access,
                PacketFilter.ready(access, rules, deadMan),
                hops.stream().map(hop -> knock(access, link, hop)).toList(),
                percent(spec) == 100
                        ? counts -> in && out
                                ? counts.inDropped() + counts.outDropped() > 0 // Toxiproxy turns one into the other
                                : in ? counts.inDropped() > 0 && counts.outDropped() == 0 : counts.outDropped() > 0
                        : new ByChance(access, hops, percent(spec)));
    }

    private static int percent(FaultSpec spec) {
        return Integer.parseInt(spec.option("percent"));
    }

    /** A share of the packets is dropped: some are seen to be, and others to pass the rules. */
    private record ByChance(Access access, List<HostPair> hops, int percent) implements FilterInjection.FilterProof {
        @Override
        public boolean shows(PacketFilter.Counts counts) {
            return counts.inDropped() + counts.outDropped() > 0 && counts.inPassed() + counts.outPassed() > 0;
        }

        /** Datagrams meet the rules of a link to a host; one to a service has only what passes there. */
        @Override
        public void stir() {
            access.atOnce()
                    .run(hops.stream()
                            .<Runnable>map(hop -> () -> {
                                PacketLoss.datagrams(access, hop.from(), hop.to(), percent);
                                PacketLoss.datagrams(access, hop.to(), hop.from(), percent);
                            })
                            .toList());
        }

        @Override
        public boolean expectsSilence() {
            return false;
        }
    }

    private static List<String> rules(
            Access access, LinkName link, List<HostPair> cut, String address, String port, int percent) {
        String drop = PacketLoss.rule(percent);
        List<String> rules = new ArrayList<>();
        for (HostPair hop : cut) {
            String peer = address + access.cluster().dataAddress(hop.to());
            if (link.isToService(access.cluster().spec())) {
                hop.ports().forEach(number -> rules.add(peer + " -p tcp" + port + number + " " + drop));
            } else {
                rules.add(peer + " " + drop);
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

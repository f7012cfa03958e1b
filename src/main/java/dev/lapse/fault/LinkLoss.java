package dev.lapse.fault;

import dev.lapse.cluster.Access;
import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.NodeName;
import dev.lapse.fault.LinkName.HostPair;
import dev.lapse.fault.PacketFilter.Rules;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Loss of one link, by dropping what passes between its two ends at the end that connects; all other traffic of both
 * ends passes, and so do clients. To a service only that service's port is cut, to a host everything. What passes from
 * a client's host to one that may hold the virtual address is dropped there: by the address they come in at that end
 * while it stands there, and no rule at theirs could tell.
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
        Map<NodeName, List<HostPair>> byFilter = new LinkedHashMap<>();
        hops.forEach(
                hop -> byFilter.computeIfAbsent(filtered(hop, access.cluster().spec()), host -> new ArrayList<>())
                        .add(hop));
        Map<NodeName, Rules> rules = new LinkedHashMap<>();
        byFilter.forEach((host, cut) -> rules.put(
                host,
                Rules.of(
                        spec,
                        host,
                        Rules.Matched.EVERYTHING,
                        rules(access, link, host, cut, hop -> isAtSource(host, hop) ? in : out, "-s ", percent(spec)),
                        rules(
                                access,
                                link,
                                host,
                                cut,
                                hop -> isAtSource(host, hop) ? out : in,
                                "-d ",
                                percent(spec)))));
        return new FilterInjection(
                access,
                PacketFilter.ready(access, rules, deadMan),
                hops.stream().map(hop -> knock(access, link, hop)).toList(),
                percent(spec) == 100
                        ? (host, counts) -> isWhole(
                                counts,
                                isAtSource(host, byFilter.get(host).get(0)) ? in : out,
                                isAtSource(host, byFilter.get(host).get(0)) ? out : in)
                        : new ByChance(access, hops, percent(spec)));
    }

    /** Toxiproxy turns one direction into the other. */
    private static boolean isWhole(PacketFilter.Counts counts, boolean in, boolean out) {
        return in && out
                ? counts.inDropped() + counts.outDropped() > 0
                : in ? counts.inDropped() > 0 && counts.outDropped() == 0 : counts.outDropped() > 0;
    }

    /** Where the hop is cut. */
    static NodeName filtered(HostPair hop, ClusterSpec cluster) {
        return HostLinks.leadsByAddress(hop.from(), hop.to(), cluster) ? hop.to() : hop.from();
    }

    private static boolean isAtSource(NodeName host, HostPair hop) {
        return host.equals(hop.from());
    }

    private static int percent(FaultSpec spec) {
        return Integer.parseInt(spec.option("percent"));
    }

    /** A share of the packets is dropped: some are seen to be, and others to pass the rules. */
    private record ByChance(Access access, List<HostPair> hops, int percent) implements FilterInjection.FilterProof {
        @Override
        public boolean shows(NodeName host, PacketFilter.Counts counts) {
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

    /**
     * @param cuts whether the chain is for what passes that way
     * @param peer what matches the other end: as the source of what arrives, or the destination of what leaves
     */
    private static List<String> rules(
            Access access,
            LinkName link,
            NodeName host,
            List<HostPair> hops,
            Predicate<HostPair> cuts,
            String peer,
            int percent) {
        String drop = PacketLoss.rule(percent);
        List<String> rules = new ArrayList<>();
        for (HostPair hop : hops.stream().filter(cuts).toList()) {
            boolean toService = isAtSource(host, hop) == peer.equals("-d ");
            String other = peer + access.cluster().dataAddress(isAtSource(host, hop) ? hop.to() : hop.from());
            if (link.isToService(access.cluster().spec())) {
                String port = " -p tcp" + (toService ? " --dport " : " --sport ");
                hop.ports().forEach(number -> rules.add(other + port + number + " " + drop));
            } else {
                rules.add(other + " " + drop);
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

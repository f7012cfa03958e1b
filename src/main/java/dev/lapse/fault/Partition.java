package dev.lapse.fault;

import dev.lapse.cluster.Access;
import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.LapseException.Kind;
import dev.lapse.cluster.NodeName;
import dev.lapse.fault.PacketFilter.Rules;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Cuts groups of hosts off from each other by dropping what passes between them. Hosts that no group names, and
 * clients, reach everybody.
 *
 * <p>Across the cut, both ends see silence and retransmit; within a group nothing changes. Patroni acts by where etcd's
 * majority is: a primary on the other side demotes when {@code retry_timeout} has run out, and a replica on the
 * majority's side takes over when the lease has; a primary on the majority's side goes on, and the cut replicas fall
 * behind. While the lease runs, clients may still write to a primary that is already cut off.
 *
 * <p>A host that misses the one with the virtual address takes it, and says so by ARP. Clients on hosts of the cluster
 * do not hear that across the cut, as they would not where the wire is cut: the address stays where it was for them.
 */
final class Partition {
    private Partition() {}

    /** @param sides the hosts on each side, resolved */
    static Injection ready(Access access, FaultSpec spec, List<List<NodeName>> sides, Duration deadMan) {
        Neighbours neighbours = new Neighbours(access);
        VirtualAddress address = new VirtualAddress(access);
        Map<NodeName, String> cards = isOfPlacedClients(access.cluster().spec())
                ? address.cards(sides.stream().flatMap(List::stream).toList())
                : Map.of();
        Map<NodeName, PacketFilter.Rules> rules = new LinkedHashMap<>();
        List<PeerQuestion> knocks = new ArrayList<>();
        for (NodeName host : filtered(sides, access.cluster().spec())) {
            List<NodeName> cut = sides.stream()
                    .filter(side -> !side.contains(host))
                    .flatMap(List::stream)
                    .toList();
            List<String> in = new ArrayList<>();
            List<String> out = new ArrayList<>();
            for (NodeName peer : cut) {
                in.add("-s " + access.cluster().dataAddress(peer) + " -j DROP");
                out.add("-d " + access.cluster().dataAddress(peer) + " -j DROP");
            }
            List<String> arp = cut.stream()
                    .filter(cards::containsKey)
                    .map(peer -> address.unheard(cards.get(peer)))
                    .toList();
            rules.put(
                    host,
                    Rules.of(spec, host, Rules.Matched.EVERYTHING, in, out).withArp(arp));
            cut.forEach(peer -> knocks.add(neighbours.connect(host, peer)));
        }
        return new FilterInjection(
                access, PacketFilter.ready(access, rules, deadMan), knocks, (host, counts) -> counts.outDropped() > 0);
    }

    /** Whether clients on hosts of the cluster may go by a virtual address. */
    private static boolean isOfPlacedClients(ClusterSpec cluster) {
        return cluster.vip() && !cluster.hostsWith(ComponentName.CLIENT).isEmpty();
    }

    /**
     * Where the filters are: every side but the largest; what passes between two sides meets one on its way. Of clients
     * on hosts of the cluster that does not hold where there is a virtual address: it stands in no rule, and they are
     * met where they come in.
     */
    static List<NodeName> filtered(List<List<NodeName>> sides, ClusterSpec cluster) {
        if (sides.stream().anyMatch(List::isEmpty)) {
            throw new LapseException(Kind.HARNESS, "partition: expected a host on every side now, saw " + sides);
        }
        if (isOfPlacedClients(cluster)) {
            return sides.stream().flatMap(List::stream).toList();
        }
        List<NodeName> largest =
                sides.stream().max(Comparator.comparingInt(List::size)).orElseThrow();
        return sides.stream()
                .filter(side -> side != largest)
                .flatMap(List::stream)
                .toList();
    }
}

package dev.lapse.observe;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.Dcs;
import dev.lapse.cluster.NodeName;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What everybody in the cluster said at about the same time. Immutable; who is who follows from it alone.
 *
 * @param members the members of the DCS
 * @param kept what Patroni keeps there, of all answers the newest
 */
record ClusterView(
        ClusterSpec spec,
        Map<NodeName, Seen<PatroniStatus>> patroni,
        Map<NodeName, Seen<List<HaproxyStats.Server>>> haproxy,
        Map<NodeName, Seen<Dcs.Standing>> members,
        Seen<Dcs.Kept> kept) {
    ClusterView {
        patroni = Map.copyOf(patroni);
        haproxy = Map.copyOf(haproxy);
        members = Map.copyOf(members);
    }

    Optional<PatroniStatus> status(NodeName node) {
        return Optional.ofNullable(patroni.get(node)).flatMap(Seen::optional);
    }

    Optional<NodeName> lockHolder() {
        return kept.optional().flatMap(Dcs.Kept::holder);
    }

    Optional<NodeName> primary() {
        return lockHolder()
                .filter(node ->
                        status(node).filter(PatroniStatus::runsAsPrimary).isPresent());
    }

    List<NodeName> replicas() {
        return spec.nodes().stream()
                .filter(node ->
                        status(node).filter(PatroniStatus::runsAsReplica).isPresent())
                .sorted()
                .toList();
    }

    /** Of the standbys that {@code /sync} names one that streams, else the first. */
    Optional<NodeName> syncStandby() {
        List<NodeName> named =
                kept.optional().map(keys -> keys.sync().standbys()).orElse(List.of());
        List<NodeName> streaming =
                primary().flatMap(this::status).map(PatroniStatus::standbys).orElse(List.of()).stream()
                        .filter(row -> row.state().equals("streaming"))
                        .map(row -> row.node())
                        .toList();
        return named.stream().min(Comparator.comparing(node -> streaming.contains(node) ? 0 : 1));
    }

    /** The member that the members in the newest term take for their leader. */
    Optional<NodeName> dcsLeader() {
        Optional<String> leaderId = members.values().stream()
                .flatMap(seen -> seen.optional().stream())
                .filter(Dcs.Standing::hasQuorum)
                .max(Comparator.comparingLong(Dcs.Standing::term))
                .map(Dcs.Standing::leaderId);
        return leaderId.flatMap(id -> members.keySet().stream()
                .filter(member -> members.get(member)
                        .optional()
                        .filter(standing -> standing.id().equals(id))
                        .isPresent())
                .findFirst());
    }
}

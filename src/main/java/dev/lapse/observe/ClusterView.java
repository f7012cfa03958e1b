package dev.lapse.observe;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.NodeName;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What everybody in the cluster said at about the same time. Immutable; who is who follows from it alone. */
record ClusterView(
        ClusterSpec spec,
        Map<NodeName, Seen<PatroniStatus>> patroni,
        Map<NodeName, Seen<EtcdApi.Status>> etcd,
        Map<NodeName, Seen<List<HaproxyStats.Server>>> haproxy,
        Seen<DcsState> dcs) {
    ClusterView {
        patroni = Map.copyOf(patroni);
        etcd = Map.copyOf(etcd);
        haproxy = Map.copyOf(haproxy);
    }

    Optional<PatroniStatus> status(NodeName node) {
        return Optional.ofNullable(patroni.get(node)).flatMap(Seen::optional);
    }

    Optional<NodeName> lockHolder() {
        return dcs.optional().map(DcsState::leader);
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
                dcs.optional().map(state -> state.sync().standbys()).orElse(List.of());
        List<NodeName> streaming =
                primary().flatMap(this::status).map(PatroniStatus::standbys).orElse(List.of()).stream()
                        .filter(row -> row.state().equals("streaming"))
                        .map(row -> row.node())
                        .toList();
        return named.stream().min(Comparator.comparing(node -> streaming.contains(node) ? 0 : 1));
    }

    /** The member that the members with the newest raft term take for their leader. */
    Optional<NodeName> dcsLeader() {
        Optional<String> leaderId = etcd.values().stream()
                .flatMap(seen -> seen.optional().stream())
                .filter(EtcdApi.Status::knowsLeader)
                .max(Comparator.comparingLong(EtcdApi.Status::raftTerm))
                .map(EtcdApi.Status::leaderId);
        return leaderId.flatMap(id -> etcd.keySet().stream()
                .filter(member -> etcd.get(member)
                        .optional()
                        .filter(status -> status.memberId().equals(id))
                        .isPresent())
                .findFirst());
    }
}

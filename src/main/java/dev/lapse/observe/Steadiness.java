package dev.lapse.observe;

import dev.lapse.cluster.Dcs;
import dev.lapse.cluster.Entrance;
import dev.lapse.cluster.NodeName;
import dev.lapse.component.Haproxy;
import dev.lapse.component.HaproxyMet;
import dev.lapse.history.PatroniSeen.Standby;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Why a cluster is not steady. It is steady when all of this holds:
 *
 * <ul>
 *   <li>one leader, which runs as primary and alone;
 *   <li>every other node runs, is {@code streaming} in the {@code pg_stat_replication} of the primary, or of the
 *       replica that its tag {@code replicatefrom} names, and on the primary's timeline, where it tells one; not asked
 *       of a node with the tag {@code nostream};
 *   <li>in synchronous mode, a standby named in {@code /sync} streams as synchronous;
 *   <li>with failsafe mode, all nodes are in {@code /failsafe};
 *   <li>every member of the DCS answers without trouble and takes the same one for leader;
 *   <li>every balancer has the primary alone UP for writes, and for reads the replicas alone where its check asks
 *       {@code /replica}, every node where it asks {@code /health} or {@code /read-only}; none with the tag
 *       {@code noloadbalance} where it asks anything but {@code /health}.
 * </ul>
 */
final class Steadiness {
    private final ClusterView view;
    private final Dcs.Names dcs;
    private final List<String> reasons = new ArrayList<>();

    private Steadiness(ClusterView view, Dcs.Names dcs) {
        this.view = view;
        this.dcs = dcs;
    }

    /** @param dcs what the DCS and its keys are called */
    static List<String> reasons(ClusterView view, Dcs.Names dcs) {
        Steadiness steadiness = new Steadiness(view, dcs);
        steadiness.nodes();
        steadiness.kept();
        steadiness.members();
        steadiness.balancers();
        return List.copyOf(steadiness.reasons);
    }

    private void nodes() {
        for (NodeName node : view.spec().nodes()) {
            if (view.status(node).isEmpty()) {
                reasons.add(node + ": Patroni gave no answer: "
                        + view.patroni().get(node).trouble());
            }
        }
        Optional<NodeName> holder = view.lockHolder();
        if (holder.isEmpty()) {
            return; // kept() says so
        }
        NodeName leader = holder.get();
        if (!view.spec().nodes().contains(leader)) {
            reasons.add(leader + ": holds the leader lock, expected one of "
                    + view.spec().nodes());
        }
        Optional<PatroniStatus> primary = view.status(leader);
        primary.filter(status -> !status.runsAsPrimary())
                .ifPresent(status -> reasons.add(leader + ": holds the leader lock, state " + status.state() + ", role "
                        + status.role() + ", not a running primary"));
        for (NodeName node : view.spec().nodes()) {
            if (!node.equals(leader)) {
                primary.filter(PatroniStatus::runsAsPrimary).ifPresent(status -> standby(node, leader, status));
                view.status(node).ifPresent(status -> replica(node, leader, status, primary));
            }
        }
    }

    private void standby(NodeName node, NodeName leader, PatroniStatus primary) {
        if (!view.spec().streams(node)) {
            return;
        }
        List<Standby> rows = Stream.concat(
                        primary.standbys().stream(),
                        view.spec().upstream(node).flatMap(view::status).map(PatroniStatus::standbys).stream()
                                .flatMap(List::stream))
                .filter(row -> row.node().equals(node))
                .toList();
        if (rows.stream().anyMatch(row -> row.state().equals("streaming"))) {
            return;
        }
        String own = view.status(node).map(status -> "state " + status.state()).orElse("no answer from its Patroni");
        reasons.add(
                rows.isEmpty()
                        ? node + ": " + own + ", not in pg_stat_replication of " + leader
                        : node + ": state " + rows.get(0).state() + " in pg_stat_replication of " + leader
                                + ", not streaming");
    }

    private void replica(NodeName node, NodeName leader, PatroniStatus status, Optional<PatroniStatus> primary) {
        if (status.runsAsPrimary()) {
            reasons.add(node + ": runs as primary without the leader lock, which " + leader + " holds");
        } else if (!status.runsAsReplica()) {
            reasons.add(node + ": state " + status.state() + ", role " + status.role() + ", not a running replica");
        }
        primary.filter(one ->
                        view.spec().streams(node)) // else it stays on the old one until an archive has the new one
                .map(PatroniStatus::timeline)
                .filter(timeline -> status.timeline() != null && !timeline.equals(status.timeline()))
                .ifPresent(timeline ->
                        reasons.add(node + ": timeline " + status.timeline() + ", " + leader + " is on " + timeline));
    }

    private void kept() {
        Optional<Dcs.Kept> answer = view.kept().optional();
        if (answer.isEmpty()) {
            reasons.add("Patroni's keys cannot be read from " + dcs.store() + ": "
                    + view.kept().trouble());
            return;
        }
        Dcs.Kept kept = answer.get();
        if (kept.lock() == null) {
            reasons.add("no leader: " + dcs.path(Dcs.PatroniKey.LEADER) + " is not held");
        }
        if (kept.isSynchronous() || view.spec().synchronous()) {
            sync(kept);
        }
        if (kept.isFailsafe() || view.spec().failsafe()) {
            for (NodeName node : view.spec().nodes()) {
                if (!kept.failsafe().contains(node.value())) {
                    reasons.add(node + ": not in " + dcs.path(Dcs.PatroniKey.FAILSAFE) + ", which names "
                            + kept.failsafe());
                }
            }
        }
    }

    private void sync(Dcs.Kept kept) {
        Dcs.SyncNames sync = kept.sync();
        kept.holder()
                .filter(holder -> sync.leader() != null && !holder.equals(sync.leader()))
                .ifPresent(holder ->
                        reasons.add("/sync names leader " + sync.leader() + ", the leader lock is held by " + holder));
        if (sync.standbys().isEmpty()) {
            reasons.add("/sync names no synchronous standby");
            return;
        }
        List<Standby> rows = view.primary()
                .flatMap(view::status)
                .map(PatroniStatus::standbys)
                .orElse(List.of());
        boolean streams = rows.stream()
                .anyMatch(row -> sync.standbys().contains(row.node())
                        && row.state().equals("streaming")
                        && Set.of("sync", "quorum").contains(row.sync()));
        if (!streams) {
            reasons.add("/sync names " + sync.standbys() + ", none of which streams as sync or quorum; the primary has "
                    + rows.stream()
                            .map(row -> row.node() + " " + row.state() + " " + row.sync())
                            .toList());
        }
    }

    private void members() {
        Map<NodeName, String> leaders = new TreeMap<>();
        for (NodeName member : new TreeSet<>(view.members().keySet())) {
            Seen<Dcs.Standing> seen = view.members().get(member);
            if (seen.answer() == null) {
                reasons.add(member + ": " + dcs.store() + " gave no answer: " + seen.trouble());
                continue;
            }
            Dcs.Standing standing = seen.answer();
            standing.troubles().forEach(trouble -> reasons.add(member + ": " + dcs.store() + " " + trouble));
            if (standing.leaderId() != null) {
                leaders.put(member, standing.leaderId());
            }
        }
        if (Set.copyOf(leaders.values()).size() > 1) {
            reasons.add(dcs.store() + " members disagree on their leader: " + leaders);
        }
    }

    private void balancers() {
        Optional<NodeName> primary = view.primary();
        for (NodeName balancer : new TreeSet<>(view.haproxy().keySet())) {
            String readCheck =
                    Haproxy.readPage(HaproxyMet.through(view.spec(), balancer).settings());
            Set<String> readers = names(readers(balancer));
            Set<String> balanced = names(view.spec().balanced());
            balanced.retainAll(readers);
            Seen<List<HaproxyStats.Server>> seen = view.haproxy().get(balancer);
            if (seen.answer() == null) {
                reasons.add(balancer + ": HAProxy gave no answer: " + seen.trouble());
            } else if (primary.isPresent()) {
                proxy(
                        balancer,
                        HaproxyStats.WRITE_PROXY,
                        seen.answer(),
                        Set.of(primary.get().value()));
                if (readCheck.startsWith("/replica")) {
                    Set<String> replicas = new TreeSet<>(balanced);
                    replicas.remove(primary.get().value());
                    proxy(balancer, HaproxyStats.READ_PROXY, seen.answer(), replicas);
                } else if (readCheck.startsWith("/health")) {
                    proxy(balancer, HaproxyStats.READ_PROXY, seen.answer(), readers);
                } else if (readCheck.startsWith("/read-only")) {
                    Set<String> answering = new TreeSet<>(balanced);
                    if (readers.contains(primary.get().value())) {
                        answering.add(primary.get().value());
                    }
                    proxy(balancer, HaproxyStats.READ_PROXY, seen.answer(), answering);
                }
            }
        }
    }

    /** The nodes that the pool for reads has; a file of the user's own may leave some out, or have no such pool. */
    private List<NodeName> readers(NodeName balancer) {
        return Haproxy.in(view.spec())
                .at(balancer)
                .own()
                .map(file -> file.pools().stream()
                        .filter(pool -> pool.entrance() == Entrance.READ)
                        .flatMap(pool -> pool.nodes().values().stream())
                        .distinct()
                        .toList())
                .orElseGet(() -> view.spec().nodes());
    }

    private void proxy(NodeName balancer, String proxy, List<HaproxyStats.Server> servers, Set<String> expected) {
        Map<String, HaproxyStats.Server> mine = servers.stream()
                .filter(server -> server.proxy().equals(proxy))
                .collect(Collectors.toMap(HaproxyStats.Server::name, server -> server, (a, b) -> b, TreeMap::new));
        for (String name : new TreeSet<>(expected)) {
            HaproxyStats.Server server = mine.get(name);
            if (server == null || !server.status().equals("UP")) {
                String saw = server == null ? "absent" : server.status() + " " + server.check();
                reasons.add(balancer + ": " + proxy + " has " + name + " " + saw + ", not UP");
            }
        }
        for (HaproxyStats.Server server : mine.values()) {
            if (server.isUp() && !expected.contains(server.name())) {
                reasons.add(balancer + ": " + proxy + " has " + server.name() + " " + server.status()
                        + ", expected only " + new TreeSet<>(expected));
            }
        }
    }

    private static Set<String> names(List<NodeName> nodes) {
        return nodes.stream().map(NodeName::value).collect(Collectors.toCollection(TreeSet::new));
    }
}

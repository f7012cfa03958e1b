package dev.lapse.observe;

import dev.lapse.cluster.Lsn;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Timeline;
import dev.lapse.history.PatroniRole;
import dev.lapse.history.PatroniSeen.Standby;
import dev.lapse.history.PatroniState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Status pages of nodes that say what they are told to say; each balancer sends writes to those that say primary. */
public final class FakePages implements StatusPages {
    private final Map<NodeName, PatroniStatus> statuses = new ConcurrentHashMap<>();

    /** The node runs as primary on this timeline, and these replicas stream from it. */
    public void primary(NodeName node, int timeline, NodeName sync, NodeName... async) {
        List<Standby> standbys = new ArrayList<>(List.of(new Standby(sync, "streaming", "sync")));
        for (NodeName replica : async) {
            standbys.add(new Standby(replica, "streaming", "async"));
        }
        say(node, PatroniRole.PRIMARY, timeline, standbys);
    }

    /** The node runs as primary on this timeline, and these replicas stream from it, none of them synchronous. */
    public void primary(NodeName node, int timeline, NodeName[] async) {
        say(
                node,
                PatroniRole.PRIMARY,
                timeline,
                Stream.of(async)
                        .map(replica -> new Standby(replica, "streaming", "async"))
                        .toList());
    }

    public void replica(NodeName node, int timeline) {
        say(node, PatroniRole.REPLICA, timeline, List.of());
    }

    /** The node answers nobody. */
    public void silence(NodeName node) {
        statuses.remove(node);
    }

    private void say(NodeName node, PatroniRole role, int timeline, List<Standby> standbys) {
        Timeline line = new Timeline(timeline);
        statuses.put(
                node,
                new PatroniStatus(
                        PatroniState.RUNNING,
                        role,
                        line,
                        new Lsn(0x5000000),
                        standbys,
                        false,
                        false,
                        null,
                        "4.0.7",
                        170011));
    }

    @Override
    public PatroniStatus patroni(NodeName node) throws IOException {
        PatroniStatus status = statuses.get(node);
        if (status == null) {
            throw new IOException("connect timed out");
        }
        return status;
    }

    @Override
    public List<HaproxyStats.Server> haproxy(NodeName balancer) {
        List<HaproxyStats.Server> servers = new ArrayList<>();
        Map<NodeName, PatroniStatus> now = Map.copyOf(statuses);
        for (NodeName node : new TreeSet<>(now.keySet())) {
            boolean primary = now.get(node).runsAsPrimary();
            servers.add(server(HaproxyStats.WRITE_PROXY, node, primary));
            servers.add(server(HaproxyStats.READ_PROXY, node, !primary));
        }
        return servers;
    }

    private static HaproxyStats.Server server(String proxy, NodeName node, boolean up) {
        return new HaproxyStats.Server(proxy, node.value(), up ? "UP" : "DOWN", up ? "L7OK" : "L7STS");
    }

    /** A node that answers has a pooler that does. */
    @Override
    public void pooler(NodeName node) throws IOException {
        patroni(node);
    }

    @Override
    public void close() {}
}

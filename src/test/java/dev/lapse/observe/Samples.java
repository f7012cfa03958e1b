package dev.lapse.observe;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lapse.cluster.Auth;
import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.Host;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Settings;
import dev.lapse.component.Carried;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Answers captured from a running cluster of three nodes, three etcd members and one balancer, synchronous, with failsafe mode: Patroni 4.0.7 and 3.0.2, etcd 3.5.16, HAProxy 3.0. */
final class Samples {
    static final List<NodeName> NODES = List.of(node("pg1"), node("pg2"), node("pg3"));

    private Samples() {}

    static NodeName node(String name) {
        return new NodeName(name);
    }

    static String text(String name) throws IOException {
        try (InputStream in = Samples.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    static JsonNode json(String name) throws IOException {
        return Http.json(text(name));
    }

    static PatroniStatus status(String name) throws IOException {
        return PatroniStatus.parse(json(name), NODES);
    }

    static List<EtcdApi.Change> changes(String name) throws IOException {
        List<EtcdApi.Change> changes = new ArrayList<>();
        for (String line : text(name).lines().toList()) {
            changes.addAll(EtcdApi.parseChanges(Http.json(line)));
        }
        return changes;
    }

    static ClusterSpec spec() {
        List<Host> hosts = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
            hosts.add(new Host(node("etcd" + i), Carried.of(ComponentName.ETCD)));
            hosts.add(new Host(node("pg" + i), Carried.of(ComponentName.PATRONI)));
        }
        hosts.add(new Host(node("lb1"), Carried.of(ComponentName.HAPROXY)));
        return new ClusterSpec("sample", hosts, false, "trixie", Settings.NONE, Auth.MD5);
    }
}

package dev.lapse.docker;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.Component;
import dev.lapse.cluster.Credentials;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Ports;
import dev.lapse.cluster.Section;
import dev.lapse.component.PatroniTimings;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Patroni's files: its configuration, and the script that makes the lanes' role and database on the first primary. */
final class PatroniFile {
    /** Settings under these prefixes belong to a node's own file; all others go to the DCS. */
    private static final List<String> LOCAL = List.of("watchdog.", "tags.", "log.", "restapi.");

    private PatroniFile() {}

    static String render(HostFiles files, NodeName node) {
        ClusterSpec spec = files.spec();
        String etcdHosts = spec.hostsWith(Component.ETCD).stream()
                .map(host -> files.address(host) + ":" + Ports.ETCD)
                .collect(Collectors.joining(","));
        return Template.load("patroni.yml")
                .fill(Map.of(
                        "name", YamlTree.text(node.value()),
                        "address", files.address(node),
                        "etcd-hosts", YamlTree.quoted(etcdHosts),
                        "local", local(files, node).render(),
                        "dcs", dynamic(spec).render(),
                        "superuser-password",
                                YamlTree.quoted(files.credentials().superuser()),
                        "replication-password",
                                YamlTree.quoted(files.credentials().replication()),
                        "lane-role", Credentials.LANE_ROLE,
                        "lane-auth", spec.auth().text()));
    }

    static String postBootstrap(HostFiles files) {
        return Template.load("post-bootstrap")
                .fill(Map.of(
                        "lane-auth",
                        files.spec().auth().text(),
                        "lane-role",
                        Credentials.LANE_ROLE,
                        "lane-password",
                        "'" + files.credentials().lanes().replace("'", "''") + "'",
                        "database",
                        Credentials.DATABASE));
    }

    private static YamlTree local(HostFiles files, NodeName node) {
        YamlTree tree = new YamlTree()
                .put("restapi.listen", "0.0.0.0:" + Ports.REST)
                .put("restapi.connect_address", files.address(node) + ":" + Ports.REST);
        files.spec().settings().of(Section.PATRONI).forEach((name, value) -> {
            if (isLocal(name)) {
                tree.put(name, value);
            }
        });
        return tree;
    }

    /** Patroni's own defaults, spelled out so that a reader of the file sees them, and the settings on top. */
    private static YamlTree dynamic(ClusterSpec spec) {
        YamlTree tree = new YamlTree();
        PatroniTimings.DEFAULT.settings().forEach(tree::put);
        tree.put("postgresql.use_pg_rewind", "true").put("postgresql.use_slots", "true");
        spec.settings().of(Section.PATRONI).forEach((name, value) -> {
            if (!isLocal(name)) {
                tree.put(name, value);
            }
        });
        String senders = Integer.toString(Math.max(10, 2 * spec.nodes().size() + 4));
        parameter(tree, "max_connections", "200");
        parameter(tree, "max_replication_slots", senders);
        parameter(tree, "max_wal_senders", senders);
        parameter(tree, "shared_buffers", "64MB");
        parameter(tree, "wal_keep_size", "128MB");
        parameter(tree, "wal_log_hints", "on");
        spec.settings().of(Section.POSTGRESQL).forEach((name, value) -> parameter(tree, name, value));
        return tree;
    }

    private static void parameter(YamlTree tree, String name, String value) {
        tree.putText(List.of("postgresql", "parameters", name), value);
    }

    private static boolean isLocal(String name) {
        return LOCAL.stream().anyMatch(name::startsWith);
    }
}

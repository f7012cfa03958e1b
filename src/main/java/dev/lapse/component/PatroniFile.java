package dev.lapse.component;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.Credentials;
import dev.lapse.cluster.Deployment;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Section;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Patroni's deployment: its configuration, and the script that makes the lanes' role and database on the first primary.
 */
final class PatroniFile {
    /** Settings under these prefixes belong to a node's own file; all others go to the DCS. */
    private static final List<String> LOCAL = List.of("watchdog.", "tags.", "log.", "restapi.");

    private PatroniFile() {}

    static String render(Deployment deployment, NodeName node) {
        ClusterSpec spec = deployment.spec();
        String etcdHosts = spec.hostsWith(ComponentName.ETCD).stream()
                .map(host -> deployment.address(host) + ":" + Etcd.CLIENT_PORT)
                .collect(Collectors.joining(","));
        return Template.load("patroni.yml")
                .fill(Map.of(
                        "name", YamlTree.text(node.value()),
                        "address", deployment.address(node),
                        "etcd-hosts", YamlTree.quoted(etcdHosts),
                        "local", local(deployment, node).render(),
                        "dcs", dynamic(spec).render(),
                        "superuser-password",
                                YamlTree.quoted(deployment.credentials().superuser()),
                        "replication-password",
                                YamlTree.quoted(deployment.credentials().replication()),
                        "lane-role", Credentials.LANE_ROLE,
                        "lane-auth", spec.auth().text()));
    }

    static String postBootstrap(Deployment deployment) {
        return Template.load("post-bootstrap")
                .fill(Map.of(
                        "lane-auth",
                        deployment.spec().auth().text(),
                        "lane-role",
                        Credentials.LANE_ROLE,
                        "lane-password",
                        "'" + deployment.credentials().lanes().replace("'", "''") + "'",
                        "database",
                        Credentials.DATABASE));
    }

    private static YamlTree local(Deployment deployment, NodeName node) {
        YamlTree tree = new YamlTree()
                .put("restapi.listen", "0.0.0.0:" + Patroni.REST_PORT)
                .put("restapi.connect_address", deployment.address(node) + ":" + Patroni.REST_PORT);
        deployment.spec().settings().of(Section.PATRONI).forEach((name, value) -> {
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

    static boolean isLocal(String name) {
        return LOCAL.stream().anyMatch(name::startsWith);
    }
}

package dev.lapse.component;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.Credentials;
import dev.lapse.cluster.Deployment;
import dev.lapse.cluster.Host;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Section;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Patroni's deployment: its configuration, and the script that makes the lanes' role and database on the first primary.
 */
final class PatroniFile {
    /** Settings under these prefixes belong to a node's own file; all others go to the DCS. */
    private static final List<String> LOCAL = List.of("watchdog.", "tags.", "log.", "restapi.");

    /** What Patroni would take from the DCS, if a node's own file did not have it too, which comes first. */
    private static final String HBA = "postgresql.pg_hba";

    private static final String BASEBACKUP = "postgresql.basebackup";

    private PatroniFile() {}

    static String render(Deployment deployment, NodeName node) {
        ClusterSpec spec = deployment.spec();
        Optional<PatroniOwnFile> own = Patroni.in(spec).own().map(files -> files.of(node));
        if (own.filter(file -> file.form() == PatroniOwnFile.PatroniForm.NODE).isPresent()) {
            return PatroniFit.edited(own.get(), spec, node).render(name -> switch (name) {
                case PatroniFit.SUPERUSER_PASSWORD ->
                    YamlTree.quoted(deployment.credentials().superuser());
                case PatroniFit.REPLICATION_PASSWORD ->
                    YamlTree.quoted(deployment.credentials().replication());
                default -> deployment.address(new NodeName(name));
            });
        }
        String dcs = own.map(file -> PatroniFit.edited(file, spec, node).render(host -> host))
                .orElseGet(() -> dynamic(spec).render());
        return Template.load("patroni.yml")
                .fill(Map.ofEntries(
                        Map.entry("name", YamlTree.text(node.value())),
                        Map.entry("address", deployment.address(node)),
                        Map.entry("etcd", Etcd.section(spec.keysInV2())),
                        Map.entry("etcd-hosts", YamlTree.quoted(String.join(",", stores(deployment)))),
                        Map.entry("local", local(deployment, node).render()),
                        Map.entry("dcs", dcs),
                        Map.entry("basebackup", basebackup(spec.at(node))),
                        Map.entry("parameters", parameters(spec.host(node))),
                        Map.entry("pg-hba", hba(spec.at(node))),
                        Map.entry(
                                "superuser-password",
                                YamlTree.quoted(deployment.credentials().superuser())),
                        Map.entry(
                                "replication-password",
                                YamlTree.quoted(deployment.credentials().replication())),
                        Map.entry("lane-role", Credentials.LANE_ROLE),
                        Map.entry("lane-auth", spec.auth().text())));
    }

    /** Where etcd's clients connect. */
    static List<String> stores(Deployment deployment) {
        return deployment.spec().hostsWith(ComponentName.ETCD).stream()
                .map(host -> deployment.address(host) + ":" + Etcd.CLIENT_PORT)
                .toList();
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
        deployment.spec().at(node).settings().of(Section.PATRONI).forEach((name, value) -> {
            if (isLocal(name) && !name.startsWith("postgresql.")) {
                put(tree, name, value);
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
                put(tree, name, value);
            }
        });
        ownParameters(spec).forEach((name, value) -> parameter(tree, name, value));
        spec.settings().of(Section.POSTGRESQL).forEach((name, value) -> parameter(tree, name, value));
        return tree;
    }

    /** PostgreSQL's parameters that the DCS gets where no setting says otherwise. */
    static Map<String, String> ownParameters(ClusterSpec spec) {
        String senders = Integer.toString(Math.max(10, 2 * spec.nodes().size() + 4));
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("max_connections", "500");
        parameters.put("max_replication_slots", senders);
        parameters.put("max_wal_senders", senders);
        parameters.put("shared_buffers", "64MB");
        parameters.put("wal_keep_size", "128MB");
        parameters.put("wal_log_hints", "on");
        return parameters;
    }

    /** What PostgreSQL has on this node alone. */
    private static String parameters(Host host) {
        YamlTree tree = new YamlTree();
        host.own().of(Section.POSTGRESQL).forEach((name, value) -> tree.putText(List.of(name), value));
        return tree.render();
    }

    private static void parameter(YamlTree tree, String name, String value) {
        tree.putText(List.of("postgresql", "parameters", name), value);
    }

    private static void put(YamlTree tree, String name, String value) {
        if (PatroniSettings.isStructured(name)) {
            tree.putJson(name, value);
        } else {
            tree.put(name, value);
        }
    }

    /** Lines of a scenario stand after those that Lapse's own roles need, and take the place of the last one. */
    private static String hba(ClusterSpec spec) {
        Optional<String> own = spec.settings().get(Section.PATRONI, HBA);
        List<String> lines = new ArrayList<>();
        lines.add("host all " + (own.isPresent() ? "postgres" : "all") + " all scram-sha-256");
        own.ifPresent(list -> Json.read(list).forEach(line -> lines.add(line.asText())));
        return lines.stream().map(line -> "- " + YamlTree.plainOrQuoted(line)).collect(Collectors.joining("\n"));
    }

    private static String basebackup(ClusterSpec spec) {
        Optional<String> list = spec.settings().get(Section.PATRONI, BASEBACKUP);
        if (list.isPresent()) {
            return "basebackup: " + list.get();
        }
        YamlTree tree = new YamlTree().put("basebackup.checkpoint", "fast");
        spec.settings().of(Section.PATRONI).forEach((name, value) -> {
            if (name.startsWith(BASEBACKUP + ".")) {
                tree.put(name.substring("postgresql.".length()), value);
            }
        });
        return tree.render();
    }

    static boolean isLocal(String name) {
        return LOCAL.stream().anyMatch(name::startsWith)
                || name.equals(HBA)
                || name.equals(BASEBACKUP)
                || name.startsWith(BASEBACKUP + ".");
    }
}

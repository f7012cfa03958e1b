package dev.lapse.component;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.Credentials;
import dev.lapse.cluster.Host;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.OwnFile.Unfit;
import dev.lapse.cluster.Section;
import dev.lapse.component.PatroniOwnFile.PatroniForm;
import dev.lapse.component.PatroniOwnFile.SaidSetting;
import dev.lapse.component.YamlDocument.KeyedNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * Puts what holds in a container in the place of what does not, in a {@code patroni.yml} of the user's own: names,
 * addresses, paths, credentials, TLS, programs; adds what Lapse cannot do without; and lays settings over it. One
 * thread.
 */
final class PatroniFit {
    /** What stands for the passwords until the running file is written. */
    static final String SUPERUSER_PASSWORD = "lapse-superuser-password";

    static final String REPLICATION_PASSWORD = "lapse-replication-password";

    private static final Set<String> IDENTITY = Set.of("username", "password");

    private final PatroniOwnFile own;
    private final YamlDocument document;
    private final YamlEditor editor;

    private PatroniFit(PatroniOwnFile own) {
        this.own = own;
        this.document = own.document();
        this.editor = new YamlEditor(document);
    }

    /** The file as it runs on a node, and what hinders that. */
    record Edited(EditedFile file, List<Unfit> unfit) {}

    /** Before there is a cluster: only what hinders is of use. */
    static List<Unfit> hindered(PatroniOwnFile own, NodeName node, List<Host> hosts) {
        if (own.document().root().isEmpty()) {
            return List.of();
        }
        PatroniFit fit = new PatroniFit(own);
        fit.here(
                node,
                hosts.stream()
                        .filter(host -> host.carries(ComponentName.ETCD))
                        .map(Host::name)
                        .toList(),
                Etcd.section(hosts.stream().anyMatch(host -> host.carries(ComponentName.VIP_MANAGER))),
                "trust");
        fit.editor.edited();
        return fit.editor.unfit();
    }

    static EditedFile edited(PatroniOwnFile own, ClusterSpec spec, NodeName node) {
        PatroniFit fit = new PatroniFit(own);
        fit.here(
                node,
                spec.hostsWith(ComponentName.ETCD),
                Etcd.section(spec.keysInV2()),
                spec.auth().text());
        fit.over(spec, node);
        EditedFile edited = fit.editor.edited();
        own.marks().stream()
                .filter(number ->
                        own.form() == PatroniForm.DYNAMIC || edited.text(number).startsWith("..."))
                .forEach(number -> edited.edit(number, ""));
        return edited;
    }

    private void here(NodeName node, List<NodeName> stores, String section, String laneAuth) {
        own.postgresqlSections().forEach(this::postgresql);
        if (own.form() == PatroniForm.DYNAMIC) {
            editor.remove("pause");
            return;
        }
        editor.set("scope", "lapse");
        editor.set("name", YamlTree.text(node.value()));
        if (document.text("namespace")
                .filter(name -> !name.matches("/?service/?"))
                .isPresent()) {
            editor.set("namespace", "/service/");
        }
        own.upstream().ifPresent(host -> editor.set("tags.replicatefrom", YamlTree.text(host)));
        store(section, stores);
        PatroniHere.OUT.forEach(editor::remove);
        editor.remove("bootstrap.dcs.pause");
        addresses("restapi", node, Patroni.REST_PORT);
        watchdog();
        bootstrap();
        addresses("postgresql", node, Patroni.POSTGRES_PORT);
        editor.set("postgresql.data_dir", "/var/lib/postgresql/lapse");
        if (document.has("postgresql.pgpass")) {
            editor.set("postgresql.pgpass", "/var/lib/postgresql/.pgpass-patroni");
        }
        authentication();
        basebackup();
        if (!document.has("postgresql.parameters.unix_socket_directories")) {
            editor.set("postgresql.parameters.unix_socket_directories", "/run/postgresql");
        }
        editor.set("postgresql.parameters.syslog_ident", "lapse-" + node); // by it the ledger knows whom it reads
        hba(laneAuth);
    }

    private void addresses(String section, NodeName node, int port) {
        editor.set(section + ".listen", YamlTree.quoted("0.0.0.0:" + port));
        editor.set(section + ".connect_address", YamlTree.quoted(EditedFile.mark(node) + ":" + port));
    }

    /** The API of etcd that is spoken here, at the topology's addresses. */
    private void store(String here, List<NodeName> stores) {
        String other = here.equals("etcd3") ? "etcd" : "etcd3";
        String section = document.has(here) ? here : other;
        String hosts = stores.stream()
                .map(host -> EditedFile.mark(host) + ":" + Etcd.CLIENT_PORT)
                .collect(Collectors.joining(",", "'", "'"));
        if (!document.has(section)) {
            editor.set(here + ".hosts", hosts);
            return;
        }
        if (section.equals(here)) {
            editor.remove(other);
        } else {
            editor.rename(other, here);
        }
        Optional<String> kept = document.entries(section).stream()
                .map(KeyedNode::name)
                .filter(List.of("hosts", "host", "url", "proxy", "srv")::contains)
                .min(Comparator.comparing(List.of("hosts", "host", "url", "proxy", "srv")::indexOf));
        for (KeyedNode entry : document.entries(section)) {
            if (kept.filter(entry.name()::equals).isPresent()) {
                if (!entry.name().equals("hosts")) {
                    editor.rename(section + "." + entry.name(), "hosts");
                }
                editor.set(List.of(section, entry.name()), hosts);
            } else if (!entry.name().equals("retries")) {
                editor.remove(List.of(section, entry.name()));
            }
        }
        if (kept.isEmpty()) {
            editor.set(List.of(section, "hosts"), hosts);
        }
    }

    private void watchdog() {
        document.text("watchdog.mode")
                .filter(mode -> !PatroniHere.value("watchdog.mode", mode).equals(mode))
                .ifPresent(mode -> editor.set("watchdog.mode", PatroniHere.value("watchdog.mode", mode)));
    }

    private void bootstrap() {
        Set<String> methods = PatroniHere.bootstrapMethods(document);
        if (!methods.isEmpty()) {
            editor.remove("bootstrap.method");
            methods.forEach(method -> editor.remove("bootstrap." + method));
        }
        if (!document.has("bootstrap.dcs")) {
            editor.set("bootstrap.dcs.ttl", Long.toString(PatroniTimings.DEFAULT.ttlSeconds()));
        }
        editor.set("bootstrap.post_bootstrap", "/etc/lapse/post-bootstrap");
        document.find("bootstrap.initdb").map(KeyedNode::value).ifPresent(this::initdb);
        options("bootstrap.initdb", PatroniHere.OUT_OF_INITDB);
    }

    /** Leaves options of a program out, which are items of a list or keys of a map. */
    private void options(String at, Set<String> out) {
        document.find(at).map(KeyedNode::value).ifPresent(options -> {
            if (options instanceof SequenceNode list) {
                list.getValue().stream()
                        .filter(item -> document.entries(item).stream().anyMatch(option -> out.contains(option.name())))
                        .forEach(item -> editor.removeItem(list, item));
            } else {
                out.forEach(name -> editor.remove(at + "." + name));
            }
        });
    }

    private void initdb(Node options) {
        if (options instanceof SequenceNode list) {
            list.getValue().forEach(this::initdb);
        }
        for (KeyedNode option : document.entries(options)) {
            YamlDocument.text(option.value())
                    .filter(value -> option.name().matches("locale|lc-.*"))
                    .filter(value -> !PostgresHere.locale(value).equals(value))
                    .ifPresent(value -> editor.item(option.value(), PostgresHere.locale(value)));
        }
    }

    /** Paths and programs of a section that is the node's own, or of the DCS. */
    private void postgresql(String section) {
        PatroniHere.OUT_OF_POSTGRESQL.forEach(name -> editor.remove(section + "." + name));
        options(section + ".basebackup", PatroniHere.OUT_OF_BASEBACKUP);
        own.methods().forEach(method -> editor.remove(section + "." + method));
        if (!own.methods().isEmpty()) {
            PatroniHere.LISTS.stream()
                    .map(list -> section + "." + list)
                    .filter(document::has)
                    .forEach(list -> editor.set(list, "[basebackup]"));
        }
        String parameters = section + ".parameters";
        for (KeyedNode entry : document.entries(parameters)) {
            YamlDocument.text(entry.value()).ifPresent(value -> {
                Optional<String> here = PostgresHere.value(entry.name(), value, own.libraries());
                List<String> path = new ArrayList<>(List.of(parameters.split("\\.")));
                path.add(entry.name());
                if (here.isEmpty()) {
                    editor.remove(path);
                } else if (!here.get().equals(value)) {
                    editor.set(path, YamlTree.quoted(here.get()));
                }
            });
        }
    }

    private void authentication() {
        String section = "postgresql.authentication.";
        credentials(section + "superuser", "postgres", SUPERUSER_PASSWORD);
        credentials(section + "replication", "replicator", REPLICATION_PASSWORD);
        rewinder().ifPresent(user -> credentials(section + "rewind", user, REPLICATION_PASSWORD));
    }

    private Optional<String> rewinder() {
        return document.text("postgresql.authentication.rewind.username");
    }

    private void credentials(String at, String user, String password) {
        document.entries(at).stream()
                .map(KeyedNode::name)
                .filter(name -> !IDENTITY.contains(name))
                .forEach(name -> editor.remove(at + "." + name));
        if (document.text(at + ".username").filter(user::equals).isEmpty()) {
            editor.set(at + ".username", user);
        }
        editor.set(at + ".password", EditedFile.mark(password));
    }

    /** Else a replica waits until the checkpoint that comes by time, minutes later, and the cluster with it. */
    private void basebackup() {
        for (String section : own.postgresqlSections()) {
            String options = section + ".basebackup";
            Optional<Node> given = document.find(options).map(KeyedNode::value);
            if (given.filter(node -> document.json(node).toString().contains("checkpoint"))
                    .isPresent()) {
                return;
            }
            if (given.filter(SequenceNode.class::isInstance).isPresent()) {
                editor.prepend(options, List.of("checkpoint: fast"));
                return;
            }
            if (given.filter(MappingNode.class::isInstance).isPresent()) {
                editor.set(options + ".checkpoint", "fast");
                return;
            }
        }
        editor.set("postgresql.basebackup.checkpoint", "fast");
    }

    /** Lines of Lapse's own before those of the list that counts. */
    private void hba(String laneAuth) {
        boolean md5 = own.setting(Section.POSTGRESQL, "password_encryption")
                .map(setting -> setting.value().equals("md5"))
                .orElseGet(() -> PatroniHere.isMd5ByInitdb(document));
        String method = md5 ? "md5" : "scram-sha-256";
        List<String> lines = new ArrayList<>(List.of(
                "local all all trust",
                "host all " + Credentials.LANE_ROLE + " all " + laneAuth,
                "host replication replicator all " + method,
                "host all postgres all " + method));
        rewinder()
                .filter(user -> !user.equals("postgres"))
                .ifPresent(user -> lines.add("host all " + user + " all " + method));
        String list = "postgresql.pg_hba";
        for (String other : List.of(list, "bootstrap.dcs.postgresql.pg_hba", "bootstrap.pg_hba")) {
            if (document.find(other)
                    .filter(entry -> entry.value() instanceof SequenceNode)
                    .isPresent()) {
                list = other;
                break;
            }
        }
        editor.prepend(list, lines.stream().map(YamlTree::plainOrQuoted).toList());
    }

    /** Settings that the file does not have, or has with another value. */
    private void over(ClusterSpec spec, NodeName node) {
        ClusterSpec here = spec.at(node);
        for (Section section : List.of(Section.PATRONI, Section.POSTGRESQL)) {
            here.settings().of(section).forEach((name, value) -> {
                Optional<SaidSetting> said = own.setting(section, name);
                if (said.filter(setting -> setting.value().equals(value)).isPresent()) {
                    return;
                }
                boolean local = said.map(SaidSetting::local)
                        .orElse(
                                section.equals(Section.PATRONI)
                                        ? PatroniFile.isLocal(name)
                                        : spec.host(node)
                                                .own()
                                                .get(section, name)
                                                .isPresent());
                if (local && own.form() == PatroniForm.DYNAMIC) {
                    return; // the file around it has it
                }
                List<String> path = said.map(SaidSetting::path).orElseGet(() -> path(section, name, local));
                editor.set(path, yaml(section, name, value));
            });
        }
    }

    private List<String> path(Section section, String name, boolean local) {
        List<String> path = new ArrayList<>(local ? List.of() : own.dcs());
        if (section.equals(Section.POSTGRESQL)) {
            path.addAll(List.of("postgresql", "parameters", name));
        } else {
            path.addAll(List.of(name.split("\\.")));
        }
        return path;
    }

    private static String yaml(Section section, String name, String value) {
        if (section.equals(Section.POSTGRESQL)) {
            return YamlTree.quoted(value);
        }
        return PatroniSettings.isStructured(name) ? value : YamlTree.typed(value);
    }
}

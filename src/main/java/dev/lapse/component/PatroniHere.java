package dev.lapse.component;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.lapse.cluster.OwnFile.Unfit;
import dev.lapse.component.YamlDocument.KeyedNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/** What of a {@code patroni.yml} can hold in a container, what stands in its place, and what can be neither. */
final class PatroniHere {
    /** Parts of the PostgreSQL section that name programs, files and addresses which are not there. */
    static final List<String> OUT_OF_POSTGRESQL = List.of(
            "bin_dir",
            "bin_name",
            "config_dir",
            "custom_conf",
            "proxy_address",
            "callbacks",
            "pre_promote",
            "before_stop",
            "krbsrvname",
            "recovery_conf.restore_command",
            "recovery_conf.archive_cleanup_command",
            "recovery_conf.recovery_end_command");

    /** Options of initdb with paths that are not there, or that Lapse decides. */
    static final Set<String> OUT_OF_INITDB = Set.of("waldir", "xlogdir", "pwfile", "username", "pgdata");

    static final Set<String> OUT_OF_BASEBACKUP = Set.of("waldir", "tablespace-mapping");

    /** What is about TLS, passwords and the addresses of others. */
    static final List<String> OUT = List.of(
            "restapi.authentication",
            "restapi.certfile",
            "restapi.keyfile",
            "restapi.keyfile_password",
            "restapi.cafile",
            "restapi.ciphers",
            "restapi.verify_client",
            "restapi.https_extra_headers",
            "restapi.allowlist",
            "restapi.allowlist_include_members",
            "ctl.authentication",
            "ctl.cacert",
            "ctl.cafile",
            "ctl.certfile",
            "ctl.keyfile",
            "ctl.keyfile_password",
            "log.dir",
            "bootstrap.users",
            "bootstrap.post_init",
            "bootstrap.keep_existing_recovery_conf",
            "pause");

    /** What Patroni calls the list of methods that make a replica; the second name is an old one. */
    static final List<String> LISTS = List.of("create_replica_methods", "create_replica_method");

    /** Settings with another value here. */
    static final Map<String, UnaryOperator<String>> VALUES = Map.of(
            "postgresql.create_replica_methods",
            list -> list.matches("\\[(\"basebackup\")?]") ? list : "[\"basebackup\"]",
            "postgresql.basebackup",
            PatroniHere::basebackup,
            "watchdog.mode",
            mode -> mode.matches("require(d)?") ? "automatic" : mode);

    private static final Map<String, String> STORES = Map.of(
            "consul", "Consul",
            "zookeeper", "ZooKeeper",
            "exhibitor", "ZooKeeper with Exhibitor",
            "kubernetes", "Kubernetes",
            "raft", "Patroni's own Raft");

    private PatroniHere() {}

    private static String basebackup(String options) {
        ArrayNode left = JsonNodeFactory.instance.arrayNode();
        JsonNode all = Json.read(options);
        all.forEach(option -> {
            if (!option.isObject() || OUT_OF_BASEBACKUP.stream().noneMatch(option::has)) {
                left.add(option);
            }
        });
        return all.isArray() ? Json.line(left) : options;
    }

    static String value(String name, String text) {
        return Optional.ofNullable(VALUES.get(name))
                .map(change -> change.apply(text))
                .orElse(text);
    }

    static boolean isLeftOut(String name) {
        String dotted = name + ".";
        return OUT_OF_BASEBACKUP.stream().anyMatch(out -> name.equals("postgresql.basebackup." + out))
                || OUT.stream().anyMatch(out -> dotted.startsWith(out + "."))
                || OUT_OF_POSTGRESQL.stream().anyMatch(out -> dotted.startsWith("postgresql." + out + "."));
    }

    /** What can be neither kept nor replaced. */
    static List<Unfit> unfit(PatroniOwnFile own) {
        YamlDocument document = own.document();
        if (document.root().isEmpty()) {
            return List.of();
        }
        List<Unfit> unfit = new ArrayList<>();
        List<String> lines = List.of(own.file().text().split("\n", -1));
        own.marks().stream()
                .filter(number -> lines.get(number - 1).matches("---\\s+[^#\\s].*"))
                .forEach(number -> unfit.add(new Unfit(
                        own.file().name(), number, "not supported: a document that begins on the line of its mark")));
        if (lines.stream().anyMatch(line -> line.startsWith("%"))) {
            unfit.add(new Unfit(own.file().name(), 1, "not supported: directives of YAML, such as %YAML"));
        }
        STORES.forEach((key, store) -> document.find(key)
                .filter(entry -> own.form() == PatroniOwnFile.PatroniForm.NODE || key.equals("raft"))
                .ifPresent(entry -> unfit.add(document.unfit(
                        entry.key(),
                        key + ": the store is etcd here, and a failover with " + store
                                + " would be another one; Lapse does not run it. To see these settings with etcd, name a copy"
                                + " of the file with etcd3: in its place"))));
        document.find("citus")
                .ifPresent(entry -> unfit.add(document.unfit(entry.key(), "citus: the image has no extension Citus")));
        List<String> standby = new ArrayList<>(own.dcs());
        standby.add("standby_cluster");
        document.find(standby)
                .filter(entry -> !document.json(entry.value()).isNull())
                .ifPresent(entry -> unfit.add(document.unfit(
                        entry.key(),
                        "standby_cluster: it follows a primary outside, and here is none, so that there would never be"
                                + " a writable node")));
        if (own.form() == PatroniOwnFile.PatroniForm.DYNAMIC) {
            boolean known = own.settings().values().stream().findAny().isPresent();
            if (!known) {
                unfit.add(new Unfit(
                        own.file().name(),
                        1,
                        "expected a patroni.yml, with scope and postgresql, or what patronictl show-config prints, with"
                                + " ttl and postgresql"));
            }
            return unfit;
        }
        if (!document.has("postgresql")) {
            unfit.add(new Unfit(own.file().name(), 1, "expected a section postgresql; a patroni.yml has one"));
        }
        for (String old : List.of("postgresql.superuser", "postgresql.replication", "postgresql.pg_rewind")) {
            document.find(old)
                    .filter(entry -> !document.has("postgresql.authentication"))
                    .ifPresent(entry -> unfit.add(document.unfit(
                            entry.key(),
                            "not supported: " + old + "; write postgresql.authentication, as Patroni has"
                                    + " since 1.3")));
        }
        return unfit;
    }

    /** Methods that make a replica with programs which are not there. */
    static Set<String> methods(PatroniOwnFile own) {
        YamlDocument document = own.document();
        Set<String> methods = new TreeSet<>();
        for (String section : own.postgresqlSections()) {
            for (String list : LISTS) {
                document.find(section + "." + list)
                        .map(KeyedNode::value)
                        .map(document::json)
                        .ifPresent(named -> named.forEach(method -> methods.add(method.asText())));
            }
            document.entries(section).stream()
                    .filter(entry -> document.has(section + "." + entry.name() + ".command"))
                    .forEach(entry -> methods.add(entry.name()));
        }
        methods.remove("basebackup");
        return methods;
    }

    /** Methods that make a cluster in another way than with initdb. */
    static Set<String> bootstrapMethods(YamlDocument document) {
        Set<String> methods = new TreeSet<>();
        document.text("bootstrap.method")
                .filter(method -> !method.equals("initdb"))
                .ifPresent(methods::add);
        document.entries("bootstrap").stream()
                .filter(entry -> document.has("bootstrap." + entry.name() + ".command"))
                .forEach(entry -> methods.add(entry.name()));
        return methods;
    }

    /** Whether initdb writes {@code password_encryption = md5} into its postgresql.conf ({@code initdb.c}). */
    static boolean isMd5ByInitdb(YamlDocument document) {
        Optional<String> all = initdb(document, "auth").or(() -> initdb(document, "A"));
        String local = initdb(document, "auth-local").or(() -> all).orElse("");
        String host = initdb(document, "auth-host").or(() -> all).orElse("");
        String scram = "scram-sha-256";
        return local.equals("md5") && !host.equals(scram) || host.equals("md5") && !local.equals(scram);
    }

    /** Options are items of a list or keys of a map. */
    private static Optional<String> initdb(YamlDocument document, String option) {
        return document.find("bootstrap.initdb")
                .map(entry -> document.json(entry.value()))
                .flatMap(options -> options.isArray()
                        ? Optional.of(options.findValuesAsText(option))
                                .flatMap(found -> found.stream().reduce((earlier, later) -> later))
                        : Optional.ofNullable(options.get(option)).map(JsonNode::asText));
    }
}

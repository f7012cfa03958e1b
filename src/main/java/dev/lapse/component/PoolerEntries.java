package dev.lapse.component;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.Comparison;
import dev.lapse.cluster.Comparison.Difference;
import dev.lapse.cluster.Credentials;
import dev.lapse.cluster.Deployment;
import dev.lapse.cluster.Entrance;
import dev.lapse.cluster.Host;
import dev.lapse.cluster.Nearest;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Remark;
import dev.lapse.cluster.Section;
import dev.lapse.cluster.SettingForm;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The lines of {@code [databases]} of a pooler. Beside PostgreSQL it is one line, for the socket. Before the balancers
 * there is one for sessions that write and one for those that read; each leads to a port of the balancer on its own
 * host, else of all balancers, or where there are none, to every node. A setting such as {@code databases.lapse:
 * host=pg1,pg2 port=5432 pool_size=20} is PgBouncer's own line; {@code host} names hosts of the topology.
 */
final class PoolerEntries {
    static final String WRITE = Credentials.DATABASE;
    static final String READ = Credentials.DATABASE + "_ro";

    private static final String BEFORE = "databases.";

    /** Columns of {@code SHOW DATABASES}, up to 1.23 and from 1.24 on. */
    private static final List<String> WORDS = List.of(
            "host",
            "port",
            "pool_size",
            "min_pool_size",
            "reserve_pool_size",
            "pool_mode",
            "load_balance_hosts",
            "server_lifetime",
            "max_db_connections",
            "connect_query");

    private static final SettingForm FORM = SettingForm.text(
                    "words such as host=lb1 port=5000 pool_size=20",
                    "[a-z_]+=('[^']*'|[^ '=]+)( +[a-z_]+=('[^']*'|[^ '=]+))*")
            .converting(text -> {
                words(text).keySet().stream()
                        .filter(word -> !WORDS.contains(word))
                        .findFirst()
                        .ifPresent(word -> {
                            throw new IllegalArgumentException(Nearest.unknown("word of a database", word, WORDS));
                        });
                return text;
            });

    private PoolerEntries() {}

    static boolean isOne(String name) {
        return name.startsWith(BEFORE);
    }

    static Map<String, SettingForm> forms() {
        return Map.of(BEFORE + WRITE, FORM, BEFORE + READ, FORM);
    }

    static String render(Deployment deployment, NodeName host) {
        ClusterSpec spec = deployment.spec();
        if (!spec.poolersBefore().contains(host)) {
            return "* = host=/run/postgresql port=" + Patroni.POSTGRES_PORT;
        }
        return entries(spec, host).entrySet().stream()
                .map(entry -> entry.getKey() + " = " + line(entry.getValue(), deployment))
                .collect(Collectors.joining("\n"));
    }

    private static String line(Map<String, String> words, Deployment deployment) {
        return words.entrySet().stream()
                        .map(word -> word.getKey() + "="
                                + (word.getKey().equals("host")
                                        ? Arrays.stream(word.getValue().split(","))
                                                .map(name -> deployment.address(new NodeName(name)))
                                                .collect(Collectors.joining(","))
                                        : word.getKey().equals("connect_query")
                                                ? "'" + word.getValue().replace("'", "''") + "'"
                                                : word.getValue()))
                        .collect(Collectors.joining(" "))
                + " dbname=" + Credentials.DATABASE;
    }

    /** What each database has, by name: the usual words, and those of the settings over them. */
    private static Map<String, Map<String, String>> entries(ClusterSpec spec, NodeName host) {
        Map<String, Map<String, String>> entries = new LinkedHashMap<>();
        boolean balanced = !spec.balancers().isEmpty();
        for (String name : List.of(WRITE, READ)) {
            Map<String, String> words = new LinkedHashMap<>();
            words.put("host", names(balanced ? balancers(spec, host) : spec.nodes()));
            Entrance entrance = name.equals(WRITE) ? Entrance.WRITE : Entrance.READ;
            int port = balanced
                    ? Haproxy.in(spec).at(balancers(spec, host).get(0)).portFor(entrance)
                    : Patroni.POSTGRES_PORT;
            words.put("port", Integer.toString(port));
            spec.settings().get(Section.PGBOUNCER, BEFORE + name).ifPresent(text -> words.putAll(words(text)));
            entries.put(name, words);
        }
        return entries;
    }

    /** Those that the pooler of a host leads to: the one beside it, else all. */
    static List<NodeName> balancers(ClusterSpec spec, NodeName host) {
        return spec.balancers().contains(host) ? List.of(host) : spec.balancers();
    }

    private static String names(List<NodeName> hosts) {
        return hosts.stream().map(NodeName::value).collect(Collectors.joining(","));
    }

    private static Map<String, String> words(String text) {
        Map<String, String> words = new LinkedHashMap<>();
        for (String word : text.split(" +(?=[a-z_]+=)")) {
            int equals = word.indexOf('=');
            words.put(word.substring(0, equals), word.substring(equals + 1).replace("'", ""));
        }
        return words;
    }

    static List<Remark> remarks(ClusterSpec cluster) {
        List<Remark> remarks = new ArrayList<>();
        List<String> hosts =
                cluster.hosts().stream().map(Host::name).map(NodeName::value).toList();
        cluster.settings().of(Section.PGBOUNCER).forEach((name, text) -> {
            if (!isOne(name)) {
                return;
            }
            if (cluster.poolersBefore().isEmpty()) {
                remarks.add(Remark.refusedName(
                        Section.PGBOUNCER,
                        name,
                        "pgbouncer." + name + ": each pooler here leads to the PostgreSQL of its own host; it is for a"
                                + " pooler on a host of its own, such as pool1: [pgbouncer]"));
            }
            Optional.ofNullable(words(text).get("host")).stream()
                    .flatMap(list -> Arrays.stream(list.split(",")))
                    .filter(host -> !hosts.contains(host))
                    .findFirst()
                    .ifPresent(host -> remarks.add(Remark.refusedValue(
                            Section.PGBOUNCER,
                            name,
                            "pgbouncer." + name + ": " + Nearest.unknown("host", host, hosts))));
        });
        return remarks;
    }

    /** Holds the words against {@code SHOW DATABASES}, whose first row here names its columns. */
    static Comparison comparison(ClusterSpec cluster, String show) {
        Map<String, String> asked = new TreeMap<>();
        cluster.settings().of(Section.PGBOUNCER).forEach((name, value) -> {
            if (isOne(name)) {
                asked.put(Section.PGBOUNCER.text() + "." + name, value);
            }
        });
        return Comparison.shell(
                asked, "timeout 5 " + show.replace(" -AtF", " -AF"), answer -> differences(asked, answer));
    }

    static List<Difference> differences(Map<String, String> asked, String answer) {
        List<String[]> rows = answer.lines()
                .map(line -> line.split("\\|", -1))
                .filter(row -> row.length > 3)
                .toList();
        return asked.entrySet().stream()
                .flatMap(entry -> difference(entry.getKey(), words(entry.getValue()), rows).stream())
                .toList();
    }

    /** Addresses stand there for names, and a query is not shown: of both it is told that the line is there. */
    private static Optional<Difference> difference(String name, Map<String, String> words, List<String[]> rows) {
        String database = name.substring(name.lastIndexOf('.') + 1);
        Optional<String[]> row =
                rows.stream().filter(each -> each[0].equals(database)).findFirst();
        if (row.isEmpty()) {
            return Optional.of(AskedSettings.notKnown(name, "SHOW DATABASES has no " + database));
        }
        List<String> columns = List.of(rows.get(0));
        for (Map.Entry<String, String> word : words.entrySet()) {
            String column = word.getKey().equals("max_db_connections") ? "max_connections" : word.getKey();
            int at = columns.indexOf(column);
            int hosts = columns.indexOf("host");
            if (column.equals("load_balance_hosts") && hosts >= 0 && !row.get()[hosts].contains(",")) {
                continue; // PgBouncer shows it of several hosts only
            }
            if (at >= 0 && !column.equals("host") && !row.get()[at].equals(word.getValue())) {
                return Optional.of(
                        Difference.of(name, word.getKey() + "=" + row.get()[at], "that is what SHOW DATABASES shows"));
            }
        }
        return Optional.empty();
    }
}

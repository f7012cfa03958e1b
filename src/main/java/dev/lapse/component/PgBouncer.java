package dev.lapse.component;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.Comparison;
import dev.lapse.cluster.Component;
import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.Credentials;
import dev.lapse.cluster.Deployment;
import dev.lapse.cluster.Entrance;
import dev.lapse.cluster.Host;
import dev.lapse.cluster.HostProcess;
import dev.lapse.cluster.Inquiry;
import dev.lapse.cluster.Inquiry.Told;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.OwnFile;
import dev.lapse.cluster.OwnFile.Acceptance;
import dev.lapse.cluster.OwnFile.Fitted;
import dev.lapse.cluster.OwnFile.Given;
import dev.lapse.cluster.OwnFile.Replaced;
import dev.lapse.cluster.Remark;
import dev.lapse.cluster.Section;
import dev.lapse.cluster.SectionReading;
import dev.lapse.cluster.SettingNames;
import dev.lapse.cluster.Speech;
import dev.lapse.cluster.TcpPort;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * PgBouncer, the pooler: beside a node's PostgreSQL, or on a host of its own before the balancers. Settings are those
 * of 1.24 (doc/config.md).
 *
 * @param own the user's own files; empty: Lapse writes them from the settings
 */
public record PgBouncer(Optional<PgBouncerOwn> own) implements Component {
    public static final int PORT = 6432;

    /** Its buffer takes no more in one packet. */
    static final int LONGEST = 3000;

    public static final TcpPort SQL =
            new TcpPort(ComponentName.PGBOUNCER, PORT, "pooler", TcpPort.Use.BOTH, Speech.postgresql(LONGEST));

    /** Lines where no setting says otherwise, beside the authentication. */
    static final Map<String, String> OWN = usual();

    private static final String FILE = "/etc/lapse/pgbouncer.ini";

    private static final String CONFIG =
            "s6-setuidgid postgres psql -h /run/postgresql -p 6432 -U pgbouncer -d pgbouncer -AtF'|' -c 'show config'";

    private static final String DATABASES = CONFIG.replace("show config", "show databases");

    /** The names of the entries of such a file, which clients ask for. */
    public static List<String> entries(String text) {
        return List.copyOf(PgBouncerOwnFile.entries(IniFile.of(text)).keySet());
    }

    /** With the files that Lapse writes. */
    public PgBouncer() {
        this(Optional.empty());
    }

    /** That of a cluster; the shipped one where it has none. */
    public static PgBouncer in(ClusterSpec cluster) {
        return cluster.components().stream()
                .filter(PgBouncer.class::isInstance)
                .map(PgBouncer.class::cast)
                .findFirst()
                .orElseGet(PgBouncer::new);
    }

    /**
     * The database that clients ask for at this port of a host: that of a pooler, or of a balancer that leads to one,
     * may go by another name.
     */
    public static String databaseAt(ClusterSpec cluster, NodeName host, int port, Entrance entrance) {
        PgBouncer pooler = in(cluster);
        Haproxy balancer = Haproxy.in(cluster).at(host);
        boolean before = cluster.poolersBefore().contains(host);
        boolean balanced = cluster.balancers().contains(host)
                && balancer.port(entrance).equals(OptionalInt.of(port))
                && balancer.connectsTo(SQL, cluster);
        if (port != PORT && !balanced) {
            return Credentials.DATABASE;
        }
        NodeName asked = port == PORT ? host : besideNodes(cluster).orElse(host);
        return pooler.own
                .filter(files -> files.files().containsKey(asked))
                .map(files -> files.database(asked, entrance))
                .orElse(before && entrance == Entrance.READ ? PoolerEntries.READ : Credentials.DATABASE);
    }

    /** Where a file of the user's own has this value of a setting, in words; empty: there is none that has it. */
    Optional<String> place(NodeName host, String name, String value) {
        return own.flatMap(files -> files.place(host, name, value));
    }

    /** A node with a pooler; balancers lead to any of them. */
    private static Optional<NodeName> besideNodes(ClusterSpec cluster) {
        return cluster.nodes().stream()
                .filter(node -> cluster.host(node).carries(ComponentName.PGBOUNCER))
                .findFirst();
    }

    @Override
    public ComponentName name() {
        return ComponentName.PGBOUNCER;
    }

    @Override
    public List<SettingNames> settings() {
        return List.of(PgBouncerNames.NAMES);
    }

    @Override
    public List<Remark> remarks(ClusterSpec cluster) {
        return PgBouncerNames.remarks(cluster);
    }

    @Override
    public Map<String, String> files(Deployment deployment, NodeName host) {
        Map<String, String> files = new LinkedHashMap<>();
        files.put(
                "LAPSE_PGBOUNCER_INI",
                own.map(file -> file.render(deployment, host)).orElseGet(() -> ini(deployment, host)));
        files.put(
                "LAPSE_PGBOUNCER_USERS",
                "\"%s\" \"%s\"\n"
                        .formatted(
                                Credentials.LANE_ROLE,
                                deployment.credentials().lanes().replace("\"", "\"\"")));
        return files;
    }

    @Override
    public boolean takesFiles() {
        return true;
    }

    @Override
    public OwnFile whole(OwnFile file, Function<String, OwnFile> read) {
        return IniPlaces.whole(file, read);
    }

    @Override
    public String masked(String text) {
        return IniFile.masked(text);
    }

    @Override
    public Optional<Fitted> with(Given given, List<Host> hosts) {
        return Optional.of(PgBouncerOwn.read(given, hosts));
    }

    @Override
    public Optional<Given> given() {
        return own.map(PgBouncerOwn::given);
    }

    @Override
    public List<Replaced> replaced(ClusterSpec cluster, NodeName host) {
        return own.map(files -> files.replaced(cluster, host)).orElse(List.of());
    }

    @Override
    public Optional<Acceptance> acceptance(ClusterSpec cluster, NodeName host) {
        return own.map(files -> files.acceptance(cluster, host));
    }

    /** Files may differ from host to host; maps of settings do not. */
    @Override
    public List<Remark> remarksAt(ClusterSpec cluster, NodeName host) {
        return own.isPresent() ? List.of() : Component.super.remarksAt(cluster, host);
    }

    private static Map<String, String> usual() {
        Map<String, String> lines = new LinkedHashMap<>();
        lines.put("listen_addr", "0.0.0.0");
        lines.put("listen_port", Integer.toString(PORT));
        lines.put("unix_socket_dir", "/run/postgresql");
        lines.put("auth_type", "md5");
        lines.put("auth_file", "/etc/lapse/pgbouncer-users");
        lines.put("admin_users", Credentials.LANE_ROLE);
        lines.put("stats_users", Credentials.LANE_ROLE);
        lines.put("ignore_startup_parameters", "extra_float_digits,options,search_path");
        lines.put("pool_mode", "transaction");
        lines.put("max_client_conn", HaproxyFile.MAXCONN); // so many HAProxy lets in, and may forget
        lines.put("default_pool_size", "60");
        lines.put("max_prepared_statements", "200"); // unknown before 1.21
        // two lines per connection drown the log of a pooler that lanes knock at 50 times a second
        lines.put("log_connections", "0");
        lines.put("log_disconnections", "0");
        return Collections.unmodifiableMap(lines);
    }

    private static String ini(Deployment deployment, NodeName host) {
        ClusterSpec spec = deployment.spec();
        Map<String, String> lines = new LinkedHashMap<>();
        lines.putAll(OWN);
        lines.put("auth_type", spec.auth().text());
        Release.of(spec.suite())
                .ifPresent(release -> lines.keySet().removeIf(name -> !PgBouncerNames.has(release, name)));
        spec.settings().of(Section.PGBOUNCER).forEach((name, value) -> {
            if (!PoolerEntries.isOne(name)) {
                lines.put(name, value);
            }
        });
        String settings = lines.entrySet().stream()
                .map(line -> (line.getKey() + " = " + line.getValue()).strip())
                .collect(Collectors.joining("\n"));
        return Template.load("pgbouncer.ini")
                .fill(Map.of("databases", PoolerEntries.render(deployment, host), "settings", settings));
    }

    @Override
    public List<TcpPort> ports() {
        return List.of(SQL);
    }

    /** Before the balancers, both their ports; before the nodes, PostgreSQL. Beside PostgreSQL it takes a socket. */
    @Override
    public boolean connectsTo(TcpPort port, ClusterSpec cluster) {
        boolean balancer = port.owner().equals(ComponentName.HAPROXY) && port.isForClients();
        boolean balanced = !cluster.balancers().isEmpty();
        return own.map(files -> (balancer || port.equals(Patroni.SQL)) && files.sendsTo(port.number()))
                .orElse(!cluster.poolersBefore().isEmpty() && (balanced ? balancer : port.equals(Patroni.SQL)));
    }

    @Override
    public Optional<String> linkWord() {
        return Optional.of("pooler");
    }

    @Override
    public List<HostProcess> processes() {
        return List.of(HostProcess.supervised(name(), HostProcess.Signals.WHOLE_GROUP, OptionalInt.of(PORT)));
    }

    /** From 1.23 on SIGTERM would wait for its clients. */
    @Override
    public String stopSignal() {
        return "SIGQUIT";
    }

    @Override
    public List<Comparison> comparisons(ClusterSpec cluster) {
        return List.of(PgBouncerComparison.of(cluster, CONFIG), PoolerEntries.comparison(cluster, DATABASES));
    }

    @Override
    public List<Comparison> comparisonsAt(ClusterSpec cluster, NodeName host) {
        return own.map(files -> List.of(new PgBouncerFileComparison(files, cluster, host).of(CONFIG, DATABASES, FILE)))
                .orElseGet(() -> Component.super.comparisonsAt(cluster, host));
    }

    @Override
    public List<SectionReading> readings(ClusterSpec cluster) {
        return List.of(PgBouncerReading.of(cluster, CONFIG));
    }

    @Override
    public List<Inquiry> inquiries(ClusterSpec cluster) {
        return List.of(
                Inquiry.shell(
                        "pgbouncer --version | awk 'NR == 1 {print $2}'",
                        answer -> Told.version("pgbouncer", answer.strip())),
                Inquiry.shell(CONFIG, PgBouncer::changed));
    }

    /** Modes of files have octal defaults, such as 0777, and decimal values, such as 511. */
    private static boolean isSameMode(String value, String usual) {
        return usual.matches("0[0-7]{3}") && value.equals(Integer.toString(Integer.parseInt(usual, 8)));
    }

    /** In effect is what differs from its default: lines of key, value, default, changeable. */
    static Told changed(String config) {
        Map<String, String> effective = new TreeMap<>();
        Map<String, String> defaults = new TreeMap<>();
        config.lines().map(line -> line.split("\\|", -1)).forEach(columns -> {
            if (columns.length > 2) {
                defaults.put("pgbouncer." + columns[0], isSameMode(columns[1], columns[2]) ? columns[1] : columns[2]);
            }
            if (columns.length > 2 && !columns[1].equals(columns[2])) {
                effective.put("pgbouncer." + columns[0], columns[1]);
            }
        });
        return Told.settings(effective, defaults);
    }
}

package dev.lapse.component;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.Comparison;
import dev.lapse.cluster.Component;
import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.Deployment;
import dev.lapse.cluster.Entrance;
import dev.lapse.cluster.Host;
import dev.lapse.cluster.HostProcess;
import dev.lapse.cluster.Inquiry;
import dev.lapse.cluster.Inquiry.Told;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.OwnFile.Acceptance;
import dev.lapse.cluster.OwnFile.Fitted;
import dev.lapse.cluster.OwnFile.Given;
import dev.lapse.cluster.OwnFile.Replaced;
import dev.lapse.cluster.Remark;
import dev.lapse.cluster.Section;
import dev.lapse.cluster.SectionReading;
import dev.lapse.cluster.SettingNames;
import dev.lapse.cluster.Settings;
import dev.lapse.cluster.Speech;
import dev.lapse.cluster.TcpPort;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * HAProxy, the balancer. Settings are those of 3.0 in TCP mode. No command tells its timings, so they are read from the
 * file that the running process was started with.
 *
 * @param own the user's own file, or that of the first of several balancers; empty: Lapse writes one from the settings
 * @param files the user's own of each host; a host that is not there runs with {@code own}
 */
public record Haproxy(Optional<HaproxyOwnFile> own, Map<NodeName, HaproxyOwnFile> files) implements Component {
    /** Leads to the primary. */
    public static final int WRITE_PORT = 5000;

    /** Leads to the replicas. */
    public static final int READ_PORT = 5001;

    public static final int STATS_PORT = 7000;

    /** What it takes where nothing is said (configuration.txt of 3.0). */
    private static final Map<String, String> UNSET = Map.of("inter", "2s", "fall", "3", "rise", "2", "retries", "3");

    /** {@code haproxy -c} does not ask for two open files per connection; the engine may give a host fewer. */
    private static final String TOO_FEW_OPEN_FILES =
            "timeout 1 haproxy -db -f " + HaproxyOwnFile.JUDGED + " 2>&1 | grep 'FD limit'";

    public Haproxy {
        files = Map.copyOf(files);
    }

    /** With one file of the user's own on all hosts. */
    Haproxy(Optional<HaproxyOwnFile> own) {
        this(own, Map.of());
    }

    /** With the file that Lapse writes. */
    public Haproxy() {
        this(Optional.empty());
    }

    /** That of a cluster; the shipped one where it has none. */
    public static Haproxy in(ClusterSpec cluster) {
        return cluster.components().stream()
                .filter(Haproxy.class::isInstance)
                .map(Haproxy.class::cast)
                .findFirst()
                .orElseGet(Haproxy::new);
    }

    /** The same as this balancer runs it, whatever the others run. */
    public Haproxy at(NodeName balancer) {
        return new Haproxy(own(balancer));
    }

    /** Where clients of this kind are let in; empty: nowhere. */
    public OptionalInt port(Entrance entrance) {
        return own.map(file -> file.port(entrance))
                .orElse(OptionalInt.of(entrance == Entrance.WRITE ? WRITE_PORT : READ_PORT));
    }

    /** The same, for people who ask for one: where there is none for reads, that for writes. */
    public int portFor(Entrance entrance) {
        OptionalInt own = port(entrance);
        return own.isPresent() ? own.getAsInt() : port(Entrance.WRITE).orElse(WRITE_PORT);
    }

    /** Where the page of statistics is. */
    public int statsPort() {
        return own.map(HaproxyOwnFile::statsPort).orElse(STATS_PORT);
    }

    /** The page of Patroni that readers are found by, such as {@code /replica}, without its query. */
    public static String readPage(Settings settings) {
        String check = settings.get(Section.HAPROXY, HaproxyNames.READ_CHECK)
                .or(() -> settings.get(Section.HAPROXY, HaproxyNames.HTTPCHK))
                .orElse(HaproxyFile.CHECKS.get(HaproxyNames.READ_CHECK));
        return check.substring(Math.max(0, check.indexOf('/'))).split("[ ?]", 2)[0];
    }

    @Override
    public ComponentName name() {
        return ComponentName.HAPROXY;
    }

    @Override
    public List<SettingNames> settings() {
        return List.of(HaproxyNames.NAMES);
    }

    @Override
    public List<Remark> remarks(ClusterSpec cluster) {
        Map<String, String> settings = cluster.settings().of(Section.HAPROXY);
        Optional<HaproxyOwnFile> file = in(cluster).own();
        if (file.isPresent()) {
            List<Remark> remarks = new ArrayList<>();
            cluster.balancers().stream()
                    .flatMap(balancer -> HaproxyOverFile.refused(
                            file.get(),
                            in(cluster).own(balancer).orElseThrow(),
                            cluster.at(balancer).settings().of(Section.HAPROXY))
                            .stream())
                    .distinct()
                    .forEach(remarks::add);
            Stream.of(
                            Stream.of(
                                            file.get().guesses(),
                                            file.get().readsOfAnyNode(),
                                            file.get().noReads())
                                    .flatMap(Optional::stream),
                            in(cluster).all().stream()
                                    .flatMap(each -> HaproxyUnlike.of(each).stream())
                                    .map(unlike -> unlike + "; nothing is predicted of who comes through it"),
                            HaproxyMet.notes(cluster).stream(),
                            LanePace.notes(cluster))
                    .flatMap(notes -> notes)
                    .forEach(note -> remarks.add(Remark.note(Section.HAPROXY, "file", note)));
            return remarks;
        }
        List<Remark> remarks = new ArrayList<>(HaproxyFile.inherited(settings));
        LanePace.notes(cluster).forEach(note -> remarks.add(Remark.note(Section.HAPROXY, "on-marked-down", note)));
        if (settings.containsKey(HaproxyNames.HTTPCHK) && !settings.containsKey(HaproxyNames.READ_CHECK)) {
            remarks.add(Remark.refusedName(
                    Section.HAPROXY,
                    HaproxyNames.HTTPCHK,
                    "haproxy.option httpchk would be the check of both ports, and " + READ_PORT
                            + " would lead to the same node as " + WRITE_PORT + "; write check-write: "
                            + settings.get(HaproxyNames.HTTPCHK) + ", or check-read: /replica beside it"));
        }
        settings.keySet().stream()
                .filter(name -> name.matches("((write|read)\\.)?stick .*"))
                .filter(name -> !settings.containsKey("stick-table")
                        && !settings.containsKey(name.substring(0, name.indexOf("stick")) + "stick-table"))
                .forEach(name -> remarks.add(Remark.refusedName(
                        Section.HAPROXY,
                        name,
                        "haproxy." + name + " needs a table; write stick-table: type ip size 10k beside it")));
        return remarks;
    }

    /** Each file may say something else, and so may who lays a setting over it. */
    @Override
    public List<Remark> remarksAt(ClusterSpec cluster, NodeName host) {
        return own.isPresent() ? List.of() : Component.super.remarksAt(cluster, host);
    }

    @Override
    public Map<String, String> files(Deployment deployment, NodeName host) {
        return Map.of(
                "LAPSE_HAPROXY_CFG",
                own(host)
                        .map(file -> file.render(
                                deployment.spec().at(host).settings().of(Section.HAPROXY),
                                name -> deployment.address(new NodeName(name))))
                        .orElseGet(() -> new HaproxyFile(deployment).render()));
    }

    /** The user's own files, each once, in the order of their hosts. */
    List<HaproxyOwnFile> all() {
        return files.isEmpty()
                ? own.stream().toList()
                : new TreeMap<>(files).values().stream().distinct().toList();
    }

    /** With each of the files. */
    private Stream<Haproxy> each() {
        return own.isEmpty() ? Stream.of(this) : all().stream().map(file -> new Haproxy(Optional.of(file)));
    }

    /** The user's own file of this host. */
    private Optional<HaproxyOwnFile> own(NodeName host) {
        return Optional.ofNullable(files.get(host)).or(() -> own);
    }

    /** Lines of a name and a value; {@code off} takes a line out, an empty value leaves the name to stand alone. */
    static String joined(Map<String, String> lines, String separator) {
        return lines.entrySet().stream()
                .filter(line -> !line.getValue().equals("off"))
                .map(line -> (line.getKey() + " " + line.getValue()).strip())
                .collect(Collectors.joining(separator));
    }

    @Override
    public boolean takesFiles() {
        return true;
    }

    @Override
    public String masked(String text) {
        return HaproxySecrets.masked(text);
    }

    @Override
    public Optional<Fitted> with(Given given, List<Host> hosts) {
        return Optional.of(HaproxyOwnFiles.read(given, hosts));
    }

    @Override
    public Optional<Given> given() {
        return own.map(HaproxyOwnFile::given);
    }

    @Override
    public List<Replaced> replaced(ClusterSpec cluster, NodeName host) {
        return own(host)
                .map(file -> file.replaced(cluster.at(host).settings().of(Section.HAPROXY)))
                .orElse(List.of());
    }

    /** HAProxy reads the file, and says what is wrong with it. */
    @Override
    public Optional<Acceptance> acceptance(ClusterSpec cluster, NodeName host) {
        return own(host)
                .map(file -> new Acceptance(
                        """
                        mkdir -p /run/lapse && printf '%%s\\n' "$LAPSE_HAPROXY_CFG" > %s
                        haproxy -c -f %s > /run/lapse/said 2>&1 || { cat /run/lapse/said; exit 1; }
                        if %s; then exit 1; fi
                        grep -F '[WARNING]' /run/lapse/said || true
                        """.formatted(HaproxyOwnFile.JUDGED, HaproxyOwnFile.JUDGED, TOO_FEW_OPEN_FILES),
                        words -> file.judged(cluster.at(host).settings().of(Section.HAPROXY), words)));
    }

    @Override
    public List<TcpPort> ports() {
        Speech ofPoolers = Speech.postgresql(PgBouncer.LONGEST);
        List<TcpPort> ports = new ArrayList<>();
        each().flatMapToInt(haproxy ->
                        Arrays.stream(Entrance.values()).flatMapToInt(entrance -> haproxy.port(entrance).stream()))
                .distinct()
                .forEach(port -> ports.add(new TcpPort(name(), port, "", TcpPort.Use.CLIENTS, ofPoolers)));
        ports.add(new TcpPort(name(), statsPort(), "", TcpPort.Use.PEERS, Speech.http("/version")));
        return ports;
    }

    /**
     * Patroni, which it asks who is primary, and where it sends clients: the poolers, or PostgreSQL where there are
     * none.
     */
    @Override
    public boolean connectsTo(TcpPort port, ClusterSpec cluster) {
        boolean isDatabase = port.equals(PgBouncer.SQL) || port.equals(Patroni.SQL);
        return port.equals(Patroni.REST)
                || (own.isPresent()
                        ? isDatabase && all().stream().anyMatch(file -> file.sendsTo(port.number()))
                        : port.equals(cluster.pooled() ? PgBouncer.SQL : Patroni.SQL));
    }

    @Override
    public Optional<String> linkWord() {
        return Optional.of("haproxy");
    }

    @Override
    public List<HostProcess> processes() {
        return List.of(HostProcess.supervised(name(), HostProcess.Signals.WHOLE_GROUP, OptionalInt.of(statsPort())));
    }

    @Override
    public List<Comparison> comparisons(ClusterSpec cluster) {
        return List.of(HaproxyComparison.of(cluster));
    }

    @Override
    public List<Comparison> comparisonsAt(ClusterSpec cluster, NodeName host) {
        return own(host)
                .map(file -> List.of(HaproxyFileComparison.of(file, cluster.at(host))))
                .orElseGet(() -> Component.super.comparisonsAt(cluster, host));
    }

    @Override
    public List<SectionReading> readings(ClusterSpec cluster) {
        return List.of(own.map(HaproxyReading::of).orElseGet(() -> HaproxyReading.of(cluster)));
    }

    @Override
    public List<Inquiry> inquiries(ClusterSpec cluster) {
        Inquiry version = Inquiry.shell(
                "haproxy -v | awk 'NR == 1 {print $3}'", answer -> Told.version("haproxy", answer.strip()));
        return own.isPresent()
                ? List.of(version) // what holds of the file, its comparison tells
                : List.of(version, Inquiry.shell("cat /etc/lapse/haproxy.cfg", Haproxy::inEffect));
    }

    /** What both listeners have goes by its plain name. */
    private static Told inEffect(String file) {
        Map<String, String> effective = new TreeMap<>();
        Map<String, String> write = new TreeMap<>();
        Map<String, String> read = new TreeMap<>();
        HaproxyComparison.sections(file).forEach((section, lines) -> {
            switch (section) {
                case "listen write" -> lines.forEach(line -> read(line, write));
                case "listen read" -> lines.forEach(line -> read(line, read));
                case "listen stats" -> {}
                case "global" -> {
                    Map<String, String> global = new TreeMap<>();
                    lines.forEach(line -> read(line, global));
                    global.forEach((name, value) -> effective.put("global " + name, value));
                }
                default -> lines.forEach(line -> read(line, effective));
            }
        });
        write.forEach((name, value) ->
                effective.put(value.equals(read.get(name)) ? "haproxy." + name : "haproxy.write." + name, value));
        read.forEach((name, value) -> {
            if (!value.equals(write.get(name))) {
                effective.put("haproxy.read." + name, value);
            }
        });
        Map<String, String> full = new TreeMap<>();
        effective.forEach((name, value) -> full.put(name.startsWith("haproxy.") ? name : "haproxy." + name, value));
        return Told.settings(full, defaults(full));
    }

    private static Map<String, String> defaults(Map<String, String> effective) {
        Map<String, String> defaults = new TreeMap<>();
        effective.keySet().forEach(name -> {
            String usual = UNSET.get(name.replaceFirst("^haproxy\\.((write|read)\\.)?", ""));
            if (usual != null) {
                defaults.put(name, usual);
            }
        });
        return defaults;
    }

    private static void read(String line, Map<String, String> effective) {
        String redispatch = "option redispatch";
        if (line.startsWith("timeout ") || line.startsWith("retries ") || line.startsWith("maxconn ")) {
            int end = line.lastIndexOf(' ');
            effective.put(line.substring(0, end), line.substring(end + 1));
        } else if (line.startsWith(redispatch)) {
            effective.put(redispatch, line.substring(redispatch.length()).strip());
        } else if (line.startsWith("default-server ")) {
            String[] words = line.split(" +");
            for (int i = 1; i < words.length; i++) {
                boolean alone = HaproxyNames.standsAlone(words[i]) || i + 1 == words.length;
                effective.put(words[i], alone ? "" : words[++i]);
            }
        }
    }
}

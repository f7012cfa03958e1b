package dev.lapse.component;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.Comparison;
import dev.lapse.cluster.Component;
import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.Deployment;
import dev.lapse.cluster.Host;
import dev.lapse.cluster.HostProcess;
import dev.lapse.cluster.Inquiry;
import dev.lapse.cluster.NodeName;
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
import dev.lapse.cluster.Timeline;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Patroni, and the PostgreSQL that it starts, stops and promotes.
 *
 * @param own the user's own files; empty: Lapse writes them from the settings
 */
public record Patroni(Optional<PatroniOwnFiles> own) implements Component {
    public static final int REST_PORT = 8008;
    public static final int POSTGRES_PORT = 5432;

    /** The process of PostgreSQL, whose supervisor is Patroni: it restarts it. */
    public static final String POSTGRES = "postgres";

    static final TcpPort REST =
            new TcpPort(ComponentName.PATRONI, REST_PORT, "rest", TcpPort.Use.PEERS, Speech.http("/liveness"));
    static final TcpPort SQL =
            new TcpPort(ComponentName.PATRONI, POSTGRES_PORT, POSTGRES, TcpPort.Use.BOTH, Speech.postgresql(9000));

    /** With the file that Lapse writes. */
    public Patroni() {
        this(Optional.empty());
    }

    /** That of a cluster; the shipped one where it has none. */
    static Patroni in(ClusterSpec cluster) {
        return cluster.components().stream()
                .filter(Patroni.class::isInstance)
                .map(Patroni.class::cast)
                .findFirst()
                .orElseGet(Patroni::new);
    }

    /** Settings that stand in each node's own file, and not in the DCS. */
    static Set<String> localSettings(ClusterSpec cluster) {
        return in(cluster).own().map(files -> files.local(Section.PATRONI)).orElse(Set.of());
    }

    /** The command that shows from which timelines this one comes, on a node that knows it. */
    public static List<String> showHistory(Timeline timeline) {
        return List.of("cat", "/var/lib/postgresql/lapse/pg_wal/%08X.history".formatted(timeline.value()));
    }

    @Override
    public ComponentName name() {
        return ComponentName.PATRONI;
    }

    @Override
    public List<SettingNames> settings() {
        return List.of(PatroniSettings.NAMES, PostgresNames.NAMES);
    }

    @Override
    public List<Remark> remarks(ClusterSpec cluster) {
        return Stream.of(
                        PatroniRemarks.of(cluster).stream(),
                        PostgresNames.remarks(cluster).stream(),
                        in(cluster).own().stream().flatMap(files -> files.remarks().stream()))
                .flatMap(each -> each)
                .toList();
    }

    @Override
    public List<Remark> remarksAt(ClusterSpec cluster, NodeName host) {
        return Stream.concat(
                        PatroniRemarks.ofHost(cluster, host).stream(),
                        PostgresNames.remarks(cluster.at(host)).stream()
                                .filter(remark -> cluster.host(host)
                                        .own()
                                        .get(remark.section(), remark.name())
                                        .isPresent())
                                .map(remark -> remark.at(host)))
                .toList();
    }

    @Override
    public Map<String, String> files(Deployment deployment, NodeName host) {
        Map<String, String> files = new LinkedHashMap<>();
        deployment
                .spec()
                .layout()
                .leader()
                .filter(leader -> !leader.equals(host))
                .ifPresent(leader -> files.put("LAPSE_FIRST_LEADER", deployment.address(leader)));
        files.put("LAPSE_ETCD_HOSTS", String.join(" ", PatroniFile.stores(deployment)));
        files.put("LAPSE_PATRONI_YML", PatroniFile.render(deployment, host));
        files.put("LAPSE_POST_BOOTSTRAP", PatroniFile.postBootstrap(deployment));
        return files;
    }

    @Override
    public boolean takesFiles() {
        return true;
    }

    @Override
    public String masked(String text) {
        return YamlSecrets.masked(text);
    }

    @Override
    public Optional<Fitted> with(Given given, List<Host> hosts) {
        return Optional.of(PatroniOwnFiles.read(given, hosts));
    }

    @Override
    public Optional<Given> given() {
        return own.map(PatroniOwnFiles::given);
    }

    @Override
    public List<Replaced> replaced(ClusterSpec cluster, NodeName host) {
        return own.map(files -> PatroniFit.edited(files.of(host), cluster, host).replaced())
                .orElse(List.of());
    }

    /** Patroni says whether the file is right, and PostgreSQL whether it starts with the parameters. */
    @Override
    public Optional<Acceptance> acceptance(ClusterSpec cluster, NodeName host) {
        return own.map(files -> PatroniJudge.of(files.of(host), cluster.at(host)));
    }

    @Override
    public List<TcpPort> ports() {
        return List.of(REST, SQL);
    }

    /** The store of the leader lock, its own kind to compare positions, and the PostgreSQL that it streams from. */
    @Override
    public boolean connectsTo(TcpPort port, ClusterSpec cluster) {
        return port.equals(Etcd.CLIENTS) || port.owner().equals(name());
    }

    @Override
    public Optional<String> linkWord() {
        return Optional.of("node");
    }

    @Override
    public List<HostProcess> processes() {
        return List.of(
                HostProcess.supervised(name(), HostProcess.Signals.ONE_PROCESS, OptionalInt.of(REST_PORT)),
                new HostProcess(
                        POSTGRES,
                        name(),
                        "head -n 1 /var/lib/postgresql/lapse/postmaster.pid 2>/dev/null || true",
                        false,
                        OptionalInt.of(POSTGRES_PORT)));
    }

    @Override
    public List<SectionReading> readings(ClusterSpec cluster) {
        return List.of(PatroniReading.of(cluster), PostgresReading.of(cluster));
    }

    @Override
    public List<Inquiry> inquiries(ClusterSpec cluster) {
        return PatroniInquiries.of(cluster);
    }

    @Override
    public List<Comparison> comparisons(ClusterSpec cluster) {
        List<Comparison> comparisons =
                new ArrayList<>(List.of(PatroniComparison.of(cluster), PostgresComparison.of(cluster)));
        own.ifPresent(files -> comparisons.add(PatroniFileComparison.of(files, cluster)));
        return comparisons;
    }
}

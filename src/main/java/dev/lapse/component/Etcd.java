package dev.lapse.component;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.Comparison;
import dev.lapse.cluster.Component;
import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.Deployment;
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
import dev.lapse.cluster.Speech;
import dev.lapse.cluster.Switch;
import dev.lapse.cluster.TcpPort;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * etcd, in which Patroni keeps its leader lock. Settings are those of the configuration file of 3.5.
 *
 * @param own the user's own files; empty: Lapse writes them from the settings
 */
public record Etcd(Optional<EtcdOwnFiles> own) implements Component {
    /** Where clients of etcd connect, Patroni among them. */
    public static final int CLIENT_PORT = 2379;

    /** Where other members connect. */
    public static final int PEER_PORT = 2380;

    /** What it takes where nothing is said, of what decides how long an election lasts (embed/config.go of 3.5). */
    private static final Map<String, String> UNSET =
            Map.of("etcd.heartbeat-interval", "100", "etcd.election-timeout", "1000");

    static final TcpPort CLIENTS =
            new TcpPort(ComponentName.ETCD, CLIENT_PORT, "etcd", TcpPort.Use.PEERS, Speech.http("/health"));
    private static final TcpPort MEMBERS =
            new TcpPort(ComponentName.ETCD, PEER_PORT, "etcd", TcpPort.Use.PEERS, Speech.http("/version"));

    /** Whether etcd also has API v2, whose keys are apart from those of v3. */
    private static final String V2 = "enable-v2";

    /** The cluster with the settings that its members run with: also with keys of API v2, where these are needed. */
    private static ClusterSpec asked(ClusterSpec cluster) {
        return cluster.keysInV2() ? cluster.withSettings(cluster.settings().with(Section.ETCD, V2, "true")) : cluster;
    }

    /** The section of {@code patroni.yml} that names etcd: Patroni speaks API v2 by the one, and v3 by the other. */
    static String section(boolean keysInV2) {
        return keysInV2 ? "etcd" : "etcd3";
    }

    /** With the file that Lapse writes. */
    public Etcd() {
        this(Optional.empty());
    }

    @Override
    public ComponentName name() {
        return ComponentName.ETCD;
    }

    @Override
    public List<SettingNames> settings() {
        return List.of(EtcdNames.NAMES);
    }

    @Override
    public List<Remark> remarks(ClusterSpec cluster) {
        List<Remark> remarks = new ArrayList<>(EtcdRemarks.of(cluster.settings().of(Section.ETCD)));
        if (cluster.keysInV2()
                && cluster.settings()
                        .get(Section.ETCD, V2)
                        .filter(text -> !Switch.isOn(text))
                        .isPresent()) {
            remarks.add(Remark.refusedValue(
                    Section.ETCD,
                    V2,
                    "etcd." + V2 + " must be true: vip-manager reads the keys of etcd's API v2 alone"));
        }
        own.ifPresent(files -> files.doNothing().forEach(text -> remarks.add(Remark.note(Section.ETCD, "file", text))));
        return remarks;
    }

    @Override
    public Map<String, String> files(Deployment deployment, NodeName host) {
        if (own.isPresent()) {
            return Map.of(
                    "LAPSE_ETCD_YML",
                    own.get()
                            .edited(asked(deployment.spec()), host)
                            .render(name -> deployment.address(new NodeName(name))));
        }
        String url = "http://" + deployment.address(host);
        YamlTree file = new YamlTree()
                .put("name", host.value())
                .put("data-dir", "/var/lib/etcd-lapse")
                .put("listen-client-urls", "http://0.0.0.0:" + CLIENT_PORT)
                .put("advertise-client-urls", url + ":" + CLIENT_PORT)
                .put("listen-peer-urls", "http://0.0.0.0:" + PEER_PORT)
                .put("initial-advertise-peer-urls", url + ":" + PEER_PORT)
                .put(
                        "initial-cluster",
                        deployment.spec().hostsWith(ComponentName.ETCD).stream()
                                .map(peer -> peer + "=http://" + deployment.address(peer) + ":" + PEER_PORT)
                                .collect(Collectors.joining(",")))
                .put("initial-cluster-state", "new")
                .put("initial-cluster-token", "lapse")
                .put("enable-grpc-gateway", "true") // Patroni's way in; etcd 3.4 with a file leaves it off
                .put("logger", "zap")
                .put("log-level", "info");
        asked(deployment.spec())
                .settings()
                .of(Section.ETCD)
                .forEach((name, value) -> file.putRendered(List.of(name), EtcdNames.yaml(name, value)));
        return Map.of("LAPSE_ETCD_YML", file.render());
    }

    @Override
    public boolean takesFiles() {
        return true;
    }

    @Override
    public String masked(String text) {
        return EtcdVariables.isForm(text) ? EtcdVariables.masked(text) : YamlSecrets.masked(text);
    }

    @Override
    public Optional<Fitted> with(Given given, List<Host> hosts) {
        return Optional.of(EtcdOwnFiles.read(given, hosts));
    }

    @Override
    public Optional<Given> given() {
        return own.map(EtcdOwnFiles::given);
    }

    @Override
    public List<Replaced> replaced(ClusterSpec cluster, NodeName host) {
        return own.map(files -> files.edited(asked(cluster), host).replaced()).orElse(List.of());
    }

    /** There is no command that checks the file, so etcd starts with it for a moment, alone. */
    @Override
    public Optional<Acceptance> acceptance(ClusterSpec cluster, NodeName host) {
        return own.map(files -> files.judge(host));
    }

    @Override
    public List<TcpPort> ports() {
        return List.of(CLIENTS, MEMBERS);
    }

    @Override
    public boolean connectsTo(TcpPort port, ClusterSpec cluster) {
        return port.equals(MEMBERS);
    }

    @Override
    public Optional<String> linkWord() {
        return Optional.of("etcd");
    }

    @Override
    public List<HostProcess> processes() {
        return List.of(HostProcess.supervised(name(), HostProcess.Signals.WHOLE_GROUP, OptionalInt.of(CLIENT_PORT)));
    }

    @Override
    public List<Comparison> comparisons(ClusterSpec cluster) {
        ClusterSpec asked = asked(cluster);
        return own.map(files -> List.of(EtcdComparison.of(asked), files.comparison(asked)))
                .orElseGet(() -> List.of(EtcdComparison.of(asked)));
    }

    @Override
    public List<SectionReading> readings(ClusterSpec cluster) {
        return List.of(EtcdReading.of(cluster));
    }

    @Override
    public List<Inquiry> inquiries(ClusterSpec cluster) {
        Inquiry.Ask version = new Inquiry.Ask(Inquiry.Means.HTTP_OK, CLIENT_PORT + "/version");
        return List.of(new Inquiry(
                List.of(version),
                answers -> new Told(
                        Map.of(
                                "etcd",
                                Json.read(answers.get(0)).path("etcdserver").asText("unknown")),
                        Map.of(),
                        UNSET)));
    }
}

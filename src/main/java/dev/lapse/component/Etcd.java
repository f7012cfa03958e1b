package dev.lapse.component;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.Comparison;
import dev.lapse.cluster.Component;
import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.Deployment;
import dev.lapse.cluster.HostProcess;
import dev.lapse.cluster.Inquiry;
import dev.lapse.cluster.Inquiry.Told;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Remark;
import dev.lapse.cluster.Section;
import dev.lapse.cluster.SectionReading;
import dev.lapse.cluster.SettingNames;
import dev.lapse.cluster.Speech;
import dev.lapse.cluster.TcpPort;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** etcd, in which Patroni keeps its leader lock. Settings are those of the configuration file of 3.5. */
public record Etcd() implements Component {
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
        return EtcdRemarks.of(cluster.settings().of(Section.ETCD));
    }

    @Override
    public Map<String, String> files(Deployment deployment, NodeName host) {
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
        deployment.spec().settings().of(Section.ETCD).forEach(file::put);
        return Map.of("LAPSE_ETCD_YML", file.render());
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
        return List.of(EtcdComparison.of(cluster));
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

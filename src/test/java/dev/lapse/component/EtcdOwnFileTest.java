package dev.lapse.component;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.cluster.Auth;
import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.Credentials;
import dev.lapse.cluster.Deployment;
import dev.lapse.cluster.Host;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.OwnFile;
import dev.lapse.cluster.OwnFile.Fitted;
import dev.lapse.cluster.OwnFile.Replaced;
import dev.lapse.cluster.OwnFile.Said;
import dev.lapse.cluster.Remark;
import dev.lapse.cluster.Section;
import dev.lapse.cluster.Settings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An etcd.conf.yml of the user's own stays as it is but for what cannot hold in a container, and that is told. */
class EtcdOwnFileTest {
    private static final List<NodeName> MEMBERS = List.of(new NodeName("etcd1"), new NodeName("etcd2"));

    private static final String FILE = Recorded.answer("own-etcd.yml");

    private static List<Host> hosts(Etcd etcd) {
        return Stream.concat(
                        MEMBERS.stream().map(name -> new Host(name, Set.of(etcd))),
                        Stream.of(new Host(new NodeName("pg1"), Set.of(new Patroni()))))
                .toList();
    }

    private static Fitted fitted(Map<NodeName, OwnFile> files) {
        return new Etcd()
                .with(new OwnFile.Given(files, Map.of(), Map.of()), hosts(new Etcd()))
                .orElseThrow();
    }

    private static Fitted fitted(String text) {
        OwnFile file = new OwnFile("mine/etcd.yml", new Etcd().masked(text));
        return fitted(MEMBERS.stream().collect(Collectors.toMap(host -> host, host -> file)));
    }

    private static ClusterSpec cluster(Fitted fitted) {
        Settings settings = Settings.NONE;
        for (Said said : fitted.says()) {
            settings = settings.with(said.section(), said.name(), said.value());
        }
        return new ClusterSpec("own", hosts((Etcd) fitted.component()), false, "trixie", settings, Auth.MD5);
    }

    private static String running(Fitted fitted, ClusterSpec cluster) {
        assertThat(fitted.unfit()).isEmpty();
        Deployment deployment = new Deployment(
                cluster,
                Map.of(MEMBERS.get(0), "<etcd1>", MEMBERS.get(1), "<etcd2>", new NodeName("pg1"), "<pg1>"),
                Optional.empty(),
                new Credentials("s", "r", "l"));
        return fitted.component().files(deployment, MEMBERS.get(1)).get("LAPSE_ETCD_YML");
    }

    @Test
    void whatIsNotTheSameForAllMembersIsAnErrorThatNamesBothFiles() {
        Fitted apart = fitted(Map.of(
                MEMBERS.get(0), new OwnFile("a.yml", "name: a\nelection-timeout: 5000\nheartbeat-interval: 500\n"),
                MEMBERS.get(1), new OwnFile("b.yml", "name: b\nelection-timout: 5000\nheartbeat-interval: 500\n")));

        assertThat(apart.unfit())
                .singleElement()
                .isEqualTo(new OwnFile.Unfit(
                        "a.yml",
                        2,
                        "election-timeout is not the same in the files of all members: 5000 here, nothing in b.yml,"
                                + " where line 2 has \"election-timout\"; write the same into each"));
        assertThat(apart.says()).extracting(Said::name).containsExactly("heartbeat-interval");
    }

    @Test
    void aSlipOfThePenIsToldWithTheNameThatWasMeant() {
        Fitted slip = fitted("name: a\nelection-timout: 5000\nfeature-gates: x\npeer-transport-security: {}\n");

        assertThat(slip.component().remarks(cluster(slip)))
                .extracting(Remark::message)
                .singleElement()
                .asString()
                .startsWith("mine/etcd.yml:2: \"election-timout\" is not known here; did you mean"
                        + " \"election-timeout\"? etcd goes on without a name that it does not know, and says nothing");
        assertThat(fitted(FILE).component().remarks(cluster(fitted(FILE)))).isEmpty();
    }

    @Test
    void theRunningFileDiffersByWhatIsToldAndByNothingElse() {
        Fitted fitted = fitted(FILE);
        List<Replaced> told = fitted.component().replaced(cluster(fitted), MEMBERS.get(1));

        WrittenAgainstRunning.assertSame(FILE, running(fitted, cluster(fitted)), told);
        assertThat(told.stream().map(Replaced::text))
                .containsExactly(
                        "mine/etcd.yml:4: name: 'db-etcd-1' -> name: etcd2",
                        "mine/etcd.yml:5: data-dir: /var/lib/etcd/cluster.etcd -> data-dir: /var/lib/etcd-lapse",
                        "mine/etcd.yml:6: wal-dir: -> left out",
                        "mine/etcd.yml:11: listen-peer-urls: https://10.0.0.11:2380 -> listen-peer-urls:"
                                + " http://0.0.0.0:2380",
                        "mine/etcd.yml:12: listen-client-urls: https://10.0.0.11:2379,https://127.0.0.1:2379 ->"
                                + " listen-client-urls: http://0.0.0.0:2379",
                        "mine/etcd.yml:15: initial-advertise-peer-urls: https://10.0.0.11:2380 ->"
                                + " initial-advertise-peer-urls: http://etcd2:2380",
                        "mine/etcd.yml:16: advertise-client-urls: https://10.0.0.11:2379 -> advertise-client-urls:"
                                + " http://etcd2:2379",
                        "mine/etcd.yml:17: discovery: -> left out",
                        "mine/etcd.yml:18: initial-cluster:"
                                + " db-etcd-1=https://10.0.0.11:2380,db-etcd-2=https://10.0.0.12:2380 ->"
                                + " initial-cluster: etcd1=http://etcd1:2380,etcd2=http://etcd2:2380",
                        "mine/etcd.yml:20: initial-cluster-state: 'existing' -> initial-cluster-state: new",
                        "mine/etcd.yml:23: client-transport-security: -> left out",
                        "mine/etcd.yml:24: cert-file: /etc/etcd/tls/server.crt -> left out",
                        "mine/etcd.yml:25: key-file: /etc/etcd/tls/server.key -> left out",
                        "mine/etcd.yml:26: client-cert-auth: true -> left out",
                        "mine/etcd.yml:27: peer-transport-security: {cert-file: /etc/etcd/tls/peer.crt, key-file:"
                                + " /etc/etcd/tls/peer.key} -> left out",
                        "mine/etcd.yml:28: log-level: warn -> log-level: info",
                        "mine/etcd.yml:30: log-outputs: [/var/log/etcd/etcd.log] -> left out",
                        "mine/etcd.yml: added: enable-grpc-gateway: true");
    }

    @Test
    void itsSettingsAreThoseOfTheCluster() {
        Map<String, String> said = new TreeMap<>();
        fitted(FILE).says().forEach(each -> said.put(each.name() + " " + each.line(), each.value()));

        assertThat(said)
                .containsEntry("heartbeat-interval 8", "200")
                .containsEntry("election-timeout 9", "2000")
                .containsEntry("quota-backend-bytes 10", "4294967296")
                .containsEntry("snapshot-count 7", "50000")
                .containsEntry("log-level 28", "info")
                .containsEntry("auto-compaction-retention 32", "1");
    }

    @Test
    void aSettingLiesOverTheFile() {
        Fitted fitted = fitted(FILE);
        ClusterSpec cluster = cluster(fitted);
        ClusterSpec over = cluster.withSettings(cluster.settings()
                .with(Section.ETCD, "heartbeat-interval", "150")
                .with(Section.ETCD, "pre-vote", "true"));

        assertThat(running(fitted, over))
                .contains("\nheartbeat-interval: 150   # two data centres\n", "\npre-vote: true\n");
        assertThat(fitted.component().replaced(over, MEMBERS.get(0)).stream().map(Replaced::text))
                .contains("mine/etcd.yml:8: heartbeat-interval: 200 -> heartbeat-interval: 150");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "heartbeat-interval: 200|heartbeat-interval: 200ms|0:0",
                "heartbeat-interval: 200|heartbeat-interval: soon|8:21",
                "snapshot-count: 50000|snapshot-count: many|7:17",
                "cors:|proxy: 'on'|14:1",
                "cors:|cors: [|16:22",
                "cors:|name: again|14:1",
                "cors:|ETCD_NAME=x|4:1",
                "cors:|data: &d x%ndata-dir: *d|14:1",
            })
    void whatCannotHoldIsToldAtItsPlace(String text, String instead, String place) {
        String file = FILE.replace(text, instead.formatted());
        if (instead.contains("*d")) {
            file = file.replace("data-dir: /var/lib/etcd/cluster.etcd\n", "");
        }

        assertThat(fitted(file).unfit().stream()
                        .map(unfit -> unfit.line() + ":" + unfit.column())
                        .toList())
                .isEqualTo(place.equals("0:0") ? List.of() : List.of(place));
    }

    private static final String VARIABLES = """
            # [member]
            ETCD_NAME="db1"
            ETCD_HEARTBEAT_INTERVAL=200
            export ETCD_ELECTION_TIMEOUT='2000'
            ETCD_GRPC_KEEPALIVE_TIMEOUT=20s
            #ETCD_MAX_WALS="5"
            ; ETCD_MAX_SNAPSHOTS="5"
            ETCD_ENABLE_V2="true"
            ETCD_CERT_FILE=/etc/etcd/server.crt
            ETCD_INITIAL_CLUSTER_TOKEN="shop"
            ETCD_CIPHER_SUITES=TLS_A,TLS_B
            ETCD_QUOTA_BACKEND_BYTES=1
            ETCD_QUOTA_BACKEND_BYTES=8589934592
            GOMAXPROCS=2
            DAEMON_ARGS=""
            ETCD_UNSUPPORTED_ARCH=arm64
            ETCD_AUTO_COMPACTION_RETENTION=24
            """;

    @Test
    void variablesRunAsLinesOfAFileAndEachIsTold() {
        Fitted fitted = fitted(VARIABLES);
        ClusterSpec cluster = cluster(fitted);
        List<Replaced> told = fitted.component().replaced(cluster, MEMBERS.get(1));

        WrittenAgainstRunning.assertSame(VARIABLES, running(fitted, cluster), told);
        assertThat(told.stream().map(Replaced::text))
                .contains(
                        "mine/etcd.yml:2: ETCD_NAME=\"db1\" -> name: etcd2",
                        "mine/etcd.yml:3: ETCD_HEARTBEAT_INTERVAL=200 -> heartbeat-interval: 200",
                        "mine/etcd.yml:4: export ETCD_ELECTION_TIMEOUT='2000' -> election-timeout: 2000",
                        "mine/etcd.yml:5: ETCD_GRPC_KEEPALIVE_TIMEOUT=20s -> grpc-keepalive-timeout: 20000000000",
                        "mine/etcd.yml:8: ETCD_ENABLE_V2=\"true\" -> enable-v2: true",
                        "mine/etcd.yml:9: ETCD_CERT_FILE=/etc/etcd/server.crt -> left out",
                        "mine/etcd.yml:10: ETCD_INITIAL_CLUSTER_TOKEN=\"shop\" -> initial-cluster-token: shop",
                        "mine/etcd.yml:11: ETCD_CIPHER_SUITES=TLS_A,TLS_B -> cipher-suites: [TLS_A, TLS_B]",
                        "mine/etcd.yml:12: ETCD_QUOTA_BACKEND_BYTES=1 -> left out",
                        "mine/etcd.yml:13: ETCD_QUOTA_BACKEND_BYTES=8589934592 -> quota-backend-bytes: 8589934592",
                        "mine/etcd.yml:14: GOMAXPROCS=2 -> left out",
                        "mine/etcd.yml:16: ETCD_UNSUPPORTED_ARCH=arm64 -> left out",
                        "mine/etcd.yml:17: ETCD_AUTO_COMPACTION_RETENTION=24 -> auto-compaction-retention: '24'",
                        "mine/etcd.yml: added: enable-grpc-gateway: true",
                        "mine/etcd.yml: added: auto-compaction-mode: periodic");
        assertThat(fitted.says())
                .contains(new Said("mine/etcd.yml", 4, Section.ETCD, "election-timeout", "2000", Optional.empty()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ETCD_ELECTION_TIMEOUT=soon|1: etcd.election-timeout: ",
                "ETCD_NAME=$(hostname)|1: ETCD_NAME: expected the value itself",
                "ETCD_NAME=`hostname`|1: ETCD_NAME: expected the value itself",
                "ETCD_NAME=a%nset -e|2: expected a variable with its value in one line",
                "ETCD_NAME=a \\|1: expected a variable with its value in one line",
                "ETCD_NAME=a%nDAEMON_ARGS=\"--election-timeout=5000\"|2: DAEMON_ARGS: options of the command line",
            })
    void whatVariablesCannotSayIsToldAtItsLine(String text, String told) {
        assertThat(fitted(text.formatted()).unfit().stream()
                        .map(unfit -> unfit.line() + ": " + unfit.why())
                        .toList())
                .singleElement()
                .asString()
                .startsWith(told);
    }

    /** etcd's default mode is one of its variables and options; a configuration file has none. */
    @Test
    void aRetentionWithoutAModeDoesNothingInAConfigurationFile() {
        Fitted alone = fitted("name: a\nauto-compaction-retention: '24'\n");
        Fitted both = fitted("name: a\nauto-compaction-mode: periodic\nauto-compaction-retention: '24'\n");

        assertThat(alone.says()).isEmpty();
        assertThat(alone.component().remarks(cluster(alone)))
                .singleElement()
                .asString()
                .contains("mine/etcd.yml:2: auto-compaction-retention does nothing");
        assertThat(both.says()).hasSize(2);
        assertThat(both.component().remarks(cluster(both))).isEmpty();
        assertThat(EtcdRemarks.of(Map.of("auto-compaction-retention", "24")).toString())
                .contains("without auto-compaction-mode: periodic beside it");
        assertThat(EtcdRemarks.of(Map.of("auto-compaction-retention", "0"))).isEmpty();
    }

    @Test
    void aRetentionOfTheMapIsTheTextThatEtcdTakes() {
        ClusterSpec cluster = new ClusterSpec(
                "map",
                hosts(new Etcd()),
                false,
                "trixie",
                Settings.NONE.with(Section.ETCD, "auto-compaction-retention", "24"),
                Auth.MD5);
        Fitted own = fitted("name: a\n");

        assertThat(running(new Fitted(new Etcd(), List.of(), List.of()), cluster))
                .contains("\nauto-compaction-retention: '24'\n");
        assertThat(running(own, cluster)).contains("\nauto-compaction-retention: '24'\n");
    }

    @Test
    void aDurationIsInNanosecondsAsEtcdsFileHasIt() {
        Fitted fitted = fitted("name: a\ngrpc-keepalive-timeout: 20000000000\n");

        assertThat(fitted.unfit()).isEmpty();
        assertThat(running(fitted, cluster(fitted))).contains("\ngrpc-keepalive-timeout: 20000000000\n");
    }

    @Test
    void secretsAmongVariablesAreMasked() {
        assertThat(new Etcd().masked("ETCD_NAME=a\nETCD_ROOT_PASSWORD=\"hunter2\"\nETCD_AUTH_TOKEN=simple\n"))
                .isEqualTo("ETCD_NAME=a\nETCD_ROOT_PASSWORD=***\nETCD_AUTH_TOKEN=simple\n");
    }

    @ParameterizedTest
    @CsvSource({
        "ETCDCTL_USER=root:hunter2, ETCDCTL_USER=root:***",
        "export ETCDCTL_USER = \"root:hunter2\", export ETCDCTL_USER = \"root:***\"",
        "# ETCDCTL_USER=root:hunter2, # ETCDCTL_USER=root:***",
        "ARGS=--user root:hunter2, ARGS=--user root:***",
        "ETCDCTL_USER=root, ETCDCTL_USER=root"
    })
    void thePasswordBehindTheUserOfEtcdctlIsMasked(String line, String masked) {
        assertThat(new Etcd().masked("ETCD_NAME=a\n" + line)).isEqualTo("ETCD_NAME=a\n" + masked);
    }

    @Test
    void theWordsOfEtcdHaveTheLinesOfTheFile() {
        EtcdOwnFile own = new EtcdOwnFile(new OwnFile("mine/etcd.yml", FILE));

        assertThat(own.judged("""
                {"level":"warn","msg":"failed to verify flags","error":"json: cannot unmarshal string into Go struct \
                field configYAML.Config.heartbeat-interval of type uint"}
                {"level":"warn","msg":"failed to verify flags","error":"--election-timeout[300ms] should be at least"}
                {"level":"fatal","msg":"discovery failed","error":"error parsing CompactionRetention: time"}
                etcd has no setting "election-timeout" in its file, and goes on without a word
                could not find default route
                plain words""")).isEqualTo("""
                        mine/etcd.yml:8: json: cannot unmarshal string into Go struct field \
                        configYAML.Config.heartbeat-interval of type uint
                        mine/etcd.yml:9: --election-timeout[300ms] should be at least
                        mine/etcd.yml:32: error parsing CompactionRetention: time
                        mine/etcd.yml:9: etcd has no setting "election-timeout" in its file, and goes on without a word
                        mine/etcd.yml: plain words""");
    }

    @Test
    void theFileThatEtcdWasStartedWithIsHeldAgainstTheUsersOwn() {
        Fitted fitted = fitted(FILE);
        EtcdOwnFiles own = ((Etcd) fitted.component()).own().orElseThrow();
        String running =
                running(fitted, cluster(fitted)).replace("<etcd1>", "10.0.0.1").replace("<etcd2>", "10.0.0.2");

        assertThat(own.differences(cluster(fitted), running)).isEmpty();
        assertThat(own.differences(cluster(fitted), running.replace("50000", "50001"))
                        .orElseThrow()
                        .seen())
                .isEqualTo("line 7: snapshot-count: 50001");
    }
}

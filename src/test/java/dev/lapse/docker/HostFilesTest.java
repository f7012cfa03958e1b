package dev.lapse.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lapse.cluster.Auth;
import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.Component;
import dev.lapse.cluster.Credentials;
import dev.lapse.cluster.Deployment;
import dev.lapse.cluster.Host;
import dev.lapse.cluster.Layout;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Section;
import dev.lapse.cluster.Settings;
import dev.lapse.component.Components;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HostFilesTest {
    private static final Credentials CREDENTIALS = new Credentials("super'secret", "replicating", "lanes'secret");

    @Test
    void everyHostIsToldItsComponentsAndItsAddress() {
        assertThat(environment(Topologies.reference(), "etcd1"))
                .containsEntry("LAPSE_COMPONENTS", "etcd")
                .containsEntry("LAPSE_DATA_ADDRESS", "10.0.0.1")
                .containsOnlyKeys("LAPSE_COMPONENTS", "LAPSE_DATA_ADDRESS", "LAPSE_ETCD_YML");
        assertThat(environment(Topologies.reference(), "lb2"))
                .containsEntry("LAPSE_COMPONENTS", "haproxy keepalived")
                .containsOnlyKeys(
                        "LAPSE_COMPONENTS",
                        "LAPSE_DATA_ADDRESS",
                        "LAPSE_HAPROXY_CFG",
                        "LAPSE_KEEPALIVED_CONF",
                        "LAPSE_VIP");
    }

    @Test
    void imageRunsEveryComponentAndPutsEveryFileInPlace() throws IOException {
        Path image = Path.of("src", "main", "resources", "dev", "lapse", "docker", "host");
        String entry = Files.readString(image.resolve("entry"));
        ClusterSpec reference = Topologies.reference();

        for (Component component : Components.SHIPPED.all()) {
            assertThat(image.resolve("s6").resolve(component.name().text()).resolve("run"))
                    .exists();
            assertThat(entry).containsPattern("(?m)^ +" + component.name() + "\\)$");
            Path downSignal =
                    image.resolve("s6").resolve(component.name().text()).resolve("down-signal");
            assertThat(Files.exists(downSignal) ? Files.readString(downSignal).strip() : "SIGTERM")
                    .isEqualTo(component.stopSignal());
        }
        for (Host host : reference.hosts()) {
            assertThat(environment(reference, host.name().value()).keySet())
                    .allSatisfy(variable -> assertThat(entry).contains("${" + variable + ":?}"));
        }
    }

    @Test
    void hostThatCarriesEverythingGetsEveryFile() {
        assertThat(environment(Topologies.allInOne(), "zone2"))
                .containsEntry("LAPSE_COMPONENTS", "etcd patroni pgbouncer")
                .containsKeys(
                        "LAPSE_ETCD_YML",
                        "LAPSE_PATRONI_YML",
                        "LAPSE_POST_BOOTSTRAP",
                        "LAPSE_PGBOUNCER_INI",
                        "LAPSE_PGBOUNCER_USERS");
    }

    @Test
    void defaultHaproxyIsTheOneOfPatronisDocumentation() {
        assertThat(environment(Topologies.reference(), "lb1").get("LAPSE_HAPROXY_CFG"))
                .contains("""
                        defaults
                            log global
                            mode tcp
                            retries 2
                            timeout client 30m
                            timeout connect 4s
                            timeout server 30m
                            timeout check 5s

                        """)
                .endsWith("""
                        listen write
                            bind *:5000
                            option httpchk OPTIONS /primary
                            http-check expect status 200
                            default-server inter 3s fall 3 rise 2 on-marked-down shutdown-sessions
                            server pg1 10.0.0.4:6432 check port 8008
                            server pg2 10.0.0.5:6432 check port 8008
                            server pg3 10.0.0.6:6432 check port 8008

                        listen read
                            bind *:5001
                            option httpchk OPTIONS /replica
                            http-check expect status 200
                            default-server inter 3s fall 3 rise 2 on-marked-down shutdown-sessions
                            server pg1 10.0.0.4:6432 check port 8008
                            server pg2 10.0.0.5:6432 check port 8008
                            server pg3 10.0.0.6:6432 check port 8008
                        """);
    }

    @Test
    void haproxySettingsLandWhereTheirNamesBelong() {
        assertThat(haproxy(Map.of(
                        "inter", "1s",
                        "fall", "4",
                        "rise", "1",
                        "timeout connect", "300ms",
                        "option redispatch", "1",
                        "balance", "leastconn",
                        "maxconn", "100")))
                .contains("timeout connect 300ms\n", "    option redispatch 1\n", "    balance leastconn\n")
                .contains("default-server inter 1s fall 4 rise 1 on-marked-down shutdown-sessions maxconn 100\n")
                .doesNotContain("timeout connect 4s");
    }

    @Test
    void haproxySettingOfOneListenerLeavesTheOtherAlone() {
        assertThat(haproxy(Map.of("rise", "4", "read.rise", "2", "check-read", "/health")))
                .containsSubsequence(
                        "listen write", "OPTIONS /primary", "rise 4", "listen read", "OPTIONS /health", "rise 2");
    }

    @Test
    void offTakesAKeywordOutAndAnEmptyValueLeavesTheNameAlone() {
        assertThat(haproxy(Map.of("on-marked-down", "off", "retries", "off", "option tcplog", "")))
                .doesNotContain("on-marked-down", "retries")
                .contains("    option tcplog\n");
    }

    @Test
    void checkOfThePoolerConnectsToItAfterPatroniAnswered() {
        assertThat(haproxy(Map.of("check-pooler", "on"))).contains("""
                            option httpchk
                            http-check connect port 8008
                            http-check send meth OPTIONS uri /primary
                            http-check expect status 200
                            http-check connect port 6432
                        """).doesNotContain("check-pooler");
    }

    @Test
    void withoutPoolerClientsGoToPostgres() {
        ClusterSpec spec = Topologies.noPooler();
        assertThat(environment(spec, "pg1")).containsEntry("LAPSE_COMPONENTS", "patroni");
        assertThat(environment(spec, "lb1").get("LAPSE_HAPROXY_CFG"))
                .contains("server pg1 10.0.0.4:5432 check port 8008")
                .doesNotContain("6432");
    }

    @Test
    void withoutVirtualAddressNoHostRunsKeepalivedOrNeedsACapability() {
        ClusterSpec spec = Topologies.reference();
        HostFiles files = new HostFiles(new Deployment(spec, addresses(spec), Optional.empty(), CREDENTIALS));
        assertThat(files.environment(Topologies.host(spec, "lb1")))
                .containsEntry("LAPSE_COMPONENTS", "haproxy")
                .doesNotContainKey("LAPSE_KEEPALIVED_CONF");
        assertThat(files.capabilities(Topologies.host(spec, "lb1"))).isEmpty();
    }

    @Test
    void keepalivedBacksUpItsPeersAndDoesNotPreempt() {
        ClusterSpec spec = with(Topologies.reference(), Section.KEEPALIVED, Map.of("advert_int", "0.3"));
        assertThat(environment(spec, "lb1").get("LAPSE_KEEPALIVED_CONF"))
                .contains("state BACKUP\n    nopreempt\n    priority 102\n    advert_int 0.3\n")
                .contains("unicast_src_ip 10.0.0.7\n    unicast_peer {\n        10.0.0.8\n    }\n")
                .contains("10.0.0.200/24 dev @DATA_INTERFACE@");
        assertThat(environment(spec, "lb2").get("LAPSE_KEEPALIVED_CONF")).contains("priority 101\n");
    }

    @Test
    void patroniHasItsOwnDefaults() {
        assertThat(environment(Topologies.reference(), "pg2").get("LAPSE_PATRONI_YML"))
                .contains("name: pg2\n")
                .contains("  hosts: '10.0.0.1:2379,10.0.0.2:2379,10.0.0.3:2379'\n")
                .contains("restapi:\n  listen: '0.0.0.0:8008'\n  connect_address: '10.0.0.5:8008'\nbootstrap:\n")
                .contains("""
                          dcs:
                            ttl: 30
                            loop_wait: 10
                            retry_timeout: 10
                            postgresql:
                              use_pg_rewind: true
                              use_slots: true
                              parameters:
                                max_connections: '500'
                        """)
                .contains("password: 'super''secret'")
                .contains("    - host all lapse all md5\n")
                .doesNotContain("synchronous_mode", "lanes'secret");
    }

    @Test
    void patroniSettingsGoToTheDcsOrToTheNodeWithTheirTypes() {
        ClusterSpec spec = with(
                with(
                        Topologies.reference(),
                        Section.PATRONI,
                        Map.of(
                                "ttl", "20",
                                "synchronous_mode", "quorum",
                                "failsafe_mode", "on",
                                "postgresql.use_pg_rewind", "off",
                                "watchdog.mode", "required",
                                "tags.nofailover", "true",
                                "restapi.request_queue_size", "7")),
                Section.POSTGRESQL,
                Map.of("wal_receiver_timeout", "5s", "auto_explain.log_min_duration", "1"));
        String file = environment(spec, "pg1").get("LAPSE_PATRONI_YML");
        String dcs = file.substring(file.indexOf("  dcs:"), file.indexOf("  initdb:"));
        assertThat(dcs)
                .contains("    ttl: 20\n", "    synchronous_mode: quorum\n", "    failsafe_mode: true\n")
                .contains("      use_pg_rewind: false\n", "        wal_receiver_timeout: '5s'\n")
                .contains("        auto_explain.log_min_duration: '1'\n")
                .doesNotContain("watchdog", "tags");
        assertThat(file.substring(0, file.indexOf("bootstrap:")))
                .contains("watchdog:\n  mode: required\n", "tags:\n  nofailover: true\n", "  request_queue_size: 7\n");
    }

    @Test
    void laneRoleProvesItsPasswordAsTheSpecSays() {
        ClusterSpec md5 = Topologies.reference();
        ClusterSpec scram = new ClusterSpec(
                md5.topology(), md5.hosts(), md5.vip(), md5.suite(), md5.settings(), Auth.SCRAM_SHA_256);
        assertThat(environment(md5, "pg1").get("LAPSE_POST_BOOTSTRAP"))
                .contains("SET password_encryption = 'md5';")
                .contains("CREATE ROLE lapse LOGIN PASSWORD 'lanes''secret';");
        assertThat(environment(scram, "pg1").get("LAPSE_POST_BOOTSTRAP"))
                .contains("SET password_encryption = 'scram-sha-256';");
        assertThat(environment(scram, "pg1").get("LAPSE_PATRONI_YML")).contains("host all lapse all scram-sha-256");
        assertThat(environment(scram, "pg1").get("LAPSE_PGBOUNCER_INI")).contains("auth_type = scram-sha-256\n");
        assertThat(environment(scram, "pg1")).containsEntry("LAPSE_PGBOUNCER_USERS", "\"lapse\" \"lanes'secret\"\n");
    }

    @Test
    void whatANodeHasOfItsOwnIsInItsFileAlone() {
        ClusterSpec plain = Topologies.reference();
        Settings own = Settings.NONE
                .with(Section.PATRONI, "tags.nofailover", "on")
                .with(Section.POSTGRESQL, "work_mem", "8MB");
        ClusterSpec spec = new ClusterSpec(
                plain.topology(),
                plain.hosts().stream()
                        .map(host ->
                                host.name().value().equals("pg3") ? new Host(host.name(), host.carries(), own) : host)
                        .toList(),
                plain.vip(),
                plain.suite(),
                plain.settings(),
                plain.auth(),
                new Layout(Optional.of(new NodeName("pg1")), List.of()));

        assertThat(environment(spec, "pg3").get("LAPSE_PATRONI_YML"))
                .contains("tags:\n  nofailover: true\n", "    work_mem: '8MB'\n");
        assertThat(environment(spec, "pg2").get("LAPSE_PATRONI_YML")).doesNotContain("nofailover", "work_mem");
        assertThat(environment(spec, "pg2")).containsEntry("LAPSE_FIRST_LEADER", "10.0.0.4");
        assertThat(environment(spec, "pg1")).doesNotContainKey("LAPSE_FIRST_LEADER");
        assertThat(environment(plain, "pg2")).doesNotContainKey("LAPSE_FIRST_LEADER");
    }

    @Test
    void pgbouncerSettingsReplaceAndAdd() {
        ClusterSpec spec = with(
                Topologies.reference(),
                Section.PGBOUNCER,
                Map.of("pool_mode", "session", "server_login_retry", "1", "ignore_startup_parameters", ""));
        assertThat(environment(spec, "pg1").get("LAPSE_PGBOUNCER_INI").lines())
                .startsWith("[databases]", "* = host=/run/postgresql port=5432", "", "[pgbouncer]")
                .contains("pool_mode = session", "server_login_retry = 1", "ignore_startup_parameters =")
                .contains("max_prepared_statements = 200");
    }

    @Test
    void pgbouncerOfBookwormIsNotToldOfPreparedStatements() {
        ClusterSpec trixie = Topologies.reference();
        ClusterSpec bookworm =
                new ClusterSpec(trixie.topology(), trixie.hosts(), true, "bookworm", trixie.settings(), trixie.auth());
        assertThat(environment(bookworm, "pg1").get("LAPSE_PGBOUNCER_INI")).doesNotContain("max_prepared_statements");
    }

    @Test
    void etcdSettingsKeepTheirTypes() {
        ClusterSpec spec = with(
                Topologies.reference(),
                Section.ETCD,
                Map.of("heartbeat-interval", "50", "election-timeout", "500", "log-level", "debug"));
        assertThat(environment(spec, "etcd3").get("LAPSE_ETCD_YML").lines())
                .contains("name: etcd3", "heartbeat-interval: 50", "election-timeout: 500", "log-level: debug")
                .contains("advertise-client-urls: 'http://10.0.0.3:2379'")
                .contains("initial-cluster: 'etcd1=http://10.0.0.1:2380,etcd2=http://10.0.0.2:2380,"
                        + "etcd3=http://10.0.0.3:2380'");
    }

    @Test
    void hostWithoutAddressIsRefused() {
        ClusterSpec spec = Topologies.reference();
        Map<NodeName, String> addresses = addresses(spec);
        addresses.remove(new NodeName("pg3"));
        assertThatThrownBy(() -> new HostFiles(new Deployment(spec, addresses, Optional.empty(), CREDENTIALS)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("host pg3 of topology reference has no data address");
    }

    private static String haproxy(Map<String, String> settings) {
        return environment(with(Topologies.reference(), Section.HAPROXY, settings), "lb1")
                .get("LAPSE_HAPROXY_CFG");
    }

    private static ClusterSpec with(ClusterSpec spec, Section section, Map<String, String> settings) {
        return spec.withSettings(spec.settings().merge(new Settings(Map.of(section, settings))));
    }

    private static Map<String, String> environment(ClusterSpec spec, String host) {
        Optional<String> vip = spec.vip() ? Optional.of("10.0.0.200") : Optional.empty();
        return new HostFiles(new Deployment(spec, addresses(spec), vip, CREDENTIALS))
                .environment(Topologies.host(spec, host));
    }

    /** Hosts get 10.0.0.1, 10.0.0.2 and so on, in the order of the topology. */
    private static Map<NodeName, String> addresses(ClusterSpec spec) {
        Map<NodeName, String> addresses = new HashMap<>();
        spec.hosts().forEach(host -> addresses.put(host.name(), "10.0.0." + (addresses.size() + 1)));
        return addresses;
    }
}

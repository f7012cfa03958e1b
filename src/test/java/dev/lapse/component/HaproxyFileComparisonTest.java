package dev.lapse.component;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.cluster.Auth;
import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.Comparison.Difference;
import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.Host;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.OwnFile;
import dev.lapse.cluster.Section;
import dev.lapse.cluster.Settings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What was found in a file is held against the HAProxy that runs with it. */
class HaproxyFileComparisonTest {
    private static final String FILE = """
            defaults
                mode tcp
            listen rw
                bind *:6000
                option httpchk /primary
                server one 10.0.0.1:5432 check port 8008 fall 4 rise 1
                server two 10.0.0.2:5432 check port 8008 fall 4 rise 1
            """;

    private static final String STATISTICS = """
            # pxname,svname,status,check_rise,check_fall,mode
            rw,FRONTEND,OPEN,,,tcp
            rw,one,UP,1,4,tcp
            rw,two,DOWN,1,4,tcp
            rw,BACKEND,UP,,,tcp
            lapse-stats,FRONTEND,OPEN,,,http
            """;

    private static final String SERVERS = """
            1
            # be_id be_name srv_id srv_name srv_addr srv_port srv_check_port
            3 rw 1 one 172.30.0.5 5432 8008
            3 rw 2 two 172.30.0.6 5432 8008
            """;

    private static final List<Host> HOSTS = List.of(
            new Host(new NodeName("etcd1"), Set.of(Components.SHIPPED.named(ComponentName.ETCD))),
            new Host(new NodeName("pg1"), Set.of(Components.SHIPPED.named(ComponentName.PATRONI))),
            new Host(new NodeName("pg2"), Set.of(Components.SHIPPED.named(ComponentName.PATRONI))));

    private final HaproxyOwnFile own = ((Haproxy) new Haproxy()
                    .with(
                            new OwnFile.Given(
                                    Map.of(new NodeName("lb1"), new OwnFile("mine.cfg", FILE)), Map.of(), Map.of()),
                            HOSTS)
                    .orElseThrow()
                    .component())
            .own()
            .orElseThrow();
    private final String running = own.render(own.settings(), host -> host.equals("pg1") ? "172.30.0.5" : "172.30.0.6");

    private List<Difference> differences(String statistics, String servers, String file) {
        return HaproxyFileComparison.differences(own, cluster(own), List.of(statistics, servers, file));
    }

    private static ClusterSpec cluster(HaproxyOwnFile file) {
        return new ClusterSpec(
                "t",
                List.of(
                        HOSTS.get(0),
                        HOSTS.get(1),
                        HOSTS.get(2),
                        new Host(new NodeName("lb1"), Set.of(new Haproxy(Optional.of(file))))),
                false,
                "trixie",
                new Settings(Map.of(Section.HAPROXY, file.settings())),
                Auth.MD5);
    }

    @Test
    void whatWasFoundIsWhatRuns() {
        assertThat(differences(STATISTICS, SERVERS, running)).isEmpty();
    }

    @Test
    void anotherLineDiffers() {
        assertThat(differences(STATISTICS, SERVERS, running.replace("mode tcp", "mode http")))
                .singleElement()
                .satisfies(difference -> {
                    assertThat(difference.name()).isEqualTo("haproxy.file");
                    assertThat(difference.seen()).isEqualTo("line 2: mode http");
                });
        assertThat(differences(STATISTICS, SERVERS, running + "# one more\n"))
                .extracting(Difference::name)
                .containsExactly("haproxy.file");
        assertThat(differences(
                        STATISTICS,
                        SERVERS,
                        running.replace("server two 172.30.0.6:5432", "server two 172.30.0.6:5432 weight 2")))
                .extracting(Difference::name)
                .containsExactly("haproxy.file");
    }

    @Test
    void anotherSectionServerPortOrCountDiffers() {
        assertThat(differences(STATISTICS + "more,FRONTEND,OPEN,,,tcp\n", SERVERS, running))
                .extracting(Difference::name)
                .containsExactly("haproxy.file");
        assertThat(differences(STATISTICS, SERVERS.replace("two 172.30.0.6 5432", "two 172.30.0.6 6432"), running))
                .extracting(Difference::name)
                .containsExactly("haproxy.listener of writes");
        assertThat(differences(STATISTICS.replace("rw,FRONTEND,OPEN", "rw,FRONTEND,STOP"), SERVERS, running))
                .extracting(Difference::name)
                .containsExactly("haproxy.listener of writes");
        assertThat(differences(STATISTICS.replace("DOWN,1,4", "DOWN,1,3"), SERVERS, running))
                .singleElement()
                .satisfies(difference -> {
                    assertThat(difference.name()).isEqualTo("haproxy.fall");
                    assertThat(difference.seen()).isEqualTo("3 and 4");
                });
    }

    @Test
    void poolsThatARuleMayChooseAreHeldAgainstWhatRunsToo() {
        String routed = FILE.replace("bind *:6000\n", "bind *:6000\n    use_backend ro if { nbsrv(rw) lt 1 }\n")
                + "backend ro\n    option httpchk /replica\n    server one 10.0.0.1:5432 check port 8008\n";
        HaproxyOwnFile file = ((Haproxy) new Haproxy()
                        .with(
                                new OwnFile.Given(
                                        Map.of(new NodeName("lb1"), new OwnFile("mine.cfg", routed)),
                                        Map.of(),
                                        Map.of()),
                                HOSTS)
                        .orElseThrow()
                        .component())
                .own()
                .orElseThrow();
        ClusterSpec cluster = cluster(file);
        String runs = file.render(file.settings(), host -> host.equals("pg1") ? "172.30.0.5" : "172.30.0.6");
        String statistics = STATISTICS + "ro,one,UP,2,3,tcp\nro,BACKEND,UP,,,tcp\n";
        String servers = SERVERS + "4 ro 1 one 172.30.0.5 5432 8008\n";

        assertThat(HaproxyFileComparison.differences(file, cluster, List.of(statistics, servers, runs)))
                .isEmpty();
        assertThat(HaproxyFileComparison.differences(file, cluster, List.of(statistics, SERVERS, runs)))
                .extracting(Difference::name)
                .containsExactly("haproxy.listener of writes");
    }

    @Test
    void whereNothingIsToldNothingIsKnown() {
        assertThat(differences("", SERVERS, running))
                .hasSizeGreaterThan(5)
                .allSatisfy(difference -> assertThat(difference.seen()).isEqualTo("not known"));
    }
}

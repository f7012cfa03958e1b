package dev.lapse.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.Entrance;
import dev.lapse.cluster.Entrypoint;
import dev.lapse.cluster.FaultName;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Target;
import dev.lapse.component.Haproxy;
import dev.lapse.component.HaproxyMet;
import dev.lapse.component.HaproxyTimings;
import dev.lapse.history.Vantage;
import dev.lapse.lint.Circumstances;
import dev.lapse.lint.Concern;
import dev.lapse.lint.Design;
import dev.lapse.lint.Linter;
import dev.lapse.oracle.Client;
import dev.lapse.oracle.Incident;
import dev.lapse.oracle.Oracle;
import dev.lapse.oracle.Prediction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each balancer may have a file of its own that clients do not meet alike: what holds for a client is that of its own. */
class UnlikeBalancersTest {
    private static final NodeName LB2 = new NodeName("lb2");

    private static final String ONE = """
            defaults
                mode tcp
                timeout connect 4s
            listen app-rw
                bind *:6000
                option httpchk /primary
                default-server inter 2s fall 3 rise 2
                server one 10.0.0.1:6432 check port 8008
                server two 10.0.0.2:6432 check port 8008
            """;

    private static final String OTHER =
            ONE.replace("inter 2s fall 3 rise 2", "inter 3s fall 5 rise 4").replace("server one", "server db1");

    private static final String SCENARIO = ScenarioFolder.HEAD + """
            topology:
              hosts:
                etcd1: [etcd]
                pg1: [patroni, pgbouncer]
                pg2: [patroni, pgbouncer]
                lb1: [haproxy]
                lb2: [haproxy]
              files: {haproxy: {lb1: a.cfg, lb2: b.cfg}}
            probes:
              - {kind: write, via: haproxy, balancer: all}
            """ + ScenarioFolder.STEPS;

    private static final String BEHIND_ADDRESS =
            SCENARIO.replace("topology:\n", "topology:\n  vip: true\n").replace("[haproxy]", "[haproxy, keepalived]");

    private static final String TURNED =
            SCENARIO.replace("    lb1: [haproxy]\n    lb2: [haproxy]\n", "    lb2: [haproxy]\n    lb1: [haproxy]\n");

    @TempDir
    Path folder;

    @BeforeEach
    void files() throws IOException {
        Files.writeString(folder.resolve("a.cfg"), ONE);
        other(OTHER);
    }

    private void other(String text) throws IOException {
        Files.writeString(folder.resolve("b.cfg"), text);
    }

    private Scenario read(String yaml, String... overrides) {
        return new ScenarioFolder(folder).read(yaml, Profile.DEFAULT, overrides);
    }

    private static Prediction switchover(ClusterSpec cluster, Entrypoint via, Optional<NodeName> host) {
        return Oracle.of(cluster)
                .predict(
                        new Incident(
                                FaultName.SWITCHOVER, "", Target.role(Target.Kind.PRIMARY), Map.of(), Optional.empty()),
                        new Client(false, via, Vantage.NEW_CONNECTION, host, Duration.ofSeconds(1), Map.of()));
    }

    private static Duration longest(Prediction prediction) {
        return prediction.formula().orElseThrow().total().to();
    }

    private Duration longest(Scenario scenario, String balancer) {
        return longest(switchover(scenario.cluster(), Entrypoint.HAPROXY, Optional.of(new NodeName(balancer))));
    }

    @Test
    void aClientIsPredictedByTheFileOfTheBalancerThatItComesThrough() throws IOException {
        Scenario unlike = read(SCENARIO);
        Duration first = longest(unlike, "lb1");
        Duration second = longest(unlike, "lb2");

        other(ONE);
        assertThat(longest(read(SCENARIO), "lb2")).isEqualTo(first);
        Files.writeString(folder.resolve("a.cfg"), OTHER);
        assertThat(longest(read(SCENARIO), "lb1")).isEqualTo(second).isGreaterThan(first);
    }

    @Test
    void whatTheFirstHasForOneListenerAloneIsNotThatOfTheOther() throws IOException {
        String reads = """
                listen app-ro
                    bind *:6001
                    option httpchk /replica
                    server one 10.0.0.1:6432 check port 8008 inter 9s
                    server two 10.0.0.2:6432 check port 8008 inter 9s
                """;
        Files.writeString(folder.resolve("a.cfg"), ONE + reads);
        other(OTHER + reads.replace("inter 9s", "inter 3s fall 5 rise 4"));

        ClusterSpec second = HaproxyMet.through(read(SCENARIO).cluster(), LB2);

        assertThat(HaproxyTimings.of(second.settings(), "read").inter()).hasSeconds(3);
    }

    @Test
    void oneMayHaveNoListenerForReads() throws IOException {
        Files.writeString(folder.resolve("a.cfg"), ONE + """
                listen app-ro
                    bind *:6001
                    option httpchk /replica?lag=1MB
                    server one 10.0.0.1:6432 check port 8008
                    server two 10.0.0.2:6432 check port 8008
                """);

        Scenario scenario = read(SCENARIO + "haproxy: {inter: 1s}\n");

        assertThat(Haproxy.in(scenario.cluster()).at(LB2).port(Entrance.READ)).isEmpty();
        assertThat(new ScenarioFolder(folder).problems(SCENARIO + "haproxy: {check-read: GET /health}\n"))
                .contains("haproxy.check-read: GET /health cannot be laid over the file; write it in a.cfg");
    }

    @Test
    void whoNamesNoBalancerComesThroughTheFirst() {
        Scenario unlike = read(SCENARIO);

        assertThat(longest(switchover(unlike.cluster(), Entrypoint.HAPROXY, Optional.empty())))
                .isEqualTo(longest(unlike, "lb1"));
    }

    @Test
    void theFirstIsThatOfTheTopologyAndNotOfTheAlphabet() throws IOException {
        Scenario turned = read(TURNED);

        assertThat(longest(switchover(turned.cluster(), Entrypoint.HAPROXY, Optional.empty())))
                .isEqualTo(longest(turned, "lb2"));
        other(OTHER.replace(":6000", ":7000"));
        assertThat(Haproxy.in(read(TURNED).cluster()).port(Entrance.WRITE)).hasValue(7000);
    }

    @Test
    void whatLiesOverFilesLiesOverAllOfThem() {
        for (Scenario scenario : List.of(
                read(SCENARIO + "haproxy: {inter: 1s, fall: 1, rise: 1}\n"),
                read(SCENARIO, "haproxy.inter=1s", "haproxy.fall=1", "haproxy.rise=1"))) {
            assertThat(longest(scenario, "lb2")).isEqualTo(longest(scenario, "lb1"));
            assertThat(scenario.replaced())
                    .anyMatch(line -> line.startsWith("b.cfg:8: server db1") && line.contains("inter 1s"));
        }
    }

    @Test
    void portsMayDifferWhereEachIsAWayOfItsOwn() throws IOException {
        other(OTHER.replace(":6000", ":7000"));

        Haproxy haproxy = Haproxy.in(read(SCENARIO).cluster());

        assertThat(haproxy.port(Entrance.WRITE)).hasValue(6000);
        assertThat(haproxy.at(LB2).port(Entrance.WRITE)).hasValue(7000);
        assertThat(haproxy.ports()).extracting(port -> port.number()).containsExactly(6000, 7000, 7001);
        assertThat(haproxy.statsPort())
                .as("free at both")
                .isEqualTo(haproxy.at(LB2).statsPort())
                .isEqualTo(7001);
    }

    @Test
    void theAddressLeadsToOnePort() throws IOException {
        other(OTHER.replace(":6000", ":7000"));

        assertThat(new ScenarioFolder(folder).problems(BEHIND_ADDRESS))
                .contains("b.cfg:4:1: not supported: another port for writes than in a.cfg; the virtual address leads"
                        + " to any balancer, and so to one port");
        assertThat(new ScenarioFolder(folder)
                        .problems(SCENARIO.replace("    lb1:", "    pool1: [pgbouncer]\n    lb1:")))
                .contains("b.cfg:4:1: not supported: another port for writes than in a.cfg; a pooler before the"
                        + " balancers leads to any balancer, and so to one port");
    }

    @Test
    void nothingIsPredictedWhereTheWayIsNotKnown() {
        Prediction byAddress = switchover(read(BEHIND_ADDRESS).cluster(), Entrypoint.VIP, Optional.empty());
        Prediction byPooler = switchover(
                read(SCENARIO.replace("    lb1:", "    pool1: [pgbouncer]\n    lb1:"))
                        .cluster(),
                Entrypoint.POOLER,
                Optional.of(new NodeName("pool1")));

        assertThat(byAddress.formula()).isEmpty();
        assertThat(byAddress.why())
                .isEqualTo("it hangs on which balancer has the address: lb1, lb2 differ in what clients meet");
        assertThat(byPooler.why()).isEqualTo("the pooler leads to balancers that differ in what clients meet");
    }

    @Test
    void filesThatClientsMeetAlikeAreOne() throws IOException {
        other("# the other one\n" + ONE.replace("server one", "server db1"));

        ClusterSpec cluster = read(BEHIND_ADDRESS).cluster();

        assertThat(switchover(cluster, Entrypoint.VIP, Optional.empty()).formula())
                .isPresent();
        assertThat(Haproxy.in(cluster).remarks(cluster))
                .noneMatch(remark -> remark.message().contains("differs from"));
    }

    @Test
    void whatDiffersIsTold() throws IOException {
        other(OTHER.replace(":6000", ":7000"));
        ClusterSpec cluster = read(SCENARIO).cluster();

        assertThat(Haproxy.in(cluster).remarks(cluster))
                .anyMatch(remark -> remark.message()
                        .equals(
                                "balancer lb2 differs from lb1 in port for writes 7000 (6000), fall 5 (3), inter 3s (2s),"
                                        + " rise 4 (2); what is predicted of a client is that of the balancer which it comes"
                                        + " through"));
    }

    @Test
    void eachIsLinted() {
        List<Concern> concerns = Linter.judge(new Design(read(SCENARIO).cluster(), List.of(), Circumstances.UNKNOWN));

        assertThat(concerns)
                .filteredOn(concern -> concern.rule().equals("two-servers-up.switchover"))
                .extracting(Concern::what)
                .anyMatch(what -> what.startsWith("as lb2 runs: "))
                .anyMatch(what -> what.startsWith("two servers"));
        assertThat(concerns)
                .filteredOn(concern -> concern.rule().equals("pooler-not-checked"))
                .singleElement()
                .satisfies(concern -> assertThat(concern.what()).doesNotContain("lb2"));
    }

    @Test
    void aRecordedScenarioSaysTheSame() throws IOException {
        Scenario scenario = read(SCENARIO);
        Files.delete(folder.resolve("b.cfg"));

        Scenario recorded = ScenarioFile.parse(scenario.toYaml());

        assertThat(recorded).isEqualTo(scenario);
        assertThat(longest(recorded, "lb2")).isEqualTo(longest(scenario, "lb2"));
    }

    @Test
    void aChangedSettingIsThatOfAllBalancers() {
        Oracle oracle = Oracle.of(read(SCENARIO).cluster())
                .with(Map.of("haproxy.inter", "1s", "haproxy.fall", "1", "haproxy.rise", "1"));
        Incident switchover =
                new Incident(FaultName.SWITCHOVER, "", Target.role(Target.Kind.PRIMARY), Map.of(), Optional.empty());

        assertThat(longest(oracle.predict(switchover, throughBalancer("lb2"))))
                .isEqualTo(longest(oracle.predict(switchover, throughBalancer("lb1"))));
    }

    private static Client throughBalancer(String name) {
        return new Client(
                false,
                Entrypoint.HAPROXY,
                Vantage.NEW_CONNECTION,
                Optional.of(new NodeName(name)),
                Duration.ofSeconds(1),
                Map.of());
    }
}

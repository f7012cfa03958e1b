package dev.lapse.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lapse.cluster.FaultName;
import dev.lapse.cluster.NodeName;
import dev.lapse.fault.FaultSpec;
import dev.lapse.history.Lane;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sites of a topology, and faults that name them. */
class SitesTest {
    private static final String EVEN = "{a: [etcd1, pg1], b: [etcd2, pg2]}";

    @TempDir
    private Path folder;

    private static String yaml(String sites, String inject) {
        return "name: a\ntopology:\n  sites: " + sites + "\n  hosts:\n    etcd1: [etcd]\n    etcd2: [etcd]\n"
                + "    pg1: [patroni]\n    pg2: [patroni]\n    lb1: [haproxy]\nsteps:\n  - steady: 10s\n"
                + (inject.isEmpty() ? "" : "  - inject: " + inject + "\n  - hold: 5s\n  - heal: all\n");
    }

    private Scenario read(String sites, String inject) {
        Scenario scenario = new ScenarioFolder(folder).read(yaml(sites, inject));
        assertThat(ScenarioFile.parse(scenario.toYaml())).isEqualTo(scenario);
        return scenario;
    }

    private List<FaultSpec> faults(String inject) {
        return ((Step.Inject) read(EVEN, inject).steps().get(1)).faults();
    }

    @Test
    void hostsStandAtSites() {
        Scenario scenario = read(EVEN, "");

        assertThat(scenario.cluster().layout().site("b")).contains(List.of(new NodeName("etcd2"), new NodeName("pg2")));
        assertThat(scenario.cluster().layout().siteOf(new NodeName("lb1"))).isEmpty();
    }

    private Scenario withClients(String probe) {
        Scenario scenario = new ScenarioFolder(folder)
                .read(yaml("{a: [etcd1, pg1, app1], b: [etcd2, pg2, app2]}", "")
                        .replace("    lb1:", "    app1: [client]\n    app2: [client]\n    lb1:")
                        .replace("steps:", "probes: [" + probe + "]\nsteps:"));
        assertThat(ScenarioFile.parse(scenario.toYaml())).isEqualTo(scenario);
        return scenario;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            at: b                                   | write-haproxy-at-app2
            at: app1                                | write-haproxy-at-app1
            at: all                                 | write-haproxy-at-app1, write-haproxy-at-app2
            at: a, vantage: [pinned, pool]          | write-haproxy-pinned-at-app1, write-haproxy-pool-at-app1
            at: a, name: near                       | near-at-app1
            """)
    void aClientStandsAtASite(String key, String lanes) {
        assertThat(withClients("{kind: write, via: haproxy, " + key + "}").lanes().stream()
                        .filter(Lane::isClient)
                        .map(lane -> lane.name().value()))
                .containsExactly(lanes.split(", "));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            via: haproxy, at: all                   | write-haproxy-at-app1, write-haproxy-lb2-at-app2
            via: haproxy, at: b, balancer: lb1      | write-haproxy-lb1-at-app2
            via: haproxy                            | write-haproxy
            """)
    void aClientGoesByTheBalancerOfItsSite(String key, String lanes) {
        Scenario scenario = new ScenarioFolder(folder)
                .read(yaml("{a: [etcd1, pg1, lb1, app1], b: [etcd2, pg2, lb2, app2]}", "")
                        .replace(
                                "    lb1: [haproxy]",
                                "    lb1: [haproxy]\n    lb2: [haproxy]\n    app1: [client]\n    app2: [client]")
                        .replace("steps:", "probes: [{kind: write, " + key + "}]\nsteps:"));

        assertThat(ScenarioFile.parse(scenario.toYaml())).isEqualTo(scenario);
        assertThat(scenario.lanes().stream()
                        .filter(Lane::isClient)
                        .map(lane -> lane.name().value()))
                .containsExactly(lanes.split(", "));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            via: haproxy, at: all                   | write-haproxy-app1-at-app1, write-haproxy-app2-at-app2
            via: haproxy, at: app2, balancer: lb1   | write-haproxy-lb1-at-app2
            via: pooler, at: b                      | write-pooler-app2-at-app2
            """)
    void aClientGoesByWhatItsOwnHostCarries(String key, String lanes) {
        Scenario scenario = new ScenarioFolder(folder)
                .read(yaml("{a: [etcd1, pg1, app1], b: [etcd2, pg2, app2]}", "")
                        .replace(
                                "    lb1: [haproxy]",
                                "    lb1: [haproxy]\n    app1: [client, haproxy, pgbouncer]\n"
                                        + "    app2: [client, haproxy, pgbouncer]")
                        .replace("steps:", "probes: [{kind: write, " + key + "}]\nsteps:"));

        assertThat(ScenarioFile.parse(scenario.toYaml())).isEqualTo(scenario);
        assertThat(scenario.lanes().stream()
                        .filter(Lane::isClient)
                        .map(lane -> lane.name().value()))
                .containsExactly(lanes.split(", "));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {kind: write, at: c}                    | unknown site or host that carries client "c"
            {kind: write, at: pg1}                  | unknown site or host that carries client "pg1"
            {kind: state, at: a}                    | at is for clients
            """)
    void aClientCannotStandEverywhere(String probe, String problem) {
        assertThatThrownBy(() -> withClients(probe)).hasMessageContaining(problem);
    }

    @Test
    void aSiteWithoutAClientsPlaceSaysWhatToAdd() {
        String yaml = yaml(EVEN, "").replace("steps:", "probes: [{kind: write, at: a}]\nsteps:");

        assertThatThrownBy(() -> new ScenarioFolder(folder).read(yaml))
                .hasMessageContaining("no host of that site carries client; add one such as app-a: [client]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[haproxy, vip-manager]", "{haproxy: {}, vip-manager: {}}", "[vip-manager]"})
    void vipManagerIsForNodesWithoutABalancer(String carries) {
        String yaml = yaml(EVEN, "").replace("lb1: [haproxy]", "lb1: " + carries);

        assertThatThrownBy(() -> new ScenarioFolder(folder).read(yaml))
                .hasMessageContaining("host lb1 carries vip-manager")
                .hasMessageContaining("pg1: [patroni, vip-manager]")
                .satisfies(error -> assertThat(error.getMessage().lines()).hasSize(1));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {crash: site-of primary}                    | etcd1 pg1
            {power-loss: {target: site-of pg2}}         | etcd2 pg2
            {network-loss: [site-of etcd1, pg2]}        | etcd1 pg1 pg2
            """)
    void siteOfSomebodyStandsForItsHosts(String inject, String hosts) {
        Scenario scenario =
                new ScenarioFolder(folder).read(yaml(EVEN, inject).replace("  sites:", "  leader: pg1\n  sites:"));

        assertThat(((Step.Inject) scenario.steps().get(1)).faults())
                .extracting(fault -> fault.target().name())
                .containsExactly(hosts.split(" "));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {crash: site-of primary}                    | give the topology a leader
            {crash: site-of primry}                     | unknown host or role "primry"; did you mean "primary"?
            {crash: site-of etcd-leader}                | site-of etcd-leader: which hosts a fault hits must
            {crash: site-of lb1}                        | host lb1 is at no site
            """)
    void siteOfSomebodyWhoIsNotKnownIsRefused(String inject, String problem) {
        assertThatThrownBy(() -> read(EVEN, inject))
                .hasMessageContaining("a.yaml:12:21: ")
                .hasMessageContaining(problem);
    }

    @Test
    void siteOfThePrimaryIsNotKnownAfterAFault() {
        String yaml = yaml(EVEN, "{stop: pg1}").replace("  sites:", "  leader: pg1\n  sites:")
                + "  - inject: {crash: site-of primary}\n  - heal: all\n";

        assertThatThrownBy(() -> new ScenarioFolder(folder).read(yaml)).hasMessageContaining("in the first inject");
    }

    @Test
    void lanesOfThePrimarysHostAreWantedWhereThereAreNone() {
        String yaml = yaml(EVEN, "{stop: pg1}") + "expect: {write_outage: {lane: of host-of primary, max: 9s}}\n";

        assertThatThrownBy(() -> new ScenarioFolder(folder).read(yaml))
                .hasMessageContaining("no lane goes by a host of its own; give a probe balancer: all");
    }

    @Test
    void delayAndPartitionOfSitesInOneScenarioAreTold() {
        String both = "{latency: a-b, delay: 40ms}\n  - hold: 5s\n  - inject: {partition: a}";

        assertThat(ScenarioRules.notes(read(EVEN, both)))
                .anyMatch(note -> note.startsWith("latency of a-b and a partition"));
        assertThat(ScenarioRules.notes(read(EVEN, "{latency: a-b, delay: 40ms}")))
                .noneMatch(note -> note.contains("Toxiproxy"));
    }

    @Test
    void whereNoSiteHasAQuorumARunSaysIt() {
        assertThat(ScenarioRules.notes(read(EVEN, "")))
                .contains(
                        "sites: a has 1 of 2, b has 1 of 2 members of etcd: when they do not reach each other, no site"
                                + " has a quorum, and none can write");
        assertThat(ScenarioRules.notes(read("{a: [etcd1, etcd2, pg1], b: [pg2]}", "")))
                .noneMatch(note -> note.startsWith("sites"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {partition: site-of primary}     | site-of primary
            {partition: b}                   | b
            {partition: site-of pg2}         | site-of pg2
            '{partition: "a|b"}'             | 'a|b'
            '{partition: "site-of primary|others"}' | 'site-of primary|others'
            """)
    void aPartitionNamesSites(String inject, String groups) {
        assertThat(faults(inject.replace("'", "")))
                .extracting(fault -> fault.target().name())
                .containsExactly(groups.replace("'", ""));
    }

    @Test
    void aSiteStandsForItsHostsWhereHostsAreHit() {
        assertThat(faults("{crash: b}"))
                .extracting(fault -> fault.target().name())
                .containsExactly("etcd2", "pg2");
    }

    @Test
    void optionsOfAFaultThatIsAloneStandBesideIt() {
        assertThat(faults("{latency: a-b, delay: 40ms}"))
                .singleElement()
                .satisfies(fault -> assertThat(fault.options()).isEqualTo(Map.of("delay", "40ms")))
                .satisfies(fault -> assertThat(fault.fault()).isEqualTo(FaultName.LATENCY));
        assertThat(faults("{link-loss: a-b, percent: 20}"))
                .singleElement()
                .satisfies(fault -> assertThat(fault.options()).isEqualTo(Map.of("percent", "20")));
    }

    /** The jitter of a step is a wait before all of its faults. */
    @Test
    void jitterBesideAFaultIsThatOfTheStep() {
        Step.Inject inject = (Step.Inject)
                read(EVEN, "{latency: a-b, delay: 40ms, jitter: 2s}").steps().get(1);

        assertThat(inject.jitter()).isEqualTo(Duration.ofSeconds(2));
        assertThat(inject.faults().get(0).options()).isEqualTo(Map.of("delay", "40ms"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            {a: [etcd1, pg9]}              | {crash: primary}       | 3:11: site a: unknown host "pg9"; did you mean "pg1"? known: etcd1, etcd2, pg1, pg2, lb1
            {a: [etcd1], b: [etcd1]}       | {crash: primary}       | 3:23: host etcd1 is at site a, and at site b too
            {pg1: [etcd1]}                 | {crash: primary}       | 3:11: site pg1: that is the name of a host, a role, a component or a service; take another
            {rest: [etcd1]}                | {crash: primary}       | 3:11: site rest: that is the name of a host, a role, a component or a service; take another
            {a-1: [etcd1]}                 | {crash: primary}       | 3:11: a site's name must match [a-z][a-z0-9]{0,30}, was "a-1"
            {a: []}                        | {crash: primary}       | 3:11: site a must have at least one host
            {a: [etcd1], b: [pg2]}         | {latency: a-b, delay: 1ms} | 12:14: latency: delay less jitter must be >= 15ms, or no answer can show it, was 1ms
            {a: [etcd1], b: [pg2]}         | {latency: a-pg1}       | no link
            {a: [etcd1], b: [pg2]}         | {crash: primary, delay: 40ms} | 12:30: unknown fault "delay"
            """)
    void whatCannotBeIsToldAtItsPlace(String sites, String inject, String expected) {
        String problems = new ScenarioFolder(folder).problems(yaml(sites, inject));

        if (expected.equals("no link")) {
            assertThat(problems).contains("a.yaml:12:23: unknown link \"a-pg1\"");
        } else {
            assertThat(problems).startsWith("BAD_INPUT a.yaml:" + expected);
        }
    }

    @Test
    void withoutSitesNobodyIsAtOne() {
        String none = yaml(EVEN, "{partition: site-of primary}").replace("  sites: " + EVEN + "\n", "");

        assertThat(new ScenarioFolder(folder).problems(none)).contains("has no sites");
    }
}

package dev.lapse.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.Entrypoint;
import dev.lapse.cluster.FaultName;
import dev.lapse.cluster.Host;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Section;
import dev.lapse.cluster.Settings;
import dev.lapse.cluster.Target;
import dev.lapse.history.StepKind;
import dev.lapse.history.Vantage;
import dev.lapse.scenario.Incidents;
import dev.lapse.scenario.Profile;
import dev.lapse.scenario.Scenario;
import dev.lapse.scenario.ScenarioFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What several faults cost together, of one step and of several. */
class InForceTest {
    private static final String THREE_AND_THREE =
            "vip: false, hosts: {etcd1: [etcd], etcd2: [etcd], etcd3: [etcd], pg1: [patroni], pg2: [patroni],"
                    + " pg3: [patroni], lb1: [haproxy]}";

    @TempDir
    Path folder;

    /** What is predicted of the last step that injects. */
    private Prediction predicted(String topology, String settings, Client client, String... injections) {
        StringBuilder text = new StringBuilder("name: s\ntopology: {" + topology + "}\n" + settings
                + (settings.isEmpty() ? "" : "\n") + "steps:\n  - steady: 5s\n");
        for (String injection : injections) {
            text.append("  - inject: ").append(injection).append("\n  - hold: 80s\n");
        }
        text.append("  - heal: all\n  - settle: 60s\n");
        Scenario scenario = ScenarioFile.read(written(text.toString()), Profile.DEFAULT, List.of());
        Map<String, List<Incidents.Injected>> steps = Incidents.byStep(scenario.steps(), scenario.cluster());
        return Oracle.of(scenario.cluster())
                .predict(
                        steps.get(StepKind.INJECT + "#" + steps.size()).stream()
                                .map(Incidents.Injected::incident)
                                .toList(),
                        client);
    }

    private Path written(String text) {
        try {
            return Files.writeString(folder.resolve("s.yaml"), text);
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
    }

    private Prediction writes(String topology, String... injections) {
        return predicted(topology, "", Client.BALANCED, injections);
    }

    @Test
    void twoMembersOfThreeThatGoTogetherAreALossOfTheQuorum() {
        Prediction together = writes(THREE_AND_THREE, "{crash: [etcd1, etcd2]}");

        assertThat(together.formula().orElseThrow().total())
                .isEqualTo(writes(THREE_AND_THREE, "{quorum-loss: etcd-majority}")
                        .formula()
                        .orElseThrow()
                        .total());
        assertThat(together.formula().orElseThrow().total().from()).isGreaterThan(Duration.ofSeconds(30));
    }

    @Test
    void memberThatGoesAfterAnotherTakesTheQuorum() {
        assertThat(writes(THREE_AND_THREE, "{crash: etcd1}", "{crash: etcd2}").why())
                .contains("together they take 2 of the 3 members of the store");
    }

    /** Its PostgreSQL comes back in its place, or by a failover; a host that is lost needs a replica that is near. */
    @Test
    void replicasThatFallBehindDecideNothingWhereThePrimarysPostgresComesBack() {
        String slow = "{bandwidth: {target: all-replicas-primary, rate: 1}}";
        String kill = "{kill: {target: primary, process: postgres}}";

        assertThat(writes(THREE_AND_THREE, slow, kill).formula().map(Formula::total))
                .isPresent()
                .isEqualTo(writes(THREE_AND_THREE, kill).formula().map(Formula::total));
        assertThat(writes(THREE_AND_THREE, slow, "{crash: primary}").formula()).isEmpty();
    }

    @Test
    void siteWithThePrimaryAndMostMembersHasNobodyWhoTakesOver() {
        String sites =
                "vip: false, leader: pg1, sites: {a: [etcd1, etcd2, pg1], b: [etcd3, pg2]}, hosts: {etcd1: [etcd],"
                        + " etcd2: [etcd], etcd3: [etcd], pg1: [patroni], pg2: [patroni], lb1: [haproxy]}";

        assertThat(writes(sites, "{crash: a}").why()).contains("2 of the 3 members of the store");
    }

    @Test
    void heirsThatGoWithThePrimaryDoNotTakeOver() {
        assertThat(writes(THREE_AND_THREE, "{crash: [primary, all-replicas]}").why())
                .contains("that could take over");
        assertThat(writes(THREE_AND_THREE, "{crash: all-replicas}", "{crash: primary}")
                        .why())
                .contains("that could take over");
        assertThat(writes(THREE_AND_THREE, "{crash: [primary, replica]}").formula())
                .isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{crash: primary, freeze: {target: all-replicas, process: patroni}}",
                "{crash: primary, kill: {target: all-replicas, process: patroni, restart: 'off'}}",
                "{freeze: {target: primary, process: patroni}, crash: all-replicas}",
                "{kill: {target: primary, process: postgres}, crash: all-replicas}",
                "{crash: primary, link-loss: all-replicas-etcd}",
                "{link-loss: primary-etcd, crash: all-replicas}",
                "{switchover: primary, crash: all-replicas}"
            })
    void heirsOfAnyFaultOfThePrimaryDoNotTakeOverWhereTheyAreHitToo(String faults) {
        assertThat(writes(THREE_AND_THREE, faults).why()).isEqualTo("no node may be left that could take over");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{crash: primary, freeze: {target: replica, process: patroni}}",
                "{crash: primary, kill: {target: all-replicas, process: patroni}}",
                "{crash: primary, link-loss: replica-etcd}"
            })
    void heirThatIsLeftTakesOver(String faults) {
        assertThat(writes(THREE_AND_THREE, faults).formula()).isPresent();
    }

    @Test
    void membersThatFreezeTogetherAreALossOfTheQuorum() {
        assertThat(writes(THREE_AND_THREE, "{pause: [etcd1, etcd2]}")
                        .formula()
                        .orElseThrow()
                        .total())
                .isEqualTo(writes(THREE_AND_THREE, "{quorum-loss: {target: etcd-majority, flavour: pause}}")
                        .formula()
                        .orElseThrow()
                        .total());
    }

    @Test
    void membersThatTakeNodesWithThemAreMoreThanALossOfTheQuorum() {
        assertThat(writes(
                                "vip: false, hosts: {a: [etcd, patroni], b: [etcd, patroni], c: [etcd, patroni],"
                                        + " lb1: [haproxy]}",
                                "{crash: [a, b]}")
                        .why())
                .contains("2 of the 3 members of the store");
    }

    @Test
    void whatWasKilledAndStartedAgainIsOver() {
        assertThat(writes(THREE_AND_THREE, "{kill: {target: replica, process: patroni}}", "{crash: primary}")
                        .formula())
                .isPresent();
    }

    @Test
    void longDelayIsNoneThatAFailoverBears() {
        assertThat(writes(THREE_AND_THREE, "{latency: {target: primary-all-replicas, delay: 2s}}", "{crash: primary}")
                        .why())
                .isEqualTo("latency of primary-all-replicas goes on, and what both do together is not modelled");
    }

    @Test
    void standbysThatCommitsWaitForMayBeOthersByThen() {
        assertThat(predicted(
                                THREE_AND_THREE,
                                "patroni: {synchronous_mode: \"on\"}",
                                Client.BALANCED,
                                "{crash: replica}",
                                "{crash: primary}")
                        .why())
                .contains("which standbys commits wait for by then is not known");
    }

    @Test
    void nodeThatMayNotTakeOverIsNoHeirOfTheOthers() {
        String tagged = "vip: false, leader: pg1, hosts: {etcd1: [etcd], pg1: [patroni], pg2: [patroni],"
                + " pg3: {patroni: {tags: {nofailover: true}}}, lb1: [haproxy]}";

        assertThat(writes(tagged, "{power-loss: [pg1, pg2]}").why()).isEqualTo("no node is left that could take over");
    }

    @Test
    void failsafeModeNeedsHostsThatAreGone() {
        Prediction prediction = predicted(
                THREE_AND_THREE,
                "patroni: {failsafe_mode: true}",
                Client.BALANCED,
                "{crash: replica, quorum-loss: etcd-majority}");

        assertThat(prediction.why()).contains("failsafe_mode wants an answer of every member");
    }

    @Test
    void pausedPatroniTakesNothingOver() {
        assertThat(writes(THREE_AND_THREE, "{patroni-pause: primary}", "{crash: primary}")
                        .why())
                .contains("a paused Patroni leaves all as it is");
    }

    @Test
    void replicasThatHearNothingMayBeTooFarBehind() {
        assertThat(writes(THREE_AND_THREE, "{link-loss: primary-all-replicas}", "{crash: primary}")
                        .why())
                .contains("link-loss of primary-all-replicas goes on");
    }

    @Test
    void shortDelayLeavesAFailoverAsItIs() {
        assertThat(writes(THREE_AND_THREE, "{latency: {target: replica-primary, delay: 40ms}}", "{crash: primary}")
                        .formula()
                        .orElseThrow()
                        .total())
                .isEqualTo(writes(THREE_AND_THREE, "{crash: primary}")
                        .formula()
                        .orElseThrow()
                        .total());
    }

    @Test
    void replicaThatWasAskedInFailsafeModeWaitsForTtl() {
        String sites =
                "vip: false, leader: pg1, sites: {x: [pg1], z: [pg3, etcd1, etcd2, etcd3]}, hosts: {etcd1: [etcd],"
                        + " etcd2: [etcd], etcd3: [etcd], pg1: [patroni], pg2: [patroni], pg3: [patroni], lb1: [haproxy]}";
        Formula asked = predicted(sites, "patroni: {failsafe_mode: true}", Client.BALANCED, "{partition: x|z}")
                .formula()
                .orElseThrow();
        Formula unasked = writes(sites, "{partition: x|z}").formula().orElseThrow();

        assertThat(asked.total()).isEqualTo(Interval.millis(30_800, 48_300)); // measured: 38.13 s
        assertThat(unasked.total().to()).isLessThan(Duration.ofSeconds(25));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{power-loss: primary, stop: etcd-leader}",
                "{power-loss: primary, move-leader: etcd-leader}",
                "{power-loss: primary, one-way-loss: etcd-leader}",
                "{power-loss: primary, network-loss: etcd1}",
                "{power-loss: primary, kill: {target: etcd-leader, process: etcd}}",
                "{power-loss: primary, freeze: {target: etcd-leader, process: etcd}}",
                "{link-loss: primary-etcd, power-loss: etcd-leader}",
                "{kill: {target: primary, process: patroni, restart: 'off'}, power-loss: etcd-leader}"
            })
    void leaderOfTheStoreThatMayBeAnotherArmsTheLeaseAnew(String faults) {
        assertThat(writes(THREE_AND_THREE, faults).why())
                .endsWith(" the store may have a new leader, which arms the leases anew");
    }

    @Test
    void standbysMemberIsArmedAnewByTheStoresNewLeader() {
        assertThat(predicted(
                                THREE_AND_THREE,
                                "patroni: {synchronous_mode: \"on\"}",
                                Client.BALANCED,
                                "{network-loss: sync-standby, power-loss: etcd-leader}")
                        .why())
                .endsWith(" the store may have a new leader, which arms the leases anew");
    }

    @Test
    void memberThatIsLostWithThePrimaryIsAsALostHost() {
        assertThat(writes(THREE_AND_THREE, "{power-loss: primary, etcd-member-loss: etcd-leader}")
                        .formula()
                        .orElseThrow()
                        .total())
                .isEqualTo(writes(THREE_AND_THREE, "{power-loss: [primary, etcd-leader]}")
                        .formula()
                        .orElseThrow()
                        .total());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{link-loss: primary-etcd, network-loss: replica}",
                "{link-loss: primary-etcd, freeze: {target: replica, process: patroni}}",
                "{link-loss: [primary-etcd, primary-replica]}",
                "{quorum-loss: etcd-majority, kill: {target: replica, process: patroni, restart: 'off'}}",
                "{quorum-loss: etcd-majority, freeze: {target: replica, process: patroni}}"
            })
    void failsafeModeNeedsAnAnswerOfEveryMember(String faults) {
        assertThat(predicted(THREE_AND_THREE, "patroni: {failsafe_mode: true}", Client.BALANCED, faults)
                        .why())
                .startsWith("failsafe_mode wants an answer of every member, and after ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{link-loss: primary-etcd, network-loss: replica}",
                "{link-loss: [primary-etcd, primary-replica]}",
                "{quorum-loss: etcd-majority, network-loss: replica}",
                "{switchover: primary, network-loss: replica}",
                "{stop: primary, freeze: {target: replica, process: patroni}}"
            })
    void nodeThatIsSilentMayBeWaitedFor(String faults) {
        assertThat(writes(THREE_AND_THREE, faults).why()).endsWith(" may be waited for, which is not modelled");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{patroni-pause: primary, kill: {target: primary, process: postgres}}",
                "{patroni-pause: primary, quorum-loss: etcd-majority}",
                "{patroni-pause: primary, link-loss: primary-etcd}"
            })
    void patroniThatIsPausedAtOnceLeavesAllAsItIs(String faults) {
        assertThat(writes(THREE_AND_THREE, faults).why()).isEqualTo("a paused Patroni leaves all as it is");
    }

    @Test
    void replicaThatIsCopiedAnewIsNoHeir() {
        String two = "vip: false, hosts: {etcd1: [etcd], pg1: [patroni], pg2: [patroni], lb1: [haproxy]}";

        assertThat(writes(two, "{reinitialize: replica, power-loss: primary}").why())
                .isEqualTo("no node may be left that could take over");
        assertThat(writes(THREE_AND_THREE, "{reinitialize: replica, power-loss: primary}")
                        .formula())
                .isPresent();
    }

    @Test
    void whatKeepsAFormulaFromAClientOfOneFaultKeepsThatOfAPairToo() {
        String pair = "{power-loss: [primary, etcd-leader]}";
        Client pool = new Client(
                false,
                Entrypoint.POSTGRES,
                Vantage.POOL,
                Optional.empty(),
                Duration.ofSeconds(3),
                Map.of("pgjdbc.targetServerType", "preferPrimary"));

        assertThat(predicted(THREE_AND_THREE, "", pool, pair).why()).contains("it may be given a replica");
        assertThat(writes(THREE_AND_THREE, pair).formula()).isPresent();
    }

    /** The store's new leader arms the lease anew, so that it is there for ttl, three elections and half a second. */
    @Test
    void hostThatStartsBeforeALeaseThatWasArmedAnewHasRunOutHasNoFormula() {
        Oracle oracle = Oracle.of(
                ScenarioFile.byHand("no-pooler", Profile.DEFAULT, List.of()).cluster());
        Prediction before = oracle.predict(pair(Duration.ofMillis(33_500)), Client.BALANCED);

        assertThat(before.why()).startsWith("the host starts again before its lease has surely run out");
        assertThat(oracle.predict(pair(Duration.ofMillis(33_600)), Client.BALANCED)
                        .formula())
                .isPresent();
    }

    @Test
    void clientOfABalancerThatForgetsNothingFillsNothing() {
        ClusterSpec alike = ScenarioFile.byHand("reference", Profile.DEFAULT, List.of("pgbouncer.max_client_conn=100"))
                .cluster();
        Settings keeps = new Settings(Map.of(Section.HAPROXY, Map.of("on-marked-down", "off")));
        ClusterSpec cluster = alike.withHosts(alike.hosts().stream()
                .map(host -> host.name().value().equals("lb2") ? new Host(host.name(), host.carries(), keeps) : host)
                .toList());

        assertThat(Aftermath.of(cluster, through("lb1")).fills(FaultName.NETWORK_LOSS))
                .isPresent();
        assertThat(Aftermath.of(cluster, through("lb2")).fills(FaultName.NETWORK_LOSS))
                .isEmpty();
        assertThat(new Aftermath(cluster, through("lb2")).fills(FaultName.NETWORK_LOSS))
                .as("of the balancer that forgets most")
                .isPresent();
    }

    private static Client through(String balancer) {
        return new Client(
                false,
                Entrypoint.HAPROXY,
                Vantage.NEW_CONNECTION,
                Optional.of(new NodeName(balancer)),
                Optional.empty(),
                Optional.of(Duration.ofMillis(20)),
                Duration.ofSeconds(1),
                Duration.ZERO,
                Map.of());
    }

    private static List<Incident> pair(Duration hold) {
        return Stream.of(Target.Kind.PRIMARY, Target.Kind.ETCD_LEADER)
                .map(role -> new Incident(FaultName.POWER_LOSS, "drop", Target.role(role), Map.of(), Optional.of(hold)))
                .toList();
    }
}

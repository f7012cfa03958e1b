package dev.lapse.scenario;

import static dev.lapse.check.Expectation.Origin.ASSUMED;
import static dev.lapse.check.Expectation.Origin.GIVEN;
import static dev.lapse.scenario.ScenarioFolder.HEAD;
import static dev.lapse.scenario.ScenarioFolder.STEPS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.lapse.check.Expectation;
import dev.lapse.cluster.Auth;
import dev.lapse.cluster.Entrypoint;
import dev.lapse.cluster.FaultName;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Section;
import dev.lapse.cluster.Settings;
import dev.lapse.cluster.Target;
import dev.lapse.fault.FaultSpec;
import dev.lapse.history.Lane;
import dev.lapse.history.LaneKind;
import dev.lapse.history.LaneName;
import dev.lapse.history.Vantage;
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
import org.junit.jupiter.params.provider.CsvSource;

class ScenarioFileTest {
    @TempDir
    private Path folder;

    private Scenario read(String yaml, Profile profile, String... overrides) {
        return new ScenarioFolder(folder).read(yaml, profile, overrides);
    }

    private Scenario read(String yaml) {
        return read(yaml, Profile.DEFAULT);
    }

    @Test
    void withoutProbesWritesAndReadsGoViaHaproxyFromBothVantages() {
        List<Lane> lanes = read(HEAD + STEPS).lanes();

        assertThat(lanes)
                .extracting(lane -> lane.name().value())
                .containsExactly(
                        "write-haproxy",
                        "write-haproxy-pinned",
                        "read-haproxy",
                        "read-haproxy-pinned",
                        "state-pg1",
                        "state-pg2",
                        "state-pg3");
        assertThat(lanes.get(1))
                .isEqualTo(new Lane(
                        new LaneName("write-haproxy-pinned"),
                        LaneKind.WRITE,
                        Entrypoint.HAPROXY,
                        Vantage.PINNED,
                        null,
                        Duration.ofMillis(20),
                        Duration.ofSeconds(1)));
        assertThat(lanes.get(4))
                .isEqualTo(new Lane(
                        new LaneName("state-pg1"),
                        LaneKind.STATE,
                        Entrypoint.POSTGRES,
                        Vantage.DIRECT,
                        new NodeName("pg1"),
                        Duration.ofMillis(50),
                        Duration.ofSeconds(1)));
    }

    @Test
    void aProbeStraightToPostgresIsALanePerNode() {
        String probes = "probes:\n  - {kind: write, via: vip, every: 10ms, name: mine}\n"
                + "  - {kind: write, via: postgres}\n  - {kind: state, every: 20ms, node: pg2}\n";

        assertThat(read(HEAD + probes + STEPS).lanes())
                .extracting(lane -> lane.name() + " " + lane.period().toMillis())
                .containsExactly("mine 10", "write-pg1 50", "write-pg2 50", "write-pg3 50", "state-pg2 20");
    }

    @Test
    void laterSettingsWin() {
        ScenarioFolder files = new ScenarioFolder(folder);
        files.topology("hosts: {a: [etcd, patroni, haproxy]}\n"
                + "patroni: {ttl: 50s, maximum_lag_on_failover: 1, tags: {nosync: true}}\n"
                + "haproxy: {fall: 9, retries: 7}\n");
        String yaml = HEAD + "patroni: {ttl: 40s, maximum_lag_on_failover: 2}\nhaproxy: {fall: 8}\n" + STEPS;

        Settings plain = files.read(yaml).cluster().settings();
        Settings fast = files.read(yaml, Profile.FAST, "haproxy.timeout check=2s", "patroni.ttl=25s")
                .cluster()
                .settings();

        assertThat(plain.of(Section.PATRONI))
                .isEqualTo(Map.of("ttl", "40", "maximum_lag_on_failover", "2", "tags.nosync", "true"));
        assertThat(plain.of(Section.HAPROXY)).isEqualTo(Map.of("fall", "8", "retries", "7"));
        assertThat(fast.of(Section.PATRONI))
                .isEqualTo(Map.of(
                        "ttl", "25",
                        "loop_wait", "2",
                        "retry_timeout", "3",
                        "maximum_lag_on_failover", "2",
                        "tags.nosync", "true"));
        assertThat(fast.of(Section.HAPROXY))
                .containsEntry("fall", "4")
                .containsEntry("retries", "7")
                .containsEntry("timeout check", "2s");
    }

    @Test
    void fixedTimingsAreExemptFromTheProfileButNotFromOverrides() {
        Scenario scenario = read(HEAD + "timings: fixed\n" + STEPS, Profile.FAST, "patroni.ttl=45s");

        assertThat(scenario.profile()).isEqualTo(Profile.FAST);
        assertThat(scenario.cluster().settings()).isEqualTo(Settings.NONE.with(Section.PATRONI, "ttl", "45"));
    }

    @Test
    void settingsBecomeTheComponentsOwnUnits() {
        Settings settings = read(HEAD + """
                        patroni: {ttl: 1min, primary_start_timeout: 0, postgresql: {use_pg_rewind: false}}
                        postgresql: {wal_sender_timeout: 5s}
                        pgbouncer: {server_login_retry: 1500ms, query_wait_timeout: 7, tcp_user_timeout: 2s}
                        keepalived: {advert_int: 300ms, nopreempt:}
                        etcd: {heartbeat-interval: 100ms, election-timeout: 1000}
                        """ + STEPS).cluster().settings();

        assertThat(settings.of(Section.PATRONI))
                .isEqualTo(Map.of("ttl", "60", "primary_start_timeout", "0", "postgresql.use_pg_rewind", "false"));
        assertThat(settings.of(Section.POSTGRESQL)).isEqualTo(Map.of("wal_sender_timeout", "5s"));
        assertThat(settings.of(Section.PGBOUNCER))
                .isEqualTo(Map.of("server_login_retry", "1.5", "query_wait_timeout", "7", "tcp_user_timeout", "2000"));
        assertThat(settings.of(Section.KEEPALIVED)).isEqualTo(Map.of("advert_int", "0.3", "nopreempt", ""));
        assertThat(settings.of(Section.ETCD))
                .isEqualTo(Map.of("heartbeat-interval", "100", "election-timeout", "1000"));
    }

    @Test
    void stepsAndLimitsMayDifferByProfile() {
        String yaml = HEAD
                + "steps:\n  - steady: {default: 10s, fast: 5s}\nexpect: {write_outage: {default: 45s, fast: 30s}}\n";

        assertThat(read(yaml, Profile.FAST).steps()).containsExactly(Step.steady(Duration.ofSeconds(5)));
        assertThat(read(yaml, Profile.DEFAULT).steps()).containsExactly(Step.steady(Duration.ofSeconds(10)));
        assertThat(read(yaml, Profile.FAST).expectations()).contains(Expectation.parse("write_outage", null, "30s"));
        assertThat(read(yaml, Profile.DEFAULT).expectations()).contains(Expectation.parse("write_outage", null, "45s"));
    }

    @Test
    void faultsTakeTargetsFlavoursAndJitter() {
        Scenario scenario = read(HEAD + """
                steps:
                  - steady: 10s
                  - inject:
                      network-loss: [{target: primary, flavour: disconnect}, {host-of: etcd-leader}]
                      refuse: client-haproxy
                      jitter: 10s
                  - heal: [refuse]
                  - heal: all
                  - settle: 2min
                """);

        assertThat(scenario.steps().get(1))
                .isEqualTo(new Step.Inject(
                        List.of(
                                new FaultSpec(FaultName.NETWORK_LOSS, "disconnect", Target.role(Target.Kind.PRIMARY)),
                                new FaultSpec(
                                        FaultName.NETWORK_LOSS, "interface-down", Target.role(Target.Kind.ETCD_LEADER)),
                                new FaultSpec(FaultName.REFUSE, "toxiproxy", Target.link("client", "haproxy"))),
                        Duration.ofSeconds(10)));
        assertThat(scenario.steps().stream().map(Step::text))
                .containsExactly(
                        "steady: 10s",
                        "inject: {network-loss: [{target: primary, flavour: disconnect}, etcd-leader], refuse: client-haproxy,"
                                + " jitter: 10s}",
                        "heal: [refuse]",
                        "heal: all",
                        "settle: 120s");
    }

    @Test
    void faultsTakeAPhaseOfTheLease() {
        List<String> steps = List.of(
                "steady: 10s",
                "inject: {crash: primary, phase: after-renewal}",
                "heal: all",
                "inject: {crash: primary, phase: 0.25}",
                "heal: all");
        Scenario scenario = read(HEAD + "steps:\n  - " + String.join("\n  - ", steps) + "\n");

        assertThat(scenario.steps())
                .filteredOn(Step.Inject.class::isInstance)
                .extracting(step -> ((Step.Inject) step).phase())
                .containsExactly(Optional.of(LeasePhase.AFTER_RENEWAL), Optional.of(LeasePhase.at(0.25)));
        assertThat(scenario.steps().stream().map(Step::text)).containsExactlyElementsOf(steps);
    }

    @Test
    void faultsTakeOptionsAndPlannedOnesNeedNoHeal() {
        String steps = "steps:\n  - steady: 10s\n"
                + "  - inject: {kill: {target: primary, process: patroni, restart: off}, freeze:"
                + " {target: vip-holder, process: haproxy}, slow-dcs: {target: etcd-leader,"
                + " latency: 50ms}}\n  - heal: all\n  - inject: {switchover: primary}\n";

        Scenario scenario = read(HEAD + steps);

        FaultSpec kill = ((Step.Inject) scenario.steps().get(1)).faults().get(0);
        assertThat(kill.options()).containsExactly(Map.entry("restart", "off"));
        assertThat(kill.option("process")).isEqualTo("patroni");
        assertThat(scenario.steps().get(1).text())
                .isEqualTo("inject: {kill: {target: primary, restart: off}, freeze: {target: vip-holder,"
                        + " process: haproxy}, slow-dcs: {target: etcd-leader, latency:"
                        + " 50ms}}");
        assertThat(scenario.steps().get(3).text()).isEqualTo("inject: {switchover: primary}");
    }

    @Test
    void whatIsNotSetIsAssumedWithAndWithoutExpect() {
        for (String expect : List.of("", "expect: {}\n")) {
            assertThat(read(HEAD + STEPS + expect).expectations())
                    .extracting(Expectation::toString, Expectation::origin)
                    .containsExactly(tuple("dual_primary: never", ASSUMED), tuple("rejoined: all", ASSUMED));
        }
        assertThat(read(HEAD + STEPS + "expect: {lost_writes: {min: 1}, rejoined: unchecked}\n")
                        .expectations())
                .extracting(Expectation::toString, Expectation::origin)
                .containsExactly(
                        tuple("lost_writes: >= 1", GIVEN),
                        tuple("rejoined: unchecked", GIVEN),
                        tuple("dual_primary: never", ASSUMED));
    }

    @Test
    void outageMayBeExpectedAsPredictedWithLaneStepAndProfile() {
        String expect = "expect:\n  write_outage: [predicted, {lane: write-haproxy, step: inject#1, max: predicted}]\n"
                + "  read_outage: {default: predicted, fast: 3s}\n";

        String file = HEAD + STEPS + "  - inject: {crash: primary}\n  - heal: all\n" + expect;

        assertThat(read(file).expectations())
                .extracting(Expectation::toString)
                .contains(
                        "write_outage: predicted",
                        "write_outage of write-haproxy in inject#1: predicted",
                        "read_outage: predicted");
        assertThat(ScenarioFile.parse(read(file).toYaml()).expectations())
                .isEqualTo(read(file).expectations());
    }

    @ParameterizedTest
    @CsvSource({
        "on, , true",
        "quorum, , true",
        "off, , false",
        "on, remote_apply, true",
        "on, local, false",
        "quorum, 'off', false"
    })
    void noLostWriteIsAssumedWhereACommitWaitsForAStandby(String mode, String commit, boolean assumed) {
        String settings = "patroni: {synchronous_mode: \"" + mode + "\"}\n"
                + (commit == null ? "" : "postgresql: {synchronous_commit: \"" + commit + "\"}\n");

        assertThat(read(HEAD + settings + STEPS + "expect: {write_outage: 9s}\n").expectations().stream()
                        .anyMatch(expectation -> expectation.toString().equals("lost_writes: 0")))
                .isEqualTo(assumed);
    }

    @Test
    void aLimitMayNameItsStep() {
        String steps = "steps: [{steady: 5s}, {inject: {crash: primary}}, {heal: all}]\n";
        String expect = "expect: {write_outage: [45s, {step: inject#1, max: 90s},"
                + " {lane: write-haproxy, step: heal#1, default: 3s, fast: 2s}]}\n";

        assertThat(read(HEAD + steps + expect).expectations())
                .extracting(Expectation::toString)
                .startsWith(
                        "write_outage: 45s",
                        "write_outage in inject#1: 90s",
                        "write_outage of write-haproxy in heal#1: 3s");
    }

    @Test
    void aLimitMayNameItsLane() {
        String expect =
                "expect: {write_outage: [45s, {lane: write-haproxy-pinned, default: {min: 1s, max: 40s}, fast: 3s}]}\n";

        assertThat(read(HEAD + STEPS + expect).expectations())
                .extracting(Expectation::toString)
                .startsWith("write_outage: 45s", "write_outage of write-haproxy-pinned: 1s..40s");
        assertThat(read(HEAD + STEPS + expect, Profile.FAST).expectations())
                .extracting(Expectation::toString)
                .startsWith("write_outage: 45s", "write_outage of write-haproxy-pinned: 3s");
    }

    @Test
    void theLeadingCommentIsTheHypothesis() {
        assertThat(
                        read("# yaml-language-server: $schema=scenario.schema.json\n# Hypothesis: one\n#   lease.\n#\n# Replication: none.\nname: a\n# not this\n"
                                        + STEPS)
                                .hypothesis())
                .isEqualTo("one lease.\nReplication: none.");
        assertThat(read(HEAD + STEPS).hypothesis()).isEmpty();
    }

    @Test
    void whatWasObservedIsKeptAndExpectedOfNothing() {
        Scenario scenario = read(HEAD + "observed: 20 to 25 s, by hand\n" + STEPS);

        assertThat(scenario.observed()).contains("20 to 25 s, by hand");
        assertThat(scenario.expectations()).isEqualTo(read(HEAD + STEPS).expectations());
        assertThat(read(HEAD + STEPS).observed()).isEmpty();
    }

    @Test
    void aFoldersScenariosAreItsOwnInTheOrderOfTheirNames() throws IOException {
        read(HEAD + STEPS);
        Files.writeString(folder.resolve("b.yaml"), "");
        Files.writeString(folder.resolve("c.json"), "");

        assertThat(ScenarioFile.inFolder(folder)).containsExactly(folder.resolve("a.yaml"), folder.resolve("b.yaml"));
        assertThatThrownBy(() -> ScenarioFile.inFolder(Files.createDirectory(folder.resolve("empty"))))
                .hasMessageEndingWith("empty: expected scenario files (*.yaml), saw none");
        assertThatThrownBy(() -> ScenarioFile.inFolder(folder.resolve("none")))
                .hasMessageContaining("read scenarios of folder");
    }

    @Test
    void theScenariosSuiteAndAuthenticationWinOverTheTopologys() {
        ScenarioFolder files = new ScenarioFolder(folder);
        files.topology("hosts: {a: [etcd, patroni, haproxy]}\nsuite: bookworm\nauth: scram-sha-256\n");

        assertThat(files.read(HEAD + STEPS).cluster().suite()).isEqualTo("bookworm");
        assertThat(files.read(HEAD + STEPS).cluster().auth()).isEqualTo(Auth.SCRAM_SHA_256);
        Scenario over = files.read(HEAD + "suite: sid\nauth: md5\n" + STEPS);
        assertThat(over.cluster().suite()).isEqualTo("sid");
        assertThat(over.cluster().auth()).isEqualTo(Auth.MD5);
    }

    @Test
    void everythingThatAFileCanSayReadsBackEqual() {
        String yaml = """
                # Hypothesis: all of it,
                # at once.
                #
                # Replication: synchronous.
                name: a
                observed: '"25 s" of \\ 08006: null'
                suite: sid
                auth: scram-sha-256
                patroni: {synchronous_mode: quorum, failsafe_mode: on, primary_start_timeout: 0, tags: {nofailover: false}}
                postgresql: {archive_command: 'test "x" \\ %p', my.ext: "#"}
                haproxy: {timeout check: 2s, option redispatch: 1, check-read: "/replica?lag=1MB"}
                keepalived: {nopreempt:}
                probes:
                  - {kind: write, via: vip, vantage: [new-connection, pinned], every: {default: 10ms, fast: 5ms}}
                  - {kind: write, via: postgres, name: straight, node: pg2}
                  - {kind: read, via: pooler, node: pg1, timeout: 500ms, name: r}
                steps:
                  - steady: 10s
                  - inject: {network-loss: [{target: sync-standby, flavour: disconnect}, pg1], jitter: 10s}
                  - hold: 500ms
                  - heal: network-loss
                  - settle: 2m
                expect:
                  write_outage: [{min: 1ms}, {lane: write-vip, max: 3s}, {lane: write-vip-pinned, min: 1s}, {step: heal#1, max: unchecked}]
                  rejoined: unchecked
                  dual_primary: {min: 1ms, max: 30s}
                  dual_primary_by_clients: {min: 1ms}
                  two_routed: {default: 8s, fast: 6s}
                  failovers: {min: 1, max: 1}
                seed: -42
                table: keep
                """;
        for (Profile profile : Profile.values()) {
            Scenario scenario = read(yaml, profile, "patroni.ttl=55s");

            assertThat(ScenarioFile.parse(scenario.toYaml())).isEqualTo(scenario);
        }
    }

    @Test
    void nothingExpectedReadsBackAsNothingExpected() {
        Scenario scenario = read(HEAD + STEPS).expecting(List.of());

        assertThat(ScenarioFile.parse(scenario.toYaml()).expectations()).isEmpty();
        assertThat(ScenarioFile.parse(scenario.toYaml())).isEqualTo(scenario);
    }

    @Test
    void whatIsAssumedReadsBackAsAssumed() {
        Scenario scenario = read(HEAD + STEPS + "expect: {dual_primary: never}\n");

        assertThat(scenario.toYaml()).contains("assumed: [rejoined]\n");
        assertThat(ScenarioFile.parse(scenario.toYaml())).isEqualTo(scenario);
    }

    @Test
    void theFastProfileSetsTimingsAndNothingElse() {
        Stream<String> names =
                Profile.FAST.settings().values().values().stream().flatMap(settings -> settings.keySet().stream());

        assertThat(names)
                .containsExactlyInAnyOrder(
                        "ttl",
                        "loop_wait",
                        "retry_timeout",
                        "wal_receiver_timeout",
                        "wal_sender_timeout",
                        "wal_retrieve_retry_interval",
                        "inter",
                        "fall",
                        "rise",
                        "timeout connect",
                        "timeout check",
                        "advert_int",
                        "server_login_retry",
                        "server_connect_timeout",
                        "query_wait_timeout");
    }
}

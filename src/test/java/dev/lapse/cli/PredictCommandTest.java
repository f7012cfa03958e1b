package dev.lapse.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PredictCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int predict(String... arguments) {
        String[] words = new String[arguments.length + 1];
        words[0] = "predict";
        System.arraycopy(arguments, 0, words, 1, arguments.length);
        return Main.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(words);
    }

    @Test
    void whatIsNotKnownOfAFileIsToldBesideTheTable(@TempDir Path directory) throws IOException {
        Files.writeString(directory.resolve("mine.ini"), """
                [databases]
                * = host=127.0.0.1 port=5432
                [pgbouncer]
                server_login_rety = 5
                """);
        Path topology = Files.writeString(directory.resolve("t.yaml"), """
                name: t
                hosts:
                  etcd1: [etcd]
                  pg1: [patroni, pgbouncer]
                  pg2: [patroni, pgbouncer]
                  lb1: [haproxy]
                files: {pgbouncer: mine.ini}
                """);

        assertThat(predict(topology.toString())).isZero();
        assertThat(err.toString())
                .isEqualToIgnoringNewLines("note: pgbouncer.file: mine.ini:4: \"server_login_rety\" is not known here;"
                        + " did you mean \"server_login_retry\"? predictions go without it, and PgBouncer itself will say"
                        + " whether it knows it\n"
                        + "note: only Lapse has read mine.ini; whether the components take it they say themselves:"
                        + " ./lapse validate --judge " + topology + ", or ./lapse run\n");
    }

    @Test
    void scenarioHasATableOfPhasesForEachFaultAndARowForEachClient() {
        assertThat(predict("scenarios/primary-network-loss.yaml")).isZero();

        assertThat(out.toString())
                .startsWith("primary-network-loss (default): ttl 30s, loop_wait 10s, retry_timeout 10s\n")
                .contains("inject#1: network-loss (interface-down) of primary\n")
                .containsPattern("\ndetect +20\\.0s +25\\.3s +30\\.5s +ttl - time since the renewal")
                .containsPattern("\nwrites stop +25\\.0s +31\\.9s +38\\.8s +through HAProxy\n")
                .containsPattern("\nwrites stop +25\\.0s +34\\.4s +43\\.8s +HikariCP through HAProxy\n")
                .contains("the scenario expects write_outage: 45s");
    }

    @Test
    void lanesOfOneKindHaveARowEachWhereTheirOwnSettingsMakeADifference(@TempDir Path folder) throws IOException {
        Path scenario = folder.resolve("lanes.yaml");
        Files.writeString(scenario, """
                name: lanes
                topology: {hosts: {etcd1: [etcd], pg1: [patroni], pg2: [patroni], lb1: [haproxy]}}
                probes:
                  - {name: quick, kind: write, via: postgres, vantage: multi-host, timeout: 3s}
                  - {name: defaults, kind: write, via: postgres, vantage: multi-host, timeout: 12s, pgjdbc: driver-defaults}
                  - {name: new, kind: write, via: haproxy}
                  - {name: other, kind: write, via: haproxy, every: 50ms}
                steps: [{steady: 5s}, {inject: {network-loss: primary}}, {hold: 60s}, {heal: all}]
                """);

        assertThat(predict(scenario.toString())).isZero();
        assertThat(out.toString())
                .contains("every node in its URL: quick\n")
                .contains("every node in its URL: defaults\n")
                .contains("s    through HAProxy\n")
                .doesNotContain("through HAProxy: ");
    }

    @Test
    void whetherThePredictionIsInsideTheExpectationIsSaid() {
        assertThat(predict("scenarios/primary-network-loss.yaml")).isZero();
        assertThat(predict("--set", "patroni.ttl=60s", "scenarios/primary-network-loss.yaml"))
                .isZero();

        assertThat(out.toString().replaceAll("\\s+", " "))
                .contains("the scenario expects write_outage: 45s: what is predicted, 25.0s to 38.8s, is inside")
                .containsPattern(
                        "the scenario expects write_outage: 45s: what is predicted, 55.0s to 68.8s, is above by"
                                + " 23\\.8s");
    }

    /** The second of its steps has no formula, and may be what the limit is about. */
    @Test
    void limitIsNotJudgedWhereAnotherFaultHasNoFormula(@TempDir Path folder) throws IOException {
        Path scenario = folder.resolve("two.yaml");
        Files.writeString(scenario, """
                name: two
                topology: reference
                patroni: {synchronous_mode: "off"}
                steps:
                  - steady: 5s
                  - inject: {bandwidth: {target: all-replicas-primary, rate: 1}}
                  - hold: 5s
                  - inject: {crash: primary}
                  - hold: 60s
                  - heal: all
                expect: {write_outage: {min: 1s, max: 60s}}
                """);

        assertThat(predict(scenario.toString())).isZero();

        assertThat(out.toString().replaceAll("\\s+", " "))
                .contains("what is predicted, none, is not of all lanes and faults, and another may be out longer");
    }

    @Test
    void profileAndSettingsChangeWhatIsPredicted() {
        assertThat(predict("--profile", "fast", "--set", "patroni.ttl=40s", "scenarios/primary-network-loss.yaml"))
                .isZero();

        assertThat(out.toString()).contains("ttl 40s, loop_wait 2s, retry_timeout 3s");
    }

    @Test
    void topologyHasARowForEachWayToLoseItsPrimary() {
        assertThat(predict("no-pooler")).isZero();

        assertThat(out.toString())
                .containsPattern("\nswitchover of primary +through HAProxy +\\S+ +\\S+ +12\\.1s\\b")
                .containsPattern("\nfreeze patroni of primary +every node in its URL +none +none +none\n");
    }

    @Test
    void whatIsPredictedFitsIntoATerminalOf100Columns() {
        predict("scenarios/primary-network-loss-two-node-strict.yaml");
        predict("scenarios/pooler-killed-checked.yaml");
        predict("scenarios/client-vantages.yaml");

        assertThat(out.toString()).contains("NO FORMULA").doesNotContainPattern("[^\n]{101}");
    }

    @Test
    void faultWithoutAFormulaSaysSo() {
        assertThat(predict("scenarios/dcs-faults.yaml")).isZero();

        assertThat(out.toString()).contains("NO FORMULA: what nospace does depends on chance");
    }

    @Test
    void theNameOfAScenarioWithoutItsFolderIsAnsweredByItsFile() {
        assertThat(predict("primary-crash")).isEqualTo(64);
        assertThat(predict("")).isEqualTo(64);

        assertThat(err.toString())
                .contains("did you mean the scenario scenarios/primary-crash.yaml?")
                .contains("expected a topology or a file, was nothing; known topologies: all-in-one")
                .contains("such as one of the folder scenarios");
    }

    @Test
    void aSweepOfAnUnknownSettingIsToldAsOne() {
        assertThat(predict("reference", "--sweep", "patroni.tttl=20s..40s")).isEqualTo(64);

        assertThat(err.toString())
                .contains("--sweep patroni.tttl=20s..40s: unknown patroni setting")
                .doesNotContain("--set");
    }

    @Test
    void ofSeveralFaultsTheWorstIsNamed() {
        assertThat(predict("reference", "--write-outage", "30s")).isZero();
        assertThat(predict("reference", "--write-outage", "30s", "--set", "patroni.loop_wait=1s"))
                .isZero();

        assertThat(out.toString())
                .containsPattern("above 30s; the worst is\\s+kill\\s+patroni\\s+of\\s+primary\n")
                .containsPattern(
                        "above 30s; the worst is\\s+network-loss of\\s+primary,\\s+and\\s+crash of\\s+primary");
    }

    @Test
    void whatIsNeitherScenarioNorTopologyIsRefused() {
        assertThat(predict("referense")).isEqualTo(64);

        assertThat(err.toString()).contains("did you mean \"reference\"?");
    }

    @Test
    void readersAndFaultsTogetherAreSaidToo() {
        assertThat(predict("scenarios/etcd-leader-and-primary-loss.yaml")).isZero();

        assertThat(out.toString())
                .contains("power-loss (drop) of primary, and power-loss (drop) of etcd-leader")
                .containsPattern("\nwrites stop +37\\.0s +39\\.4s +41\\.8s +through HAProxy\n")
                .containsPattern(
                        "\nreads stop +none +0\\.3s +0\\.6s +reads, through HAProxy: the replica that is promoted");
    }

    @Test
    void limitIsAnsweredBySettingsAndTheirCosts() {
        assertThat(predict("--write-outage", "30s", "reference")).isZero();

        assertThat(out.toString())
                .contains("as it is set now, writes through the balancer stop for 40.9s at most, above 30s")
                .contains("enough alone: patroni.ttl: 21s, patroni.loop_wait: 3s, patroni.retry_timeout: 9s\n"
                        + "  then writes stop for 29.8s at most\n")
                .contains("  it costs: a renewal every 3s in place of 10s; a primary that cannot renew for 18s")
                .contains("\nnot enough alone: haproxy.rise: 1\n")
                .doesNotContainPattern("[^\n]{101}");
    }

    @Test
    void settingThatKeepsWritesGoingIsSaidToBeThat() {
        assertThat(predict("--write-outage", "40s", "scenarios/etcd-quorum-loss.yaml"))
                .isZero();

        assertThat(out.toString()).contains("enough alone: patroni.failsafe_mode: on\n  then writes do not stop\n");
    }

    @Test
    void limitOfAScenarioWithoutFaultsNeedsNoFormula() {
        assertThat(predict("--write-outage", "40s", "scenarios/no-fault.yaml")).isZero();

        assertThat(out.toString()).endsWith("it injects no fault\n").doesNotContain("NO FORMULA");
    }

    @Test
    void clientWithoutAFormulaKeepsItsRowInTheTableOfATopology() {
        assertThat(predict("two-node-strict")).isZero();

        assertThat(out.toString())
                .containsPattern("\ncrash of primary +through HAProxy +\\? +\\? +\\? +NO FORMULA\n")
                .contains("\nNO FORMULA: in strict mode the new primary has no standby");
    }

    @Test
    void scenarioThatAsksForAPhaseIsPredictedAtThatPhase(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("late.yaml");
        Files.writeString(
                file,
                "name: late\nsteps:\n  - steady: 5s\n  - inject: {crash: primary, phase: 0.5}\n  - hold: 60s\n"
                        + "  - heal: all\n");

        assertThat(predict(file.toString())).isZero();

        assertThat(out.toString())
                .contains("inject#1: crash (sigkill) of primary, at phase 0.5 of the leader lease\n")
                .containsPattern("\ndetect +25\\.0s +25\\.3s +25\\.5s ");
    }

    @Test
    void faultThatIsHealedBeforeTheLeaseIsLostIsNoFailover() {
        assertThat(predict("scenarios/link-faults.yaml")).isZero();

        assertThat(out.toString())
                .contains("writes do not stop: it is healed while the old primary still serves and holds the lease")
                .doesNotContain("writes do not stop: failover");
    }

    @Test
    void sweepShowsEachValueAsPatroniRunsIt() {
        assertThat(predict("--sweep", "patroni.ttl=20s..40s/5s", "scenarios/primary-network-loss.yaml"))
                .isZero();

        assertThat(out.toString())
                .containsPattern("\npatroni\\.ttl +run as ttl/loop_wait/retry_timeout +shortest")
                .containsPattern("\n20s +20/1/9 +24\\.0s +26\\.4s +28\\.8s\n")
                .containsPattern("\n40s +40/10/10 +35\\.0s +41\\.9s +48\\.8s\n")
                .contains("reads stop, through HAProxy");
    }

    @Test
    void sweepNamesTheClientsThatHaveNoTable() {
        assertThat(predict("--sweep", "patroni.ttl=20s..40s/10s", "scenarios/haproxy-loss.yaml"))
                .isZero();

        assertThat(out.toString())
                .contains("hypothesis: no experiment has confirmed the move of the virtual address\n")
                .containsPattern("\nNO FORMULA: [^(]+\\(through HAProxy;\\s+HikariCP\\s+through\\s+HAProxy;\\s+reads,");
    }

    @Test
    void sweepOfASettingThatIsNotThereIsRefused() {
        assertThat(predict("--sweep", "patroni.tll=20s..40s", "reference")).isEqualTo(64);

        assertThat(out.toString()).isEmpty();
        assertThat(err.toString()).contains("did you mean \"ttl\"?");
    }

    @Test
    void limitWithoutAUnitIsRefused() {
        assertThat(predict("--write-outage", "30", "reference")).isEqualTo(64);

        assertThat(err.toString()).contains("--write-outage 30: \"30\" needs a unit");
    }
}

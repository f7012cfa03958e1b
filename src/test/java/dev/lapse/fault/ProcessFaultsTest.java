package dev.lapse.fault;

import static dev.lapse.cluster.FakeCluster.host;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lapse.cluster.FakeCluster;
import dev.lapse.cluster.FaultName;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.Target;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProcessFaultsTest {
    private static final String LOOK = "s6-svstat -o pid";
    private static final String POSTMASTER = "postmaster.pid";
    private final FakeCluster cluster = new FakeCluster();

    private static FaultSpec spec(String fault) {
        return new FaultSpec(FaultName.of(fault), FaultName.of(fault).flavours().get(0), Target.host(host("pg1")));
    }

    private Injection ready(Fault fault) {
        return fault.ready(cluster.access(), host("pg1"), Duration.ofSeconds(60));
    }

    private void looksLike(String pid, String born, String state) {
        cluster.prints.put(LOOK, pid + "\n" + born + "\n" + state + "\n");
    }

    @Test
    void freezeIsProvenByTheStateAndBySilence() {
        looksLike("45", "900", "S");
        Injection freeze = ready(new Freeze(spec("freeze")));

        freeze.inject();
        looksLike("45", "900", "T");
        cluster.prints.put("silent pg1", "");
        Evidence frozen = freeze.prove();

        assertThat(cluster.calls).contains("pg1: kill -s STOP -- 45");
        assertThat(frozen)
                .isEqualTo(Evidence.proof("patroni of pg1: pid 45 in state T; from etcd1 to pg1:8008: silence for 2s;"
                        + " postgres of pg1 did not run before"));
    }

    @Test
    void freezeOfAProcessThatStillAnswersIsUnproven() {
        looksLike("45", "900", "S");
        Injection freeze = ready(new Freeze(spec("freeze")));
        freeze.inject();
        looksLike("45", "900", "T");

        assertThat(freeze.prove().proves()).isFalse();
    }

    @Test
    void thawGoesToTheProcessThatWasFrozenAndToNoOther() {
        looksLike("45", "900", "S");
        Injection freeze = ready(new Freeze(spec("freeze")));
        freeze.inject();
        looksLike("45", "1700", "S");

        freeze.heal();

        assertThat(cluster.calls).doesNotContain("pg1: kill -s CONT -- 45");
    }

    @Test
    void killedAndRestartedIsProvenByAnotherProcess() {
        looksLike("45", "900", "S");
        Injection kill = ready(new Kill(spec("kill")));

        kill.inject();
        looksLike("77", "950", "S");

        assertThat(kill.prove())
                .isEqualTo(Evidence.proof("patroni of pg1: pid 45 is gone, now pid 77 in state S;"
                        + " postgres of pg1 did not run before"));
        assertThat(cluster.calls).contains("pg1: kill -s KILL -- 45").noneMatch(call -> call.contains("s6-svc"));
    }

    @Test
    void keptDownIsProvenByNoProcessAndHealedByTheSupervisor() {
        looksLike("45", "900", "S");
        Injection kill = ready(new Kill(spec("kill").with("restart", "off")));

        kill.inject();
        cluster.prints.remove(LOOK);
        cluster.prints.put("s6-svstat -o up,wantedup", "false false");
        cluster.prints.put("silent pg1", "");
        Evidence dead = kill.prove();
        kill.heal();
        kill.heal();

        assertThat(dead.proves()).isTrue();
        assertThat(cluster.calls.stream().filter("pg1: s6-svc -u /run/s6/patroni"::equals))
                .hasSize(1);
        assertThat(cluster.calls.indexOf("pg1: s6-svc -O /run/s6/patroni"))
                .isBetween(0, cluster.calls.indexOf("pg1: kill -s KILL -- 45"));
    }

    @Test
    void aProcessThatItsSupervisorIsAboutToRestartIsNotKeptDown() {
        looksLike("45", "900", "S");
        Injection kill = ready(new Kill(spec("kill").with("restart", "off")));

        kill.inject();
        cluster.prints.remove(LOOK);
        cluster.prints.put("s6-svstat -o up,wantedup", "false true");
        cluster.prints.put("silent pg1", "");
        Evidence between = kill.prove();

        assertThat(between.proves()).isFalse();
        assertThat(between.text()).contains("s6 says down, wanted up");
    }

    @Test
    void postgresHasToOutliveItsPatroni() {
        looksLike("45", "900", "S");
        cluster.prints.put(POSTMASTER, "60\n910\nS\n");
        Injection kill = ready(new Kill(spec("kill")));

        kill.inject();
        looksLike("77", "950", "S");
        Evidence alive = kill.prove();
        cluster.prints.put(POSTMASTER, "81\n960\nS\n");
        Evidence another = kill.prove();

        assertThat(alive.proves()).isTrue();
        assertThat(alive.text()).endsWith("postgres of pg1 goes on: pid 60 in state S");
        assertThat(another.proves()).isFalse();
        assertThat(another.text()).endsWith("postgres of pg1: was pid 60, pid 81 in state S");
    }

    @Test
    void aFrozenPatroniBesideAFrozenPostgresIsAnotherFault() {
        looksLike("45", "900", "S");
        cluster.prints.put(POSTMASTER, "60\n910\nS\n");
        Injection freeze = ready(new Freeze(spec("freeze")));
        freeze.inject();
        looksLike("45", "900", "T");
        cluster.prints.put("silent pg1", "");

        assertThat(freeze.prove().proves()).isTrue();
        cluster.prints.put(POSTMASTER, "60\n910\nT\n");
        assertThat(freeze.prove().proves()).isFalse();
    }

    @Test
    void aProcessThatIsGoneIsNotFrozen() {
        looksLike("45", "900", "S");
        Injection freeze = ready(new Freeze(spec("freeze")));
        cluster.prints.remove(LOOK);

        assertThatThrownBy(freeze::inject)
                .hasMessage("freeze patroni of pg1: expected it to run, saw that it does not run");
        freeze.close();
        assertThat(cluster.calls).noneMatch(call -> call.contains("setsid") || call.contains("kill -s"));
    }

    @Test
    void healingAPostgresThatWasKilledLeavesAPatroniThatIsKeptDown() {
        cluster.prints.put(POSTMASTER, "60\n910\nS\n");
        Injection kill = ready(new Kill(spec("kill").with("process", "postgres")));

        kill.inject();
        kill.heal();

        assertThat(cluster.calls).contains("pg1: kill -s KILL -- 60").noneMatch(call -> call.contains("s6-svc"));
    }

    @Test
    void maintenanceIsOverWhenEveryNodeThatRunsSaysSo() {
        cluster.prints.put("/patroni", "{\"state\": \"running\", \"pause\": true}");
        assertThat(PatroniPause.isOver(cluster.access()).proves()).isFalse();

        cluster.prints.put("/patroni", "");
        assertThat(PatroniPause.isOver(cluster.access()))
                .isEqualTo(
                        Evidence.none("of [pg1, pg2], in maintenance mode by their own word: [], silent: [pg1, pg2]"));

        cluster.prints.put("/patroni", "{\"state\": \"running\"}");
        assertThat(PatroniPause.isOver(cluster.access()).proves()).isTrue();
    }

    @Test
    void aSwitchoverIsProvenByAnotherLeaderAndPatroniMaySayNo() {
        Injection switchover = ready(new Switchover(spec("switchover")));
        switchover.inject();
        cluster.primary = Optional.of(host("pg2"));

        cluster.prints.put("cat /run/lapse/asked", "Successfully switched over to \"pg2\" 200");
        assertThat(switchover.prove().proves()).isTrue();
        cluster.prints.put("cat /run/lapse/asked", "leader name does not match 412");
        assertThat(new PatroniRest(cluster.access(), host("pg1"), "switchover")
                        .ask("POST", "/switchover", "{}")
                        .refused())
                .isTrue();
    }

    @Test
    void aReplicaIsMadeAnewWhenPatroniSaidYesAndItsDataAreOthers() {
        cluster.prints.put("PG_VERSION", "12, changed 10:00");
        Injection anew =
                new Reinitialize(spec("reinitialize")).ready(cluster.access(), host("pg2"), Duration.ofSeconds(60));

        anew.inject();
        cluster.prints.put("PG_VERSION", "none");
        cluster.prints.put("cat /run/lapse/asked", "reinitialize started 200");

        assertThat(anew.prove())
                .isEqualTo(Evidence.proof("data directory of pg2: PG_VERSION is inode none, was 12, changed 10:00;"
                        + " Patroni says: reinitialize started 200"));
        cluster.prints.put("PG_VERSION", "14, changed 10:05");
        assertThat(anew.proveHealed()).isEqualTo(Evidence.proof("pg2 has data and runs as a replica"));
    }

    @Test
    void whatPatroniWouldRefuseIsNoScenario() {
        assertThat(new FaultSpec(FaultName.REINITIALIZE, "rest", Target.role(Target.Kind.PRIMARY)).problem())
                .hasValue(
                        "reinitialize of primary: Patroni does not throw the leader's data away; its target is replica");
        assertThat(new FaultSpec(FaultName.SWITCHOVER, "rest", Target.role(Target.Kind.REPLICA)).problem())
                .hasValue("switchover of replica: Patroni is asked to move the leader; its target is primary");
        assertThat(new FaultSpec(FaultName.SWITCHOVER, "rest", Target.role(Target.Kind.PRIMARY)).problem())
                .isEmpty();
    }

    @Test
    void poolersAreHitWithTheirWholeGroup() {
        looksLike("45", "900", "S");
        Injection freeze = ready(new Freeze(spec("freeze").with("process", "pgbouncer")));

        freeze.inject();

        assertThat(cluster.calls).contains("pg1: kill -s STOP -- -45");
    }

    @Test
    void whatDoesNotRunCannotBeKilled() {
        assertThatThrownBy(() -> ready(new Kill(spec("kill"))))
                .isInstanceOf(LapseException.class)
                .hasMessage("kill patroni of pg1: expected it to run, saw that it does not run");
    }

    @Test
    void slowDcsIsProvenByAStandstillAndByAReadThatIsSlowerThanAnyBefore() {
        looksLike("45", "900", "S");
        cluster.prints.put("etcdctl", "30 54");
        Injection slow = ready(new EtcdSlow(spec("slow-dcs").with("latency", "200ms")));
        slow.inject();

        cluster.prints.put("etcdctl", "60 104");
        assertThat(slow.prove().proves())
                .as("reads alone: the host may be busy")
                .isFalse();
        looksLike("45", "900", "T");
        assertThat(slow.prove())
                .isEqualTo(Evidence.proof("etcd of pg1: pid 45 in state T; the slowest linearizable read at it took"
                        + " 104ms, before 54ms"));
        cluster.prints.put("etcdctl", "60 103");
        assertThat(slow.prove().proves()).isFalse();
        looksLike("45", "1700", "T");
        cluster.prints.put("etcdctl", "60 104");
        assertThat(slow.prove().proves()).as("another process").isFalse();
    }

    @Test
    void slowDcsIsHealedWhenNothingStandsStillAndReadsAreAsQuickAsBefore() {
        looksLike("45", "900", "S");
        cluster.prints.put("etcdctl", "30 54");
        Injection slow = ready(new EtcdSlow(spec("slow-dcs").with("latency", "200ms")));
        slow.inject();
        slow.heal();

        cluster.prints.put("etcdctl", "104 190");
        assertThat(slow.proveHealed().proves()).isFalse();
        cluster.prints.put("etcdctl", "40 190");
        assertThat(slow.proveHealed().proves()).isTrue();
        looksLike("45", "900", "T");
        assertThat(slow.proveHealed().proves()).isFalse();
    }
}

package dev.lapse.fault;

import static dev.lapse.cluster.FakeCluster.host;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lapse.cluster.FakeCluster;
import dev.lapse.cluster.FaultName;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Power.State;
import dev.lapse.cluster.Power.Status;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class HostFaultsTest {
    private static final Duration DEAD_MAN = Duration.ofSeconds(60);
    private final FakeCluster cluster = new FakeCluster();
    private final NodeName pg1 = host("pg1");

    private Injection ready(Fault fault) {
        return fault.ready(cluster.access(), pg1, DEAD_MAN);
    }

    @Test
    void crashArmsKillsStartsTellsTheLinksAndDisarms() {
        Injection crash = ready(new Crash());

        crash.inject();
        Evidence dead = crash.prove();
        crash.heal();
        Evidence alive = crash.proveHealed();

        assertThat(cluster.calls).containsExactly("arm pg1", "kill pg1", "start pg1", "restarted pg1", "disarm pg1");
        assertThat(dead).isEqualTo(Evidence.proof("pg1 is exited with 137; from etcd1 to pg1:8008: silence for 2s"));
        assertThat(alive).isEqualTo(Evidence.proof("pg1 is running, started again; from etcd1 to pg1:8008: answered"));
    }

    @Test
    void healingTwiceHealsOnce() {
        Injection crash = ready(new Crash());
        crash.inject();

        crash.heal();
        crash.heal();
        crash.close();

        assertThat(cluster.calls).containsExactly("arm pg1", "kill pg1", "start pg1", "restarted pg1", "disarm pg1");
    }

    @Test
    void whatWasNeverInjectedIsNotHealed() {
        ready(new Pause()).close();

        assertThat(cluster.calls).isEmpty();
    }

    @Test
    void aHostThatTheDeadManStartedIsNotStartedAgainButItsLinksAreTold() {
        Injection crash = ready(new Crash());
        crash.inject();
        cluster.states.put(pg1, new State(Status.RUNNING, 0, "life 7"));

        crash.heal();

        assertThat(cluster.calls).containsExactly("arm pg1", "kill pg1", "restarted pg1", "disarm pg1");
    }

    @Test
    void aStrikeThatDidNothingIsNoEvidence() {
        cluster.powerWorks = false;
        Injection nothing = new HostOut(
                cluster.access(),
                pg1,
                DEAD_MAN,
                new HostOut.Takedown("crash", () -> {}, Status.EXITED, 137, Duration.ZERO));

        nothing.inject();

        assertThat(nothing.prove()).isEqualTo(Evidence.none("pg1 is running; from etcd1 to pg1:8008: answered"));
    }

    @Test
    void stopIsOrderlyOnlyWithExitCodeZero() {
        Injection stop = new HostOut(
                cluster.access(),
                pg1,
                DEAD_MAN,
                new HostOut.Takedown("stop", () -> cluster.kill(pg1), Status.EXITED, 0, Duration.ZERO));

        stop.inject();

        assertThat(stop.prove().proves()).isFalse();
    }

    @Test
    void pauseIsHealedByThawAloneAndKeepsTheNamespace() {
        Injection pause = ready(new Pause());

        pause.inject();
        Evidence frozen = pause.prove();
        pause.heal();

        assertThat(frozen.proves()).isTrue();
        assertThat(cluster.calls).containsExactly("arm pg1", "pause pg1", "unpause pg1", "disarm pg1");
    }

    @Test
    void powerLossSilencesBeforeItKillsAndCountsWhatWasSwallowed() {
        cluster.prints.put("iptables", "Chain LAPSE_POWER\n pkts bytes\n 12 624 DROP\n 3 120 DROP\n 40 2080 DROP\n");
        Injection powerLoss = ready(new PowerLoss("drop"));

        powerLoss.inject();
        Evidence evidence = powerLoss.prove();

        assertThat(cluster.calls.subList(0, 4))
                .containsExactly("join pg1", "arm pg1", "sidecar of pg1: drop", "kill pg1");
        assertThat(evidence.proves()).isTrue();
        assertThat(evidence.text()).endsWith("the filter swallowed 12 FIN, 3 RST and 40 other packets");
    }

    @Test
    void powerLossWhoseFilterSawNothingIsUnproven() {
        cluster.prints.put("iptables", "Chain LAPSE_POWER\n pkts bytes\n 0 0 DROP\n 0 0 DROP\n 0 0 DROP\n");
        Injection powerLoss = ready(new PowerLoss("drop"));

        powerLoss.inject();

        assertThat(powerLoss.prove().proves()).isFalse();
    }

    @Test
    void aHostThatDoesNotRunCannotBeCrashed() {
        cluster.states.put(pg1, new State(Status.EXITED, 137, "life 0"));

        assertThatThrownBy(() -> ready(new Crash()))
                .isInstanceOf(LapseException.class)
                .hasMessage("crash of pg1: expected it to run, saw it exited with 137");
    }

    @Test
    void quorumLossNeedsASurvivorWhoseReadIsRefused() {
        NodeName etcd1 = host("etcd1");
        FaultSpec spec = new FaultSpec(
                FaultName.QUORUM_LOSS,
                "crash",
                dev.lapse.cluster.Target.role(dev.lapse.cluster.Target.Kind.ETCD_MAJORITY));
        cluster.prints.put("etcdctl", "answered");
        Injection loss = new EtcdLoss(spec).ready(cluster.access(), etcd1, DEAD_MAN);

        loss.inject();
        cluster.prints.put("etcdctl", "refused");
        Evidence evidence = loss.prove();

        assertThat(evidence.proves()).isTrue();
        assertThat(evidence.text())
                .endsWith("linearizable read at etcd2: refused (before: linearizable read at etcd1: answered)");
    }

    @Test
    void aQuorumThatWasGoneBeforeProvesNothing() {
        FaultSpec spec = new FaultSpec(
                FaultName.QUORUM_LOSS,
                "crash",
                dev.lapse.cluster.Target.role(dev.lapse.cluster.Target.Kind.ETCD_MAJORITY));
        cluster.prints.put("etcdctl", "refused");
        Injection loss = new EtcdLoss(spec).ready(cluster.access(), host("etcd1"), DEAD_MAN);

        loss.inject();

        assertThat(loss.prove().proves()).isFalse();
    }

    @Test
    void aHostThatWentDownAgainAfterTheDeadManStartedItIsStarted() {
        Injection crash = ready(new Crash());
        crash.inject();
        cluster.states.put(pg1, new State(Status.EXITED, 137, "life 7"));

        crash.heal();

        assertThat(cluster.calls).containsExactly("arm pg1", "kill pg1", "start pg1", "restarted pg1", "disarm pg1");
    }

    @Test
    void aHealWhoseLinksCouldNotBePutBackIsTriedAgain() {
        Injection crash = ready(new Crash());
        crash.inject();
        cluster.linksWork = false;
        assertThatThrownBy(crash::heal).hasMessage("no sidecar");
        cluster.linksWork = true;

        crash.heal();

        assertThat(cluster.calls)
                .containsExactly("arm pg1", "kill pg1", "start pg1", "restarted pg1", "restarted pg1", "disarm pg1");
    }

    @Test
    void interfacesThatStayUpAreNoPowerLoss() {
        Injection powerLoss = ready(new PowerLoss("interface-down"));

        powerLoss.inject();

        assertThat(cluster.calls.get(2)).contains("[ -z \"$(ip -o link show up | grep -v '^[0-9]*: lo:')\" ]");
    }
}

package dev.lapse.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.FaultName;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Target;
import dev.lapse.fault.FaultSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StepByHandTest {
    private static final ClusterSpec CLUSTER = ScenarioFile.topology(Path.of("scenarios/topologies/reference.yaml"));
    private static final FaultSpec LOSS = Step.fault(FaultName.NETWORK_LOSS, Target.role(Target.Kind.PRIMARY));

    @Test
    void meansWhatTheSameWordsMeanInAFile() {
        assertThat(StepByHand.inject(CLUSTER, List.of(), "network-loss", "primary", Map.of()))
                .isEqualTo(Step.inject(LOSS));
        assertThat(StepByHand.inject(CLUSTER, List.of(), "network-loss", "pg2", Map.of("flavour", "disconnect")))
                .isEqualTo(Step.inject(
                        new FaultSpec(FaultName.NETWORK_LOSS, "disconnect", Target.host(new NodeName("pg2")))));
        assertThat(StepByHand.inject(CLUSTER, List.of(), "network-loss", "host-of: etcd-leader", Map.of()))
                .isEqualTo(Step.inject(Step.fault(FaultName.NETWORK_LOSS, Target.role(Target.Kind.ETCD_LEADER))));
    }

    @Test
    void phaseOfTheLeaseIsTheStepsAndNotTheFaults() {
        Map<String, String> words = Map.of("flavour", "disconnect", "phase", "0.5");

        assertThat(StepByHand.inject(CLUSTER, List.of(), "network-loss", "primary", words)
                        .text())
                .isEqualTo("inject: {network-loss: {target: primary, flavour: disconnect}, phase: 0.5}");
        assertThat(StepByHand.inject(CLUSTER, List.of(), "crash", "primary", Map.of("phase", "after-renewal"))
                        .text())
                .isEqualTo("inject: {crash: primary, phase: after-renewal}");
        refused("crash", "primary", Map.of("phase", "after-renewl"), "did you mean \"after-renewal\"?");
    }

    @Test
    void severalTargetsHaveCommasBetweenThemAndAreReadBackAsTheyAreWritten() {
        Step.Inject step = StepByHand.inject(
                CLUSTER, List.of(), "latency", "primary-etcd, primary-replica", Map.of("delay", "40ms"));

        assertThat(step.faults())
                .containsExactly(
                        latency("primary-etcd").with("delay", "40ms"),
                        latency("primary-replica").with("delay", "40ms"));
        assertThat(step.text()).isEqualTo("inject: {latency: {target: [primary-etcd, primary-replica], delay: 40ms}}");
        assertThat(StepByHand.inject(CLUSTER, List.of(), "latency", "primary-etcd,primary-replica", Map.of())
                        .text())
                .isEqualTo("inject: {latency: [primary-etcd, primary-replica]}");
        refused("latency", "primary-etcd,primary-repica", Map.of(), "unknown link \"primary-repica\"");
        refused("latency", "primary-etcd,primary-etcd", Map.of(), "latency of primary-etcd stands there twice");
    }

    private static FaultSpec latency(String link) {
        return Step.fault(FaultName.LATENCY, Target.link(link));
    }

    @Test
    void whatIsMisspeltGetsTheNearestNameWithoutAPlace() {
        refused("network-los", "primary", Map.of(), "unknown fault \"network-los\"; did you mean \"network-loss\"?");
        refused("network-loss", "primry", Map.of(), "unknown target \"primry\"; did you mean \"primary\"?");
        refused("network-loss", "pg1", Map.of("flavour", "disconect"), "did you mean \"disconnect\"?");
        refused("network-loss", "pg1", Map.of("flavor", "x"), "unknown");
        refused("network-loss", "}\": [", Map.of(), "unknown target");
    }

    @Test
    void aPlannedActionNeedsNothingThatCouldBeHealed() {
        assertThat(StepByHand.inject(CLUSTER, List.of(), "switchover", "primary", Map.of()))
                .isEqualTo(Step.inject(Step.fault(FaultName.SWITCHOVER, Target.role(Target.Kind.PRIMARY))));
        assertThat(StepByHand.inject(CLUSTER, List.of(LOSS), "restart", "replica", Map.of()))
                .isEqualTo(Step.inject(Step.fault(FaultName.RESTART, Target.role(Target.Kind.REPLICA))));
    }

    @Test
    void anOptionCannotNameAnotherTarget() {
        refused("kill", "primary", Map.of("target", "pg1"), "the target is given already, primary");
        refused("kill", "primary", Map.of("host-of", "etcd-leader"), "the target is given already, primary");
    }

    @Test
    void theSameFaultTwiceIsRefused() {
        assertThatThrownBy(() -> StepByHand.inject(CLUSTER, List.of(LOSS), "network-loss", "primary", Map.of()))
                .isInstanceOf(LapseException.class)
                .hasMessage("network-loss of primary is injected already; heal it first");
    }

    @Test
    void onlyWhatIsInjectedCanBeHealed() {
        assertThat(StepByHand.heal(CLUSTER, List.of(LOSS), List.of())).isEqualTo(Step.healAll());
        assertThat(StepByHand.heal(CLUSTER, List.of(LOSS), List.of("all"))).isEqualTo(Step.healAll());
        assertThat(StepByHand.heal(CLUSTER, List.of(LOSS), List.of("network-loss")))
                .isEqualTo(Step.heal(FaultName.NETWORK_LOSS));
        assertThatThrownBy(() -> StepByHand.heal(CLUSTER, List.of(LOSS), List.of("refuse")))
                .isInstanceOf(LapseException.class)
                .hasMessageContaining("injected: network-loss");
    }

    private static void refused(String fault, String target, Map<String, String> words, String message) {
        assertThatThrownBy(() -> StepByHand.inject(CLUSTER, List.of(), fault, target, words))
                .isInstanceOfSatisfying(
                        LapseException.class, e -> assertThat(e.kind()).isEqualTo(LapseException.Kind.BAD_INPUT))
                .hasMessageContaining(message)
                .message()
                .doesNotContain("by-hand:");
    }
}

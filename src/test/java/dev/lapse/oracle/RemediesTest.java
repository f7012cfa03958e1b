package dev.lapse.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.FaultName;
import dev.lapse.cluster.Target;
import dev.lapse.scenario.Profile;
import dev.lapse.scenario.ScenarioFile;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RemediesTest {
    private static final Incident LOSS = new Incident(
            FaultName.NETWORK_LOSS,
            "interface-down",
            Target.role(Target.Kind.PRIMARY),
            Map.of(),
            Optional.of(Duration.ofSeconds(60)));

    private static Oracle oracle(String... set) {
        return Oracle.of(cluster(set));
    }

    private static ClusterSpec cluster(String... set) {
        return ScenarioFile.byHand("reference", Profile.DEFAULT, List.of(set)).cluster();
    }

    private static Remedies under(int seconds) {
        return oracle().under(Duration.ofSeconds(seconds), List.of(new Remedies.Case(List.of(LOSS), Client.BALANCED)))
                .orElseThrow();
    }

    @Test
    void mildestValueThatIsEnoughIsNamedWithItsCost() {
        Remedies.Choice lease = under(35).enough().get(0);

        assertThat(lease.settings()).containsEntry("patroni.ttl", "26s").containsEntry("patroni.loop_wait", "4s");
        assertThat(lease.worst()).isEqualTo(Duration.ofMillis(34_800));
        assertThat(lease.costs().get(0)).contains("a renewal every 4s in place of 10s");
        assertThat(oracle().with(lease.settings()).shortTimings()).isEqualTo("26/4/10"); // Patroni changes none of it
    }

    @Test
    void settingsTogetherKeepWhatNoneOfThemKeepsAlone() {
        Remedies remedies = under(24);

        assertThat(remedies.enough()).isEmpty();
        assertThat(remedies.together().orElseThrow().worst()).isLessThanOrEqualTo(Duration.ofSeconds(24));
        assertThat(remedies.together().orElseThrow().settings()).containsKey("haproxy.inter");
    }

    @Test
    void limitThatNothingKeepsIsNotKept() {
        assertThat(under(5).together()).isEmpty();
        assertThat(under(5).enough()).isEmpty();
        assertThat(under(5).notEnough()).isNotEmpty();
    }

    @Test
    void whatHasNoFormulaHasNoRemedy() {
        Incident chance = new Incident(
                FaultName.PACKET_LOSS, "random", Target.role(Target.Kind.PRIMARY), Map.of(), Optional.empty());

        assertThat(oracle().under(Duration.ofSeconds(30), List.of(new Remedies.Case(List.of(chance), Client.BALANCED))))
                .isEmpty();
    }

    @Test
    void shorterLeaseIsSaidAsPatroniRunsIt() {
        Counterfactual other =
                oracle().shorter(LOSS, Client.BALANCED, Optional.empty()).orElseThrow();

        assertThat(other.text()).isEqualTo("With `ttl: 20s`, which runs as 20/1/9, it would have been");
        assertThat(other.predicted()).isEqualTo(Interval.millis(24_000, 28_800));
    }

    @Test
    void settingWithWhichNothingWouldHaveStoppedIsSaidWithoutALength() {
        assertThat(new Counterfactual("patroni.failsafe_mode", "on", "", Interval.NONE).text())
                .isEqualTo("With `failsafe_mode: on` there would have been no outage");
    }

    @Test
    void changeThatWouldNotHaveHelpedAtItsPhaseIsNotOffered() {
        Interval late = Interval.exactly(Duration.ofSeconds(10)); // 25 to 28.8 s, and 20/1/9 makes 24 to 28.8
        Optional<Counterfactual> other = oracle().shorter(LOSS, Client.BALANCED, Optional.of(late));

        assertThat(other).isNotEmpty();
        assertThat(other.orElseThrow().setting()).doesNotContain("ttl");
    }

    @Test
    void nothingIsOfferedWhereNothingIsWorthwhile() {
        Oracle fast = Oracle.of(
                ScenarioFile.byHand("reference", Profile.FAST, List.of()).cluster());

        assertThat(fast.shorter(LOSS, Client.BALANCED, Optional.empty())).isEmpty();
    }

    @Test
    void settingOfOneListenerGivesWayToTheNewOne() {
        Oracle slow = oracle("haproxy.write.inter=5s").with(Map.of("haproxy.inter", "1s"));

        assertThat(slow.formula(LOSS, Client.BALANCED).orElseThrow().total())
                .isEqualTo(Interval.millis(23_000, 34_800));
    }
}

package dev.lapse.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.cluster.FaultName;
import dev.lapse.cluster.Target;
import dev.lapse.scenario.Step;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ListedStepsTest {
    @Test
    void theTimerOfAFaultOutlastsAllThatMayComeUntilItIsHealed() {
        Step.Inject late = new Step.Inject(
                List.of(Step.fault(FaultName.CRASH, Target.role(Target.Kind.REPLICA))), Duration.ofSeconds(200));
        ListedSteps steps = new ListedSteps(List.of(
                Step.inject(Step.fault(FaultName.NETWORK_LOSS, Target.role(Target.Kind.PRIMARY))),
                late,
                Step.hold(Duration.ofSeconds(30)),
                Step.healAll()));
        steps.next();

        assertThat(steps.deadMan()).isGreaterThan(Duration.ofSeconds(200 + 30 + 2 * 60));
    }
}

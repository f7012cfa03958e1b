package dev.lapse.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.cluster.FaultName;
import dev.lapse.cluster.Target;
import dev.lapse.fault.FaultSpec;
import dev.lapse.scenario.Step;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LeadTimesTest {
    private static final FaultSpec CRASH = Step.fault(FaultName.CRASH, Target.role(Target.Kind.PRIMARY));
    private static final FaultSpec CRASH_OF_REPLICA = Step.fault(FaultName.CRASH, Target.role(Target.Kind.REPLICA));
    private static final FaultSpec PAUSE = Step.fault(FaultName.PAUSE, Target.role(Target.Kind.PRIMARY));

    private final LeadTimes leads = new LeadTimes();

    @Test
    void faultThatWasNeverInjectedHasNone() {
        leads.learn(CRASH, Duration.ofMillis(300));

        assertThat(leads.of(PAUSE)).isEqualTo(LeadTimes.UNKNOWN);
    }

    @Test
    void oneSlowInjectionDoesNotCount() {
        leads.learn(CRASH, Duration.ofMillis(300));
        leads.learn(CRASH, Duration.ofMillis(2_000));
        leads.learn(CRASH, Duration.ofMillis(310));

        assertThat(leads.of(CRASH_OF_REPLICA)).isEqualTo(Duration.ofMillis(310));
    }

    @Test
    void oldInjectionsAreForgotten() {
        for (int i = 0; i < 5; i++) {
            leads.learn(CRASH, Duration.ofMillis(300));
        }
        for (int i = 0; i < 5; i++) {
            leads.learn(CRASH, Duration.ofMillis(100));
        }

        assertThat(leads.of(CRASH)).isEqualTo(Duration.ofMillis(100));
    }
}

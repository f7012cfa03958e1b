package dev.lapse.run;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.cluster.FaultName;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Target;
import dev.lapse.fault.FaultSpec;
import dev.lapse.history.FaultPhase;
import dev.lapse.history.FaultSeen;
import dev.lapse.scenario.Step;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class StepQueueTest {
    private static final FaultSpec LOSS = Step.fault(FaultName.NETWORK_LOSS, Target.role(Target.Kind.PRIMARY));
    private static final LapseException NO_TARGET =
            new LapseException(LapseException.Kind.HARNESS, "the cluster has no primary now");

    private final StepQueue script = new StepQueue();

    @Test
    void stepsComeAsTheyAreGivenUntilTheEnd() throws InterruptedException {
        CompletableFuture<Void> steady = script.give(Step.steady(ofSeconds(5)));
        CompletableFuture<Void> inject = script.give(Step.inject(LOSS));
        script.end();

        assertThat(script.next()).contains(Step.steady(ofSeconds(5)));
        script.done(1, 2);
        assertThat(steady).isCompleted();
        assertThat(inject).isNotDone();
        assertThat(script.next()).contains(Step.inject(LOSS));
        script.done(3, 4);
        assertThat(script.next()).isEmpty();
        assertThat(script.active()).containsExactly(LOSS);
        assertThat(script.give(Step.healAll())).isCompletedExceptionally();
    }

    @Test
    void aStepThatFailedIsToldAndNotExported() throws InterruptedException {
        CompletableFuture<Void> inject = script.give(Step.inject(LOSS));
        script.next();

        script.failed(NO_TARGET);
        script.done(1, 2);

        assertThat(inject).isCompletedExceptionally();
        assertThat(script.done()).isEmpty();
        assertThat(script.active()).isEmpty();
    }

    @Test
    void aPlannedActionIsDoneAndLeavesNothingToHeal() throws InterruptedException {
        script.give(Step.inject(Step.fault(FaultName.SWITCHOVER, Target.role(Target.Kind.PRIMARY))));
        script.next();
        script.done(1, 2);

        assertThat(script.done()).hasSize(1);
        assertThat(script.active()).isEmpty();
    }

    @Test
    void aFaultThatWasBegunAndFailedCanBeHealed() throws InterruptedException {
        script.give(Step.inject(LOSS));
        script.next();
        List<NodeName> targets = List.of(new NodeName("pg1"));
        script.seen(new FaultSeen(
                1,
                "inject#1/1",
                FaultPhase.REQUESTED,
                FaultName.NETWORK_LOSS,
                "interface-down",
                targets,
                "primary",
                null));

        script.failed(NO_TARGET);
        script.done(1, 2);

        assertThat(script.active()).containsExactly(LOSS);
    }

    @Test
    void whoeverWaitsWhenTheRunEndsIsToldWhy() throws InterruptedException {
        CompletableFuture<Void> first = script.give(Step.inject(LOSS));
        CompletableFuture<Void> second = script.give(Step.healAll());
        script.next();

        script.abandon(NO_TARGET);

        assertThat(first).isCompletedExceptionally();
        assertThat(second).isCompletedExceptionally();
    }
}

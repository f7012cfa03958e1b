package dev.lapse.run;

import dev.lapse.cluster.LapseException;
import dev.lapse.fault.FaultSpec;
import dev.lapse.scenario.Step;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The steps of a scenario, one after another; the first that fails is the last. */
final class ListedSteps implements StepSource {
    private static final Duration DEAD_MAN_MARGIN = Duration.ofSeconds(60);

    /** What looking for evidence of a step may take: a planned action waits three times for a minute. */
    private static final Duration PROOF = Duration.ofSeconds(210);

    private final List<Step> steps;
    private int next;

    ListedSteps(List<Step> steps) {
        this.steps = steps;
    }

    @Override
    public List<FaultSpec> foreseen() {
        return steps.stream()
                .filter(Step.Inject.class::isInstance)
                .flatMap(step -> ((Step.Inject) step).faults().stream())
                .toList();
    }

    @Override
    public List<FaultSpec> unforeseen(Step.Inject step) {
        return List.of();
    }

    @Override
    public Optional<Step> next() {
        return next < steps.size() ? Optional.of(steps.get(next++)) : Optional.empty();
    }

    @Override
    public Duration deadMan() {
        Duration sum = DEAD_MAN_MARGIN;
        for (Step step : steps.subList(next - 1, steps.size())) {
            if (step instanceof Step.Inject inject) {
                sum = sum.plus(inject.jitter()).plus(PROOF);
            } else if (step instanceof Step.Heal) {
                sum = sum.plus(PROOF);
            } else if (step instanceof Step.Hold hold) {
                sum = sum.plus(hold.duration());
            } else if (step instanceof Step.Settle settle) {
                sum = sum.plus(settle.deadline());
            }
        }
        return sum;
    }

    @Override
    public void done(long startedNanos, long holdFromNanos) {}

    @Override
    public boolean failed(LapseException why) {
        return false;
    }
}

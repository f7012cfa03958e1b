package dev.lapse.hand;

import dev.lapse.fault.FaultSpec;
import dev.lapse.run.StepQueue;
import dev.lapse.scenario.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What was done by hand, as the steps of a scenario: the holds are those that really passed, rounded, after a heal as
 * after a fault.
 */
final class SessionExport {
    private static final Duration SETTLE = Duration.ofSeconds(120);
    private static final long SHORTEST_STEADY = 5_000;
    private static final long LONGEST_STEADY = 10_000;

    /** Two commands that are typed are further apart; {@code down} heals and settles without a pause. */
    private static final long SHORTEST_HOLD_NANOS = 100_000_000;

    private SessionExport() {}

    /**
     * @param done in order of time
     * @param active what is injected still; it is healed in the scenario
     * @param nowNanos by the run's clock
     */
    static List<Step> steps(List<StepQueue.DoneStep> done, List<FaultSpec> active, long nowNanos) {
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < done.size(); i++) {
            StepQueue.DoneStep one = done.get(i);
            boolean last = i + 1 == done.size();
            long until = last ? nowNanos : done.get(i + 1).startedNanos();
            if (one.step() instanceof Step.Steady) {
                long millis = rounded(until - one.startedNanos()).toMillis();
                steps.add(Step.steady(Duration.ofMillis(Math.min(LONGEST_STEADY, Math.max(SHORTEST_STEADY, millis)))));
            } else if (one.step() instanceof Step.Inject) {
                steps.add(one.step());
                steps.add(Step.hold(rounded(until - one.holdFromNanos())));
            } else if (one.step() instanceof Step.Heal) {
                steps.add(one.step());
                long held = until - one.holdFromNanos();
                if (held >= SHORTEST_HOLD_NANOS) {
                    steps.add(Step.hold(rounded(held)));
                }
            }
        }
        if (!active.isEmpty()) {
            steps.add(Step.healAll());
        }
        steps.add(Step.settle(SETTLE));
        return steps;
    }

    /** To 100 ms below 5 s, to 1 s below 2 min, to 5 s above; never nothing. */
    static Duration rounded(long nanos) {
        long millis = Math.max(0, nanos / 1_000_000);
        long unit = millis < 5_000 ? 100 : millis < 120_000 ? 1_000 : 5_000;
        return Duration.ofMillis(Math.max(100, (millis + unit / 2) / unit * unit));
    }
}

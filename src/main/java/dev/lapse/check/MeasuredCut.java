package dev.lapse.check;

import dev.lapse.history.History;
import dev.lapse.history.StepKind;
import dev.lapse.history.StepStarted;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A fault whose length D the harness knows, beside the outage that a client lane measured of it. D lies between two
 * lengths by the harness's own instants; the outage <i>encloses</i> the cut when {@code at_least <= D <= duration} can
 * hold.
 *
 * @param shortest from the return of the call that injects to the start of the step that heals: D is no less
 * @param nominal from the return of the call that injects to the return of the call that heals
 * @param longest from the request of the injection to the return of the call that heals: D is no more
 * @param outage the longest of the lane's outages that overlap the cut; null when none does
 */
public record MeasuredCut(
        FaultMeasure fault,
        LaneMeasure lane,
        Duration shortest,
        Duration nominal,
        Duration longest,
        @Nullable Outage outage) {

    /**
     * Every fault that was injected and healed, as each client lane saw it.
     *
     * @throws dev.lapse.cluster.LapseException when the history does not say that a run began
     */
    public static List<MeasuredCut> of(History history) {
        RunLog run = RunLog.of(history);
        Measurements measured = Measure.of(run, history, Optional.empty());
        List<MeasuredCut> cuts = new ArrayList<>();
        for (FaultMeasure fault : measured.faults()) {
            Long injected = fault.injectedNanos();
            Long healed = fault.healedNanos();
            if (injected == null || healed == null) {
                continue;
            }
            long held = run.of(StepStarted.class).stream()
                    .filter(step -> step.kind() == StepKind.HEAL)
                    .mapToLong(StepStarted::atNanos)
                    .filter(at -> at >= injected && at <= healed)
                    .findFirst()
                    .orElse(injected);
            measured.lanes().stream()
                    .filter(lane -> lane.lane().isClient())
                    .map(lane -> new MeasuredCut(
                            fault,
                            lane,
                            Duration.ofNanos(held - injected),
                            Duration.ofNanos(healed - injected),
                            Duration.ofNanos(healed - fault.requestedNanos()),
                            overlapping(lane, injected, healed)))
                    .forEach(cuts::add);
        }
        return cuts;
    }

    private static @Nullable Outage overlapping(LaneMeasure lane, long fromNanos, long toNanos) {
        return lane.outages().stream()
                .filter(outage -> outage.fromNanos() < toNanos && outage.toNanos() > fromNanos)
                .max(Comparator.comparing(Outage::duration))
                .orElse(null);
    }

    /**
     * Whether the two numbers of the outage can have the true length between them; not so when nothing was measured.
     */
    public boolean isEnclosed() {
        return outage != null
                && outage.atLeast().compareTo(longest) <= 0
                && outage.duration().compareTo(shortest) >= 0;
    }
}

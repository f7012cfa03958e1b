package dev.lapse.check;

import dev.lapse.history.Lane;
import dev.lapse.history.PoolSeen;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What a lane saw. {@code floor}: gaps up to this are not outages. {@code latencyP99} is of the OK attempts of the
 * steady phase. {@code pool}: what its pool did, where it has one that was seen to the end. {@code health}: how well it
 * looked. {@code errors}: of calls of own code, what went wrong how often, the most frequent first; of other lanes, how
 * many were given up.
 */
public record LaneMeasure(
        Lane lane,
        Duration floor,
        long attempts,
        long ok,
        long failed,
        long indeterminate,
        long notSent,
        Duration latenessP50,
        Duration latenessP99,
        Duration latenessMax,
        Duration latencyP50,
        Duration latencyP99,
        List<Outage> outages,
        List<Degraded> degraded,
        Optional<PoolSeen> pool,
        ProbeHealth health,
        Map<String, Long> errors) {
    /**
     * How finely it looked: its period, or the longest time between two answers where that is more than two periods and
     * the lateness of the harness explain, such as where a statement hung.
     */
    public Duration resolution() {
        Duration apart = health.longestApart();
        return apart.compareTo(lane.period().multipliedBy(2).plus(latenessMax)) > 0 ? apart : lane.period();
    }

    /** A longer outage it would have seen: its floor, or its longest time without an answer where that is longer. */
    public Duration finest() {
        Duration pause = health.longestPause();
        return pause.compareTo(floor) > 0 ? pause : floor;
    }

    /** How many attempts Lapse ended by their deadline, the timeout of the lane: the client itself had not. */
    public long givenUp() {
        return errors.getOrDefault(ErrorKinds.GIVEN_UP, 0L);
    }

    /** The same lane with what it saw in these steps only. */
    LaneMeasure within(Predicate<String> steps) {
        return with(
                outages.stream().filter(outage -> steps.test(outage.step())).toList(),
                degraded.stream().filter(one -> steps.test(one.step())).toList());
    }

    /** The same lane, of whose outages more is known. */
    LaneMeasure withOutages(List<Outage> known) {
        return with(known, degraded);
    }

    /** The same lane with these outages and stretches instead of all of them. */
    public LaneMeasure with(List<Outage> newOutages, List<Degraded> newDegraded) {
        return new LaneMeasure(
                lane,
                floor,
                attempts,
                ok,
                failed,
                indeterminate,
                notSent,
                latenessP50,
                latenessP99,
                latenessMax,
                latencyP50,
                latencyP99,
                newOutages,
                newDegraded,
                pool,
                health,
                errors);
    }
}

package dev.lapse.check;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code write_outage} and {@code read_outage}: is the longest single outage of any client lane of that kind, or of the
 * named lane, within its limit? Terms: {@link Outages}; verdicts: {@link StretchChecker}. Without an expectation
 * outages are reported, not judged.
 *
 * <p>A lane cannot tell:
 *
 * <ul>
 *   <li>when its floor is above the limit: a longer outage would not show. A limit of 0 asks for no outage above the
 *       floor; the floor may then be 1s at most.
 *   <li>when there was no OK for longer than the limit, yet too short to count as a stall.
 *   <li>a demand below either.
 * </ul>
 *
 * <p>What is sure of an outage that is not trusted is its lower bound less the {@link Outages#resolution}; at most it
 * is its duration and that. What is sure of a stall is how long the lane waited for the answer that ended it.
 */
final class OutageChecker extends StretchChecker {
    private static final Duration FLOOR_OF_ZERO_LIMIT = Duration.ofSeconds(1);

    OutageChecker(Expectation.Check check) {
        super(check);
    }

    @Override
    String noun() {
        return "outage";
    }

    @Override
    String stillOpen() {
        return "was still out";
    }

    @Override
    List<Stretch> stretches(RunLog run, LaneMeasure lane, LaneLog log) {
        return lane.outages().stream()
                .map(outage -> stretch(run, lane, log, outage))
                .toList();
    }

    private static Stretch stretch(RunLog run, LaneMeasure lane, LaneLog log, Outage outage) {
        Duration resolution = Outages.resolution(log, outage);
        String length = outage.censored()
                ? "more than " + Wording.of(outage.duration()) + ", still open"
                : Wording.of(outage.duration());
        boolean coarse = resolution.compareTo(lane.lane().period().multipliedBy(2)) > 0;
        return new Stretch(
                lane,
                outage.duration(),
                sure(log, outage, resolution),
                outage.duration().plus(resolution),
                outage.trusted(),
                outage.censored(),
                run.steps().isSinceInjection(outage.step(), outage.toNanos()),
                length + " (at least " + Wording.of(outage.atLeast()) + ", " + described(lane)
                        + (coarse ? ", up to " + Wording.of(resolution) + " apart in the outage" : "") + ")",
                where(outage.step(), outage.fromNanos()) + (outage.stall() ? ", a stall: no attempt failed" : ""));
    }

    private static Duration sure(LaneLog log, Outage outage, Duration resolution) {
        if (!outage.trusted()) {
            return outage.atLeast().minus(resolution);
        }
        return outage.stall() ? Outages.awaited(log, outage) : outage.duration();
    }

    @Override
    Optional<String> unable(RunLog run, LaneMeasure lane, LaneLog log, Limit.Length limit) {
        Duration finest =
                limit.max().map(max -> max.isZero() ? FLOOR_OF_ZERO_LIMIT : max).orElse(lane.floor());
        if (lane.floor().compareTo(finest) > 0) {
            return Optional.of("its floor of " + Wording.of(lane.floor()) + " is above the limit");
        }
        Duration pause = Outages.longestPause(log, run.steps());
        return limit.max().isEmpty() || pause.compareTo(finest) <= 0
                ? Optional.empty()
                : Optional.of("no answer for " + Wording.of(pause)
                        + " without a failed attempt, too short for a stall with its floor of "
                        + Wording.of(lane.floor()) + ", is above the limit");
    }

    @Override
    Duration finest(RunLog run, LaneMeasure lane, LaneLog log) {
        Duration pause = Outages.longestPause(log, run.steps());
        return pause.compareTo(lane.floor()) > 0 ? pause : lane.floor();
    }

    @Override
    String measuredNone(RunLog run, List<LaneMeasure> lanes) {
        Duration longest = lanes.stream()
                .map(lane -> Outages.longestPause(run.lane(lane.lane().name()).orElseThrow(), run.steps()))
                .max(Comparator.naturalOrder())
                .orElseThrow();
        Duration floor = lanes.stream()
                .map(LaneMeasure::floor)
                .max(Comparator.naturalOrder())
                .orElseThrow();
        return "none longer than " + Wording.of(longest.compareTo(floor) > 0 ? longest : floor) + " ("
                + described(lanes) + ")";
    }

    @Override
    String sentence(@Nullable Stretch longest, List<LaneMeasure> lanes) {
        return longest == null
                ? "no " + kindText() + " outage on " + Wording.count(lanes.size(), "lane", "lanes")
                : "longest " + kindText() + " outage: " + longest.sentence();
    }
}

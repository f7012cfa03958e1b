package dev.lapse.check;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code write_outage} and {@code read_outage}. Terms: {@link Outages}; verdicts: {@link StretchChecker}.
 *
 * <ul>
 *   <li>Asked: is the longest single outage of any client lane of that kind, or of the named lane, within its limit?
 *   <li>Seen: its length, what is sure of it, its lane, its step, and when it began.
 *   <li>Sure: the lane's period and floor, and how late the probe was; by how much the limit is exceeded.
 * </ul>
 *
 * <p>Without an expectation outages are reported, not judged.
 *
 * <p>The limit {@code predicted} holds each lane against what the configuration in effect predicts for it: {@link
 * PredictedOutages}.
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
 * <p>Where the probe was late, an outage is sure to have lasted as long as its failures prove: its lower bound, which
 * is 0 for a stall. Else a stall is sure to have lasted as long as the lane waited for the answer that ended it, and
 * another outage as long as something was sent in it, or as its failures prove, whichever is longer.
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
    List<Stretch> stretches(RunLog run, LaneMeasure lane) {
        return lane.outages().stream().map(outage -> stretch(run, lane, outage)).toList();
    }

    private static Stretch stretch(RunLog run, LaneMeasure lane, Outage outage) {
        String length = outage.censored()
                ? "more than " + Wording.of(outage.duration()) + ", still open"
                : Wording.of(outage.duration());
        return new Stretch(
                lane,
                outage.duration(),
                sure(outage),
                outage.duration(),
                outage.late(),
                outage.trusted(),
                outage.unsent(),
                outage.censored(),
                run.steps().isSinceInjection(outage.step(), outage.toNanos()),
                length + " (at least " + Wording.of(outage.atLeast()) + firstOk(outage) + ", " + described(lane)
                        + apart(lane, outage) + ")",
                length + " (at least " + Wording.of(outage.atLeast()) + firstOk(outage) + ") on lane "
                        + lane.lane().name() + where(outage.step(), outage.fromNanos()),
                spacing(lane, outage) + (outage.stall() ? ", a stall: no attempt failed" : "") + disk(run, outage));
    }

    /** What the machine's disk did, where it may be what is seen: in a stall, and where there is no fault. */
    private static String disk(RunLog run, Outage outage) {
        return outage.stall() || run.steps().isOfSteadyPhase(outage.step())
                ? run.pressure()
                        .text(outage.fromNanos(), outage.toNanos())
                        .map(text -> "; " + text)
                        .orElse("")
                : "";
    }

    private static String firstOk(Outage outage) {
        return outage.firstOk().compareTo(outage.duration()) < 0
                ? ", first OK after " + Wording.of(outage.firstOk()) + ", which did not last"
                : "";
    }

    private static String apart(LaneMeasure lane, Outage outage) {
        return spacing(lane, outage) + (outage.trusted() ? "" : ", late by up to " + Wording.of(outage.late()));
    }

    private static String spacing(LaneMeasure lane, Outage outage) {
        boolean coarse = outage.resolution().compareTo(lane.lane().period().multipliedBy(2)) > 0;
        return coarse ? ", up to " + Wording.of(outage.resolution()) + " apart in the outage" : "";
    }

    /** Where the probe was late, an outage is sure to have lasted as long as its failures prove: a stall has none. */
    static Duration sure(Outage outage) {
        if (!outage.trusted()) {
            return outage.atLeast();
        }
        Duration looked = outage.duration().minus(outage.unsent());
        return outage.stall() ? outage.awaited() : looked.compareTo(outage.atLeast()) > 0 ? looked : outage.atLeast();
    }

    @Override
    Optional<String> unable(LaneMeasure lane, Limit.Length limit) {
        Duration finest =
                limit.max().map(max -> max.isZero() ? FLOOR_OF_ZERO_LIMIT : max).orElse(lane.floor());
        if (lane.floor().compareTo(finest) > 0) {
            return Optional.of("its floor of " + Wording.of(lane.floor()) + " is above the limit");
        }
        Duration pause = lane.health().longestPause();
        Duration stalled = lane.health().pauseStalled();
        String disk = stalled.isZero()
                ? ""
                : " (the machine's disk was stalled for at least " + Wording.of(stalled) + " of it)";
        return limit.max().isEmpty() || pause.compareTo(finest) <= 0
                ? Optional.empty()
                : Optional.of("no answer for " + Wording.of(pause) + " without a failed attempt" + disk
                        + ", too short for a stall with its floor of "
                        + Wording.of(lane.floor()) + ", is above the limit");
    }

    @Override
    Duration finest(LaneMeasure lane) {
        return lane.finest();
    }

    @Override
    String measuredNone(List<LaneMeasure> lanes) {
        Duration longest =
                lanes.stream().map(this::finest).max(Comparator.naturalOrder()).orElseThrow();
        Duration stalled = lanes.stream()
                .filter(lane -> finest(lane).equals(longest)
                        && lane.health().longestPause().equals(longest))
                .map(lane -> lane.health().pauseStalled())
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
        String disk = stalled.isZero()
                ? ""
                : "; the machine's disk was stalled for at least " + Wording.of(stalled) + " of it";
        return "none longer than " + Wording.of(longest) + " (" + described(lanes) + disk + ")";
    }

    @Override
    String sentence(@Nullable Stretch longest, List<LaneMeasure> lanes) {
        return longest == null
                ? "no " + kindText() + " outage on " + Wording.count(lanes.size(), "lane", "lanes")
                : "longest " + kindText() + " outage: " + longest.seen();
    }
}

package dev.lapse.check;

import dev.lapse.cluster.DurationText;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * {@code write_degraded} and {@code read_degraded}: is the longest degraded stretch of any client lane of that kind, or
 * of the named lane, within its limit? Terms: {@link Degradations}; verdicts: {@link StretchChecker}. Its length is from the
 * first to the last attempt of a step that was not OK, so an attempt that fails alone has no length, and a total outage is a
 * stretch too. It is open when it is longer than the lane's floor and was not over at the end.
 *
 * <p>A lane cannot tell when its period is above a limit other than 0. What is sure of a stretch that is not trusted is its
 * length less the {@link Outages#resolution} on either side; at most it is its length and both.
 */
final class DegradedChecker extends StretchChecker {
    DegradedChecker(Expectation.Check check) {
        super(check);
    }

    @Override
    String noun() {
        return "stretch";
    }

    @Override
    String stillOpen() {
        return "was not well again";
    }

    @Override
    List<Stretch> stretches(Facts facts, LaneMeasure lane, LaneLog log) {
        return lane.degraded().stream()
                .map(degraded -> stretch(lane, log, degraded))
                .toList();
    }

    private static Stretch stretch(LaneMeasure lane, LaneLog log, Degraded degraded) {
        OptionalLong lastSent = log.sent().mapToLong(Sample::invokedNanos).max();
        Duration length = Duration.ofNanos(degraded.toNanos() - degraded.fromNanos());
        Duration doubt = Outages.resolution(log, degraded.fromNanos(), degraded.toNanos())
                .multipliedBy(2);
        boolean trusted = Outages.isOnTime(log, degraded.fromNanos(), degraded.toNanos());
        boolean open = length.compareTo(lane.floor()) > 0
                && lastSent.orElse(Long.MAX_VALUE) - degraded.toNanos()
                        <= lane.floor().toNanos();
        return new Stretch(
                lane,
                length,
                trusted ? length : length.minus(doubt),
                length.plus(doubt),
                trusted,
                open,
                (open ? "more than " : "") + Wording.of(length) + (open ? ", still open" : "") + " (" + share(degraded)
                        + " not OK, " + described(lane) + ")",
                where(degraded.step(), degraded.fromNanos()));
    }

    private static String share(Degraded degraded) {
        return degraded.notOk() == 1
                ? "1 attempt"
                : String.format(Locale.ROOT, degraded.share() < 0.1 ? "%.1f%%" : "%.0f%%", degraded.share() * 100);
    }

    @Override
    Optional<String> unable(Facts facts, LaneMeasure lane, LaneLog log, Limit.Span limit) {
        return limit.max()
                .filter(max -> !max.isZero() && lane.lane().period().compareTo(max) > 0)
                .map(max -> "its period of " + DurationText.of(lane.lane().period()) + " is above the limit");
    }

    @Override
    String measuredNone(Facts facts, List<LaneMeasure> lanes) {
        return "none (" + described(lanes) + ")";
    }

    @Override
    String sentence(@Nullable Stretch longest, List<LaneMeasure> lanes) {
        return longest == null
                ? "every " + kindText() + " was OK on " + Wording.count(lanes.size(), "lane", "lanes")
                : "longest degraded stretch of " + kindText() + "s: " + longest.sentence();
    }
}

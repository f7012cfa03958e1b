package dev.lapse.check;

import dev.lapse.cluster.DurationText;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code write_degraded} and {@code read_degraded}. Terms: {@link Degradations}; verdicts: {@link StretchChecker}.
 *
 * <ul>
 *   <li>Asked: is the longest degraded stretch of any client lane of that kind, or of the named lane, within its limit?
 *   <li>Seen: its length, the share of attempts in it that were not OK, its lane, its step, and when it began.
 *   <li>Sure: the lane's period, and how late the probe was at either end; by how much the limit is exceeded.
 * </ul>
 *
 * <p>The length is from the first to the last attempt of a step that was not OK. An attempt that fails alone has no
 * length, and a total outage is a stretch too. A stretch is open when it is longer than the lane's floor and its last
 * failure is no further from the end than that floor, or than twice the usual pause between two of its failures.
 *
 * <p>A lane cannot tell:
 *
 * <ul>
 *   <li>when its period is above a limit other than 0.
 *   <li>when it neither sent nor got anything for longer than the limit (1s where the limit is 0): one attempt that
 *       hangs has no length, and what is NOT_SENT does not count.
 * </ul>
 *
 * <p>Where the probe was late, what is sure of a stretch is its length less the lateness at either end; at most it is
 * its length and both.
 */
final class DegradedChecker extends StretchChecker {
    private static final Duration SILENCE_OF_ZERO_LIMIT = Duration.ofSeconds(1);

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
    List<Stretch> stretches(RunLog run, LaneMeasure lane) {
        return lane.degraded().stream()
                .map(degraded -> stretch(run, lane, degraded))
                .toList();
    }

    private static Stretch stretch(RunLog run, LaneMeasure lane, Degraded degraded) {
        Duration length = Duration.ofNanos(degraded.toNanos() - degraded.fromNanos());
        Duration doubt = degraded.trusted() ? Duration.ZERO : degraded.late().multipliedBy(2);
        long quiet = lane.health().lastSentNanos() - degraded.toNanos();
        boolean open = length.compareTo(lane.floor()) > 0
                && quiet
                        <= Math.max(
                                lane.floor().toNanos(),
                                2 * degraded.usualPause().toNanos());
        String figures = (open ? "more than " : "") + Wording.of(length) + (open ? ", still open" : "") + " ("
                + share(degraded) + " not OK";
        return new Stretch(
                lane,
                length,
                length.minus(doubt),
                length.plus(doubt),
                degraded.late(),
                degraded.trusted(),
                Duration.ZERO,
                open,
                run.steps().isSinceInjection(degraded.step(), degraded.toNanos()),
                figures + ", " + described(lane) + ")",
                figures + ") on lane " + lane.lane().name() + where(degraded.step(), degraded.fromNanos()),
                degraded.trusted() ? "" : ", by up to " + Wording.of(degraded.late()) + " at its ends");
    }

    private static String share(Degraded degraded) {
        return !degraded.isStretch()
                ? "1 attempt"
                : String.format(Locale.ROOT, degraded.share() < 0.1 ? "%.1f%%" : "%.0f%%", degraded.share() * 100);
    }

    @Override
    Optional<String> unable(LaneMeasure lane, Limit.Length limit) {
        Duration max = limit.max().orElse(null);
        if (max == null) {
            return Optional.empty();
        }
        Duration period = lane.lane().period();
        if (!max.isZero() && period.compareTo(max) > 0) {
            return Optional.of("its period of " + DurationText.of(period) + " is above the limit");
        }
        Duration silence = lane.health().longestSilence();
        boolean hides = silence.compareTo(max.isZero() ? SILENCE_OF_ZERO_LIMIT : max) > 0
                && silence.compareTo(period.multipliedBy(2)) > 0;
        return hides
                ? Optional.of(
                        "it neither sent nor got anything for " + Wording.of(silence) + ", which is above the limit")
                : Optional.empty();
    }

    @Override
    Duration finest(LaneMeasure lane) {
        return lane.health().longestSilence();
    }

    @Override
    String measuredNone(List<LaneMeasure> lanes) {
        return "none (" + described(lanes) + ")";
    }

    @Override
    String sentence(@Nullable Stretch longest, List<LaneMeasure> lanes) {
        return longest == null
                ? "every " + kindText() + " was OK on " + Wording.count(lanes.size(), "lane", "lanes")
                : "longest degraded stretch of " + kindText() + "s: " + longest.seen();
    }
}

package dev.lapse.check;

import dev.lapse.cluster.DurationText;
import dev.lapse.history.Lane;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/** How figures read in findings. */
final class Wording {
    /** How long a line of some texts may be. */
    static final int LINE = 170;

    private Wording() {}

    /** Seconds from one second on, milliseconds below; {@code 31.42s}, {@code 1.250s}, {@code 120ms}, {@code 1.7ms}. */
    static String of(Duration duration) {
        double seconds = duration.toNanos() / 1e9;
        if (seconds >= 10) {
            return String.format(Locale.ROOT, "%.2fs", seconds);
        }
        if (seconds >= 1) {
            return String.format(Locale.ROOT, "%.3fs", seconds);
        }
        double millis = seconds * 1000;
        return millis == Math.rint(millis) || millis >= 100
                ? String.format(Locale.ROOT, "%.0fms", millis)
                : String.format(Locale.ROOT, "%.1fms", millis);
    }

    /** An instant of the run, as the time since it began. */
    static String at(long nanos) {
        return of(Duration.ofNanos(nanos));
    }

    /** {@code 2.5%}. */
    static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f%%", 100 * share);
    }

    static String count(long count, String singular, String plural) {
        return count + " " + (count == 1 ? singular : plural);
    }

    /**
     * {@code , asked every 100ms, up to 1.998s between two answers, late by up to 209ms}: how the direct lanes asked;
     * empty where there is none.
     */
    static String asked(Measurements measured) {
        return asked(measured, Lane::isDirect);
    }

    /** The same of these lanes. */
    static String asked(Measurements measured, Predicate<Lane> which) {
        List<LaneMeasure> direct = measured.lanes().stream()
                .filter(lane -> which.test(lane.lane()))
                .toList();
        Duration late = direct.stream()
                .filter(lane -> lane.latenessMax().compareTo(lane.lane().period()) > 0)
                .map(LaneMeasure::latenessMax)
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
        Duration apart = direct.stream()
                .filter(lane -> lane.resolution().compareTo(lane.lane().period()) > 0)
                .map(LaneMeasure::resolution)
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
        return direct.stream()
                .map(lane -> lane.lane().period())
                .max(Comparator.naturalOrder())
                .map(period -> ", asked every " + DurationText.of(period)
                        + (apart.isZero() ? "" : ", up to " + of(apart) + " between two answers")
                        + (late.isZero() ? "" : ", late by up to " + of(late)))
                .orElse("");
    }

    /** As many of them as make a line of fair length, at least one, and how many are left out. */
    static String some(List<String> texts) {
        return some(texts, LINE);
    }

    /** The same of a line that is not longer than that, but for the first one. */
    static String some(List<String> texts, int width) {
        StringBuilder line = new StringBuilder(texts.get(0));
        for (int i = 1; i < texts.size(); i++) {
            if (line.length() + texts.get(i).length() > width) {
                return line + "; and " + (texts.size() - i) + " more";
            }
            line.append("; ").append(texts.get(i));
        }
        return line.toString();
    }
}

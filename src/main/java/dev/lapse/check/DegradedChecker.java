package dev.lapse.check;

import dev.lapse.cluster.DurationText;
import dev.lapse.history.LaneKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * {@code write_degraded} and {@code read_degraded}: is the longest degraded stretch of any client lane of that kind, or
 * of the named lane, within its limit? Terms: {@link Degradations}. Its length is from the first to the last attempt of
 * a step that was not OK, so an attempt that fails alone has no length, and a total outage is a stretch too.
 *
 * <p>FAIL when a trusted stretch is longer than the limit allows, when one longer than the lane's floor was not over at
 * the end of a completed run, or when the longest one of a completed run is shorter than a control demands. UNKNOWN
 * when there is no such lane, when it made no attempt or never had an OK, when its period is above a limit other than
 * 0, when a run cut short leaves it open, or when the probe itself was late in a stretch and the {@link
 * Outages#resolution} on either side of it could change the answer. PASS otherwise.
 */
final class DegradedChecker implements Checker {
    private final Expectation.Check check;
    private final LaneKind kind;

    DegradedChecker(Expectation.Check check) {
        this.check = check;
        this.kind = check.laneKind().orElseThrow();
    }

    @Override
    public List<Finding> check(Facts facts, Measurements measured) {
        return facts.expectations(check).stream()
                .map(expectation -> check(facts, measured, expectation))
                .toList();
    }

    private Finding check(Facts facts, Measurements measured, Expectation expectation) {
        List<LaneMeasure> lanes = measured.lanes().stream()
                .filter(lane -> lane.lane().isClient() && lane.lane().kind() == kind)
                .filter(lane -> facts.binds(expectation, lane.lane().name()))
                .toList();
        Limit.Span limit = (Limit.Span) expectation.limit();
        if (lanes.isEmpty()) {
            String which = expectation.lane().map(name -> " " + name).orElse("");
            return finding(
                    limit, Verdict.UNKNOWN, "no lane", "no client " + kindText() + " lane" + which + " in this run");
        }
        List<Doubt> answers = new ArrayList<>();
        List<Stretch> stretches = new ArrayList<>();
        for (LaneMeasure lane : lanes) {
            LaneLog log = facts.lane(lane.lane().name()).orElseThrow();
            unable(lane, limit).ifPresent(answers::add);
            lane.degraded().stream()
                    .filter(degraded -> lane.ok() > 0)
                    .forEach(degraded -> stretches.add(Stretch.of(lane, log, degraded)));
        }
        stretches.sort(Comparator.comparing(Stretch::length).reversed());
        stretches.forEach(stretch -> answers.add(stretch.judge(limit, facts.isCompleted())));
        tooShort(stretches, limit, facts.isCompleted())
                .filter(doubt -> lanes.stream().anyMatch(lane -> lane.ok() > 0))
                .ifPresent(answers::add);
        Doubt worst = answers.stream()
                .filter(answer -> answer.verdict() != Verdict.PASS)
                .max(Comparator.comparing(Doubt::verdict))
                .orElse(Doubt.NONE);
        Stretch longest = stretches.isEmpty() ? null : stretches.get(0);
        return finding(limit, worst.verdict(), measured(longest, lanes), text(longest, lanes, worst));
    }

    private static Optional<Doubt> unable(LaneMeasure lane, Limit.Span limit) {
        if (lane.ok() == 0) {
            return Optional.of(new Doubt(
                    Verdict.UNKNOWN,
                    "lane " + lane.lane().name() + " had no OK in "
                            + Wording.count(lane.attempts(), "attempt", "attempts")));
        }
        return limit.max()
                .filter(max -> !max.isZero() && lane.lane().period().compareTo(max) > 0)
                .map(max -> new Doubt(
                        Verdict.UNKNOWN,
                        "lane " + lane.lane().name() + " cannot tell: its period of "
                                + DurationText.of(lane.lane().period()) + " is above the limit"));
    }

    private static Optional<Doubt> tooShort(List<Stretch> stretches, Limit.Span limit, boolean completed) {
        String demand = "this control demands at least " + DurationText.of(limit.min()) + ": ";
        if (limit.min().isZero()
                || stretches.stream().anyMatch(stretch -> stretch.sure().compareTo(limit.min()) >= 0)) {
            return Optional.empty();
        }
        if (stretches.stream().anyMatch(stretch -> stretch.length().compareTo(limit.min()) >= 0)) {
            return Optional.of(new Doubt(
                    Verdict.UNKNOWN, demand + "the probe itself was late, so it may have caught only the harness"));
        }
        return Optional.of(
                completed
                        ? new Doubt(Verdict.FAIL, demand + "it did not catch what it must")
                        : new Doubt(Verdict.UNKNOWN, demand + "the run was cut short before it could"));
    }

    private static String measured(@Nullable Stretch longest, List<LaneMeasure> lanes) {
        return longest == null
                ? "none (" + (lanes.size() == 1 ? described(lanes.get(0)) : lanes.size() + " lanes") + ")"
                : longest.figures();
    }

    private String text(@Nullable Stretch longest, List<LaneMeasure> lanes, Doubt worst) {
        String text = longest == null
                ? "every " + kindText() + " was OK on " + Wording.count(lanes.size(), "lane", "lanes")
                : "longest degraded stretch of " + kindText() + "s: " + longest.sentence();
        return worst.why().isEmpty() ? text : text + "; " + worst.why();
    }

    private Finding finding(Limit limit, Verdict verdict, String measured, String text) {
        return new Finding(check.text(), verdict, limit.text(), measured, text);
    }

    private String kindText() {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    private static String described(LaneMeasure lane) {
        return "lane " + lane.lane().name() + ", every "
                + DurationText.of(lane.lane().period());
    }

    /** A verdict and why, where it is not PASS. */
    private record Doubt(Verdict verdict, String why) {
        static final Doubt NONE = new Doubt(Verdict.PASS, "");
    }

    private record Stretch(LaneMeasure lane, Degraded degraded, boolean trusted, boolean open, Duration resolution) {
        static Stretch of(LaneMeasure lane, LaneLog log, Degraded degraded) {
            OptionalLong lastSent = log.sent().mapToLong(Sample::invokedNanos).max();
            long length = degraded.toNanos() - degraded.fromNanos();
            return new Stretch(
                    lane,
                    degraded,
                    Outages.isOnTime(log, degraded.fromNanos(), degraded.toNanos()),
                    length > lane.floor().toNanos()
                            && lastSent.orElse(Long.MAX_VALUE) - degraded.toNanos()
                                    <= lane.floor().toNanos(),
                    Outages.resolution(log, degraded.fromNanos(), degraded.toNanos()));
        }

        Duration length() {
            return Duration.ofNanos(degraded.toNanos() - degraded.fromNanos());
        }

        /** What of the length is not the harness's own. */
        Duration sure() {
            return trusted ? length() : length().minus(resolution.multipliedBy(2));
        }

        Doubt judge(Limit.Span limit, boolean completed) {
            Duration max = limit.max().orElse(null);
            if (max == null) {
                return Doubt.NONE;
            }
            if (!trusted && sure().compareTo(max) > 0) {
                return new Doubt(
                        Verdict.FAIL,
                        "the probe was late, yet even what it cannot have missed is above " + limit.text());
            }
            if (!trusted) {
                return length().plus(resolution.multipliedBy(2)).compareTo(max) <= 0 && !open
                        ? Doubt.NONE
                        : new Doubt(
                                Verdict.UNKNOWN,
                                "the probe itself was late in the stretch of " + Wording.of(length()) + " on lane "
                                        + lane.lane().name() + ": ours, or the cluster's, cannot be told");
            }
            if (length().compareTo(max) > 0) {
                return new Doubt(Verdict.FAIL, "more than " + limit.text());
            }
            return open
                    ? new Doubt(
                            completed ? Verdict.FAIL : Verdict.UNKNOWN,
                            "lane " + lane.lane().name() + " was not well again when "
                                    + (completed ? "it was closed" : "the run was cut short"))
                    : Doubt.NONE;
        }

        String figures() {
            return (open ? "more than " : "") + Wording.of(length()) + (open ? ", still open" : "") + " (" + share()
                    + " not OK, " + described(lane) + ")";
        }

        String sentence() {
            return figures() + (degraded.step().isEmpty() ? "" : " in " + degraded.step()) + ", from "
                    + Wording.at(degraded.fromNanos());
        }

        private String share() {
            return degraded.notOk() == 1
                    ? "1 attempt"
                    : String.format(Locale.ROOT, degraded.share() < 0.1 ? "%.1f%%" : "%.0f%%", degraded.share() * 100);
        }
    }
}

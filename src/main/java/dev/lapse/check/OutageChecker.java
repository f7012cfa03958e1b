package dev.lapse.check;

import dev.lapse.cluster.DurationText;
import dev.lapse.history.LaneKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code write_outage} and {@code read_outage}: is the longest single outage of any client lane of that kind, or of the
 * named lane, within its limit? Terms: {@link Outages}.
 *
 * <p>FAIL when a trusted outage lasted longer than the limit allows, when one was still open at the end of a completed run,
 * or when the longest one of a completed run is shorter than a control demands.
 * UNKNOWN when there is no such lane, when it never had an OK, when its floor is above the limit, so that a longer
 * outage would not show (a limit of 0 asks for no outage above the floor, which may then be 1s at most), when there was no
 * OK for longer than the limit though that is too short to count as a stall, when a control's demand is met by no outage
 * that is trusted or not at all in a run cut short, or when an outage is not trusted and the doubt could change the
 * answer. That doubt is the {@link Outages#resolution}: an untrusted
 * outage still fails when even its lower bound less the doubt is above the limit, and it still passes when its duration
 * and the doubt together are within.
 * PASS otherwise. Without an expectation outages are reported, not judged.
 */
final class OutageChecker implements Checker {
    private static final Duration FLOOR_OF_ZERO_LIMIT = Duration.ofSeconds(1);

    private final Expectation.Check check;
    private final LaneKind kind;

    OutageChecker(Expectation.Check check) {
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
        List<LaneOutage> outages = new ArrayList<>();
        Duration longestPause = Duration.ZERO;
        for (LaneMeasure lane : lanes) {
            LaneLog log = facts.lane(lane.lane().name()).orElseThrow();
            Duration pause = Outages.longestPause(log, facts.steps());
            longestPause = longestPause.compareTo(pause) < 0 ? pause : longestPause;
            silence(lane, pause, limit).ifPresent(answers::add);
            lane.outages()
                    .forEach(outage -> outages.add(new LaneOutage(lane, outage, Outages.resolution(log, outage))));
        }
        outages.sort(Comparator.comparing((LaneOutage out) -> out.outage().duration())
                .reversed());
        outages.forEach(out -> answers.add(out.judge(limit, facts.isCompleted())));
        LaneOutage longest = outages.isEmpty() ? null : outages.get(0);
        tooShort(outages, limit, facts.isCompleted())
                .filter(doubt -> lanes.stream().anyMatch(lane -> lane.ok() > 0))
                .ifPresent(answers::add);
        Doubt worst = answers.stream()
                .filter(answer -> answer.verdict() != Verdict.PASS)
                .max(Comparator.comparing(Doubt::verdict))
                .orElse(new Doubt(Verdict.PASS, ""));
        return finding(limit, worst.verdict(), measured(longest, longestPause, lanes), text(longest, lanes, worst));
    }

    private Optional<Doubt> silence(LaneMeasure lane, Duration pause, Limit.Span limit) {
        if (lane.ok() == 0) {
            return Optional.of(new Doubt(
                    Verdict.UNKNOWN,
                    "lane " + lane.lane().name() + " had no OK in "
                            + Wording.count(lane.attempts(), "attempt", "attempts")));
        }
        Duration finest =
                limit.max().map(max -> max.isZero() ? FLOOR_OF_ZERO_LIMIT : max).orElse(lane.floor());
        if (lane.floor().compareTo(finest) > 0) {
            return Optional.of(new Doubt(
                    Verdict.UNKNOWN,
                    "lane " + lane.lane().name() + " cannot tell: its floor of " + Wording.of(lane.floor())
                            + " is above the limit"));
        }
        return limit.max().isEmpty() || pause.compareTo(finest) <= 0
                ? Optional.empty()
                : Optional.of(new Doubt(
                        Verdict.UNKNOWN,
                        "lane " + lane.lane().name() + " cannot tell: no answer for " + Wording.of(pause)
                                + " without a failed attempt, too short for a stall with its floor of "
                                + Wording.of(lane.floor()) + ", is above the limit"));
    }

    private Optional<Doubt> tooShort(List<LaneOutage> outages, Limit.Span limit, boolean completed) {
        String demand = "this control demands at least " + DurationText.of(limit.min()) + ": ";
        if (limit.min().isZero() || outages.stream().anyMatch(out -> out.proves(limit.min()))) {
            return Optional.empty();
        }
        if (outages.stream().anyMatch(out -> out.outage().duration().compareTo(limit.min()) >= 0)) {
            return Optional.of(new Doubt(
                    Verdict.UNKNOWN, demand + "the probe itself was late, so it may have caught only the harness"));
        }
        return Optional.of(
                completed
                        ? new Doubt(Verdict.FAIL, demand + "it did not catch what it must")
                        : new Doubt(Verdict.UNKNOWN, demand + "the run was cut short before it could"));
    }

    private String measured(@Nullable LaneOutage longest, Duration longestPause, List<LaneMeasure> lanes) {
        if (longest == null) {
            Duration floor = lanes.stream()
                    .map(LaneMeasure::floor)
                    .max(Comparator.naturalOrder())
                    .orElseThrow();
            return "none longer than " + Wording.of(longestPause.compareTo(floor) > 0 ? longestPause : floor) + " ("
                    + (lanes.size() == 1 ? described(lanes.get(0)) : lanes.size() + " lanes") + ")";
        }
        return longest.figures();
    }

    private String text(@Nullable LaneOutage longest, List<LaneMeasure> lanes, Doubt worst) {
        String text = longest == null
                ? "no " + kindText() + " outage on " + Wording.count(lanes.size(), "lane", "lanes")
                : "longest " + kindText() + " outage: " + longest.sentence();
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
    private record Doubt(Verdict verdict, String why) {}

    private record LaneOutage(LaneMeasure lane, Outage outage, Duration resolution) {
        Doubt judge(Limit.Span limit, boolean completed) {
            Duration max = limit.max().orElse(null);
            if (max == null) {
                return new Doubt(Verdict.PASS, "");
            }
            if (!outage.trusted()) {
                if (outage.atLeast().minus(resolution).compareTo(max) > 0) {
                    return new Doubt(
                            Verdict.FAIL, "the probe was late, yet even the lower bound is above " + limit.text());
                }
                boolean within = outage.duration().plus(resolution).compareTo(max) <= 0 && !outage.censored();
                return within
                        ? new Doubt(Verdict.PASS, "")
                        : new Doubt(
                                Verdict.UNKNOWN,
                                "the probe itself was late in the outage of " + Wording.of(outage.duration())
                                        + " on lane " + lane.lane().name()
                                        + ": ours, or the cluster's, cannot be told");
            }
            if (outage.duration().compareTo(max) > 0) {
                return new Doubt(Verdict.FAIL, "more than " + limit.text());
            }
            if (outage.censored()) {
                return new Doubt(
                        completed ? Verdict.FAIL : Verdict.UNKNOWN,
                        "lane " + lane.lane().name() + " was still out when "
                                + (completed ? "it was closed" : "the run was cut short"));
            }
            return new Doubt(Verdict.PASS, "");
        }

        /** Whether there was an outage of at least this length that is not the harness's own. */
        boolean proves(Duration length) {
            Duration sure =
                    outage.trusted() ? outage.duration() : outage.atLeast().minus(resolution);
            return sure.compareTo(length) >= 0;
        }

        String figures() {
            String length = outage.censored()
                    ? "more than " + Wording.of(outage.duration()) + ", still open"
                    : Wording.of(outage.duration());
            boolean coarse = resolution.compareTo(lane.lane().period().multipliedBy(2)) > 0;
            return length + " (at least " + Wording.of(outage.atLeast()) + ", " + described(lane)
                    + (coarse ? ", up to " + Wording.of(resolution) + " apart in the outage" : "") + ")";
        }

        String sentence() {
            return figures() + (outage.step().isEmpty() ? "" : " in " + outage.step()) + ", from "
                    + Wording.at(outage.fromNanos()) + (outage.stall() ? ", a stall: no attempt failed" : "");
        }
    }
}

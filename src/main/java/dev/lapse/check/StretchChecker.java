package dev.lapse.check;

import dev.lapse.cluster.DurationText;
import dev.lapse.history.LaneKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the checkers of outages and of degraded stretches have in common. A subclass says what a stretch is.
 *
 * <ul>
 *   <li>Asked: is the longest stretch of any client lane of a kind, or of the named lane, within its limit?
 *   <li>Seen: the longest one. Where a step is named, only stretches that belong to it count.
 *   <li>Sure: which lanes looked, how finely, and how late they were.
 * </ul>
 *
 * <p>For a minimum only stretches count that came with the first injection or after it.
 *
 * <ul>
 *   <li>PASS when no stretch is longer than the limit allows, a control caught what it demands, and nothing below is
 *       true.
 *   <li>FAIL when a stretch is longer than the limit allows, where the probe was late or did not send even by what is
 *       sure of it; when one was still open at the end of a completed run; when a completed run caught less than a
 *       control demands.
 *   <li>UNKNOWN when there is no such lane, or none left for a minimum, or the named step never began; when a lane
 *       never had an OK, was not there in every step, or could not tell; when a run was cut short with a stretch open
 *       or a demand unmet; when a demand is unmet and finer than what a lane is sure to see; when the probe was late
 *       in a stretch, or sent nothing, and the limit lies between what is sure of it and what it was at most.
 * </ul>
 */
abstract class StretchChecker implements Checker {
    /** Lanes open one after another, and may take so long for it. */
    private static final Duration OPENING = Duration.ofSeconds(1);

    /** Of an expectation that is held against what is predicted. */
    private static final Limit.Length NO_LIMIT = new Limit.Length(Duration.ZERO, Optional.empty());

    private final Expectation.Check check;
    private final LaneKind kind;

    StretchChecker(Expectation.Check check) {
        this.check = check;
        this.kind = check.laneKind().orElseThrow();
    }

    /** What the checker calls it, such as {@code outage}. */
    abstract String noun();

    /** What a lane is while a stretch is open, such as {@code was still out}. */
    abstract String stillOpen();

    /** The stretches of a lane that had an OK. */
    abstract List<Stretch> stretches(RunLog run, LaneMeasure lane);

    /** Why a lane that had an OK could not tell what the limit asks; empty: it could. */
    abstract Optional<String> unable(LaneMeasure lane, Limit.Length limit);

    /** A lane that had an OK may have missed a stretch that is no longer than this. */
    abstract Duration finest(LaneMeasure lane);

    /** What was measured where no lane had a stretch. */
    abstract String measuredNone(List<LaneMeasure> lanes);

    /** That no lane had a stretch, or which one was the longest. */
    abstract String sentence(@Nullable Stretch longest, List<LaneMeasure> lanes);

    /**
     * A stretch of one lane.
     *
     * @param sure what of the length is not the harness's own
     * @param most what it can have been at most, where the harness was late
     * @param late how late the harness was in it at most
     * @param unsent for how long in it attempts were due and none was sent
     * @param sinceInjection whether it can have come of an injection
     * @param figures the length, what is sure of it, and how finely it was looked at
     * @param seen the same for people, with the step, and from when
     * @param finely what is to be said of how it was looked at, with a comma in front; or nothing
     */
    record Stretch(
            LaneMeasure lane,
            Duration length,
            Duration sure,
            Duration most,
            Duration late,
            boolean trusted,
            Duration unsent,
            boolean open,
            boolean sinceInjection,
            String figures,
            String seen,
            String finely) {}

    @Override
    public final List<Finding> check(RunLog run, Measurements measured) {
        return run.expectations(check).stream()
                .map(expectation -> check(run, measured, expectation))
                .toList();
    }

    private Finding check(RunLog run, Measurements measured, Expectation expectation) {
        List<LaneMeasure> lanes = measured.lanes().stream()
                .filter(lane -> lane.lane().isClient() && lane.lane().kind() == kind)
                .filter(lane -> run.binds(expectation, lane.lane().name()))
                .map(lane ->
                        lane.within(step -> run.binds(expectation, lane.lane().name(), step)))
                .toList();
        Limit.Length limit = expectation.limit() instanceof Limit.Length length ? length : NO_LIMIT;
        boolean predicted = expectation.limit() == Limit.PREDICTED;
        if (lanes.isEmpty() && isLeftOver(run, expectation)) {
            return finding(
                    run,
                    expectation,
                    limit.min().isZero()
                            ? Ruling.PASS
                            : new Ruling(Verdict.UNKNOWN, "this control has no lane that could catch it"),
                    "none left",
                    "every client " + kindText() + " lane has a limit of its own",
                    "nothing is left to ask");
        }
        if (lanes.isEmpty()) {
            String which = expectation.lane().map(name -> " " + name).orElse("");
            return finding(
                    run,
                    expectation,
                    new Ruling(Verdict.UNKNOWN, "it was not looked at"),
                    "no lane",
                    "no client " + kindText() + " lane" + which + " in this run",
                    "");
        }
        List<Ruling> answers = new ArrayList<>();
        expectation
                .step()
                .filter(step -> !run.steps().hasBegun(step))
                .ifPresent(step -> answers.add(new Ruling(Verdict.UNKNOWN, "step " + step + " never began")));
        List<Stretch> stretches = new ArrayList<>();
        Duration finest = Duration.ZERO;
        for (LaneMeasure lane : lanes) {
            if (lane.ok() == 0) {
                answers.add(new Ruling(
                        Verdict.UNKNOWN,
                        "lane " + lane.lane().name() + " had no OK in "
                                + Wording.count(lane.attempts(), "attempt", "attempts")));
                continue;
            }
            absent(run, expectation, lane)
                    .ifPresent(why -> answers.add(
                            new Ruling(Verdict.UNKNOWN, "lane " + lane.lane().name() + " cannot tell: " + why)));
            unable(lane, limit)
                    .ifPresent(why -> answers.add(
                            new Ruling(Verdict.UNKNOWN, "lane " + lane.lane().name() + " cannot tell: " + why)));
            stretches.addAll(stretches(run, lane));
            Duration ofLane = finest(lane);
            finest = ofLane.compareTo(finest) > 0 ? ofLane : finest;
        }
        stretches.sort(Comparator.comparing(Stretch::length).reversed());
        PredictedOutages.HeldAnswers held = predicted
                ? new PredictedOutages(run, measured, expectation).of(lanes)
                : new PredictedOutages.HeldAnswers(List.of(), "");
        answers.addAll(held.rulings());
        stretches.stream()
                .filter(stretch -> !predicted)
                .forEach(stretch -> answers.add(judge(stretch, limit, run.isCompleted())));
        if (lanes.stream().anyMatch(lane -> lane.ok() > 0)) {
            answers.add(demanded(
                    stretches.stream().filter(Stretch::sinceInjection).toList(), finest, limit, run.isCompleted()));
        }
        Ruling worst = answers.stream()
                .filter(answer -> answer.verdict() != Verdict.PASS)
                .max(Comparator.comparing(Ruling::verdict))
                .orElse(Ruling.PASS);
        Stretch longest = stretches.isEmpty() ? null : stretches.get(0);
        String quoted = held.quote().isEmpty() ? "" : "; " + held.quote();
        return finding(
                run,
                expectation,
                worst,
                (longest == null ? measuredNone(lanes) : longest.figures()) + quoted,
                sentence(longest, lanes) + quoted,
                looked(lanes) + (longest == null ? "" : longest.finely()));
    }

    /** Why a lane was not there in every step of a completed run; empty: it was. */
    static Optional<String> absent(RunLog run, Expectation expectation, LaneMeasure lane) {
        LaneLog log = run.lane(lane.lane().name()).orElseThrow();
        long begin = run.steps().beginNanos();
        long end = run.steps().endNanos().orElse(Long.MIN_VALUE);
        if (!run.isCompleted() || begin == Long.MIN_VALUE) {
            return Optional.empty();
        }
        if (log.lane().kind() == LaneKind.CALL) {
            Optional<String> late = notSeenBefore(run, expectation, lane, log);
            if (late.isPresent()) {
                return late;
            }
        } else if (log.openedNanos() > begin + Math.max(OPENING.toNanos(), log.periodNanos())) {
            return Optional.of(
                    "it was opened at " + Wording.at(log.openedNanos()) + ", after the first step had begun");
        }
        return log.closedNanos().isPresent() && log.closedNanos().getAsLong() < end
                ? Optional.of("it was closed at " + Wording.at(log.closedNanos().getAsLong())
                        + ", before the last step had ended")
                : Optional.empty();
    }

    /** Own code begins when it likes, but it has to be seen to work before the fault that is asked about. */
    private static Optional<String> notSeenBefore(RunLog run, Expectation expectation, LaneMeasure lane, LaneLog log) {
        Optional<Long> ofStep = expectation.step().flatMap(run.steps()::injectionNanos);
        String which = ofStep.isPresent() ? expectation.step().orElseThrow() : "the first injection";
        long begin = ofStep.or(run.steps()::firstInjectionNanos).orElse(Long.MAX_VALUE);
        if (log.openedNanos() > begin) {
            return Optional.of("it was opened at " + Wording.at(log.openedNanos()) + ", after " + which + " had begun");
        }
        return lane.health().firstOkNanos() <= begin
                ? Optional.empty()
                : Optional.of("it had no OK before " + which + ", so it was not seen to work without it");
    }

    /** Whether it names no lane, and lanes of its kind are there, each of which another expectation names. */
    private boolean isLeftOver(RunLog run, Expectation expectation) {
        return expectation.lane().isEmpty() && run.lanes().stream().anyMatch(log -> log.isClient(kind));
    }

    private Ruling judge(Stretch stretch, Limit.Length limit, boolean completed) {
        Duration max = limit.max().orElse(null);
        if (max == null) {
            return Ruling.PASS;
        }
        if (!stretch.trusted()) {
            return judgeLate(stretch, limit, max, completed);
        }
        if (!stretch.unsent().isZero() && stretch.sure().compareTo(max) <= 0) {
            return judgeUnsent(stretch, max, completed);
        }
        if (stretch.length().compareTo(max) > 0) {
            return new Ruling(Verdict.FAIL, limit.excess(stretch.length()));
        }
        return stretch.open() ? open(stretch, completed) : Ruling.PASS;
    }

    /** What is sure of it is within the limit: what was not sent can have seen neither more of it nor its end. */
    private Ruling judgeUnsent(Stretch stretch, Duration max, boolean completed) {
        String unsent = "for " + Wording.of(stretch.unsent()) + " nothing was sent on lane "
                + stretch.lane().lane().name() + " (NOT_SENT)";
        if (stretch.open()) {
            return stretch.sure().compareTo(stretch.lane().floor()) > 0
                    ? open(stretch, completed)
                    : new Ruling(Verdict.UNKNOWN, unsent + ", which " + stillOpen() + " at the end");
        }
        return stretch.length().compareTo(max) <= 0 ? Ruling.PASS : between(unsent, stretch, stretch.length(), max);
    }

    private Ruling between(String why, Stretch stretch, Duration most, Duration max) {
        return new Ruling(
                Verdict.UNKNOWN,
                why + ", so the " + noun() + " was between " + Wording.of(stretch.sure()) + " and " + Wording.of(most)
                        + ", and " + DurationText.of(max) + " lies in between");
    }

    private Ruling open(Stretch stretch, boolean completed) {
        return new Ruling(
                completed ? Verdict.FAIL : Verdict.UNKNOWN,
                "lane " + stretch.lane().lane().name() + " " + stillOpen() + " when "
                        + (completed ? "it was closed" : "the run was cut short"));
    }

    /** A probe that was late costs resolution: it cannot tell only where the limit lies inside what is not sure. */
    private Ruling judgeLate(Stretch stretch, Limit limit, Duration max, boolean completed) {
        String late = "the probe was late by up to " + Wording.of(stretch.late()) + " on lane "
                + stretch.lane().lane().name();
        if (stretch.sure().compareTo(max) > 0) {
            return new Ruling(
                    Verdict.FAIL,
                    "even what is sure of it, " + Wording.of(stretch.sure()) + ", is " + limit.excess(stretch.sure()));
        }
        if (stretch.open()) {
            return stretch.sure().compareTo(stretch.lane().floor()) > 0
                    ? open(stretch, completed)
                    : new Ruling(Verdict.UNKNOWN, late + ", which " + stillOpen() + " at the end");
        }
        return stretch.most().compareTo(max) <= 0 ? Ruling.PASS : between(late, stretch, stretch.most(), max);
    }

    /** Whether a control caught as much as it demands. */
    private static Ruling demanded(List<Stretch> stretches, Duration finest, Limit.Length limit, boolean completed) {
        Demand demand = new Demand(limit, completed);
        Demand inPart = new Demand(limit, false);
        if (!demand.isMissedBy(longest(stretches, Stretch::sure))) {
            return Ruling.PASS;
        }
        if (!demand.isMissedBy(longest(stretches, Stretch::length))) {
            return inPart.missed(": the probe itself was late or sent nothing, so it may have caught only the harness");
        }
        if (finest.compareTo(limit.min()) > 0) {
            return inPart.missed(
                    ": a lane that is sure to see no less than " + Wording.of(finest) + " may have missed it");
        }
        return completed ? demand.missed() : demand.missed(": the run was cut short before it could");
    }

    private static Duration longest(List<Stretch> stretches, Function<Stretch, Duration> length) {
        return stretches.stream().map(length).max(Comparator.naturalOrder()).orElse(Duration.ZERO);
    }

    /** Who looked, how finely, and how late at worst. */
    private static String looked(List<LaneMeasure> lanes) {
        Duration floor = lanes.stream()
                .map(LaneMeasure::floor)
                .max(Comparator.naturalOrder())
                .orElseThrow();
        Duration late = lanes.stream()
                .map(LaneMeasure::latenessMax)
                .max(Comparator.naturalOrder())
                .orElseThrow();
        Duration coarsest = lanes.stream()
                .map(lane -> lane.lane().period())
                .max(Comparator.naturalOrder())
                .orElseThrow();
        String who = lanes.size() == 1
                ? "lane " + lanes.get(0).lane().name() + " looked every "
                        + DurationText.of(lanes.get(0).lane().period())
                : lanes.size() + " lanes looked, at least every " + DurationText.of(coarsest);
        return who + ", floor " + Wording.of(floor) + ", late by at most " + Wording.of(late);
    }

    private Finding finding(
            RunLog run, Expectation expectation, Ruling ruling, String measured, String seen, String how) {
        Account account = new Account(Questions.of(run, expectation), seen, ruling.sure(how));
        return Finding.of(expectation, ruling, measured, account);
    }

    final String kindText() {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    /** Which lanes where nothing is to be told of any: the one, or how many. */
    static String described(List<LaneMeasure> lanes) {
        return lanes.size() == 1 ? described(lanes.get(0)) : lanes.size() + " lanes";
    }

    static String described(LaneMeasure lane) {
        Duration held = lane.lane().held();
        return "lane " + lane.lane().name() + ", every "
                + DurationText.of(lane.lane().period())
                + (held.isZero() ? "" : ", whose transactions take " + DurationText.of(held));
    }

    /** {@code  in inject#1, from 10.1s}. */
    static String where(String step, long fromNanos) {
        return (step.isEmpty() ? "" : " in " + step) + ", from " + Wording.at(fromNanos);
    }
}

package dev.lapse.check;

import dev.lapse.explain.Fit;
import dev.lapse.explain.Forecast;
import dev.lapse.explain.SeenPhase;
import dev.lapse.history.StepKind;
import dev.lapse.history.StepStarted;
import dev.lapse.oracle.Interval;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Outages against what the configuration in effect predicts ({@code write_outage: predicted}).
 *
 * <ul>
 *   <li>PASS when each outage of each lane in each step that injects lies within what is predicted for it; none where
 *       nothing may stop.
 *   <li>FAIL when one is longer, also by what is sure of it; or still open at the end of a completed run.
 *   <li>UNKNOWN when the longest is shorter, or not there: the fault probably did not bite, so the run says nothing of
 *       the prediction; when there is another beside it, since one is predicted, but where that is "up to" something;
 *       when nothing is predicted, as where nothing was injected in the run or in the step; when an outage is of a step
 *       that injected nothing; when the phase of the lease is not known and the answer hangs on it; or when a run was
 *       cut short with an outage open.
 * </ul>
 */
record PredictedOutages(RunLog run, Measurements measured, Expectation expectation) {
    /**
     * The answers, and what was predicted, for people.
     *
     * @param quote empty: nothing is predicted
     */
    record HeldAnswers(List<Ruling> rulings, String quote) {}

    /** What is predicted of a lane in a step. */
    private record Quoted(String step, String lane, String interval) {}

    HeldAnswers of(List<LaneMeasure> lanes) {
        List<Ruling> rulings = new ArrayList<>();
        List<Quoted> quoted = new ArrayList<>();
        for (LaneMeasure lane : lanes) {
            if (lane.ok() == 0) {
                continue;
            }
            for (String step : steps(lane)) {
                Forecast forecast = run.forecasts().of(step, lane.lane());
                forecast.predicted()
                        .ifPresent(span ->
                                quoted.add(new Quoted(step, lane.lane().name().value(), text(span) + phase(forecast))));
                rulings.addAll(answers(step, lane, forecast));
            }
            lane.outages().stream()
                    .filter(outage -> !steps(lane).contains(outage.step()))
                    .findFirst()
                    .ifPresent(outage -> rulings.add(
                            new Ruling(Verdict.UNKNOWN, "nothing predicts the outage of " + seen(lane, outage))));
        }
        boolean injected = run.steps().firstInjectionNanos().isPresent();
        if (rulings.isEmpty() && (!injected || expectation.step().isPresent())) {
            String where = expectation.step().map(step -> " in " + step).orElse("");
            rulings.add(new Ruling(Verdict.UNKNOWN, "nothing was injected" + where + ", so nothing is predicted"));
        }
        return new HeldAnswers(rulings, quote(quoted));
    }

    private List<String> steps(LaneMeasure lane) {
        return run.of(StepStarted.class).stream()
                .filter(step -> step.kind() == StepKind.INJECT)
                .map(StepStarted::step)
                .filter(step -> run.binds(expectation, lane.lane().name(), step))
                .toList();
    }

    private static String quote(List<Quoted> quoted) {
        List<String> texts = quoted.stream()
                .map(one -> {
                    boolean ofAllLanes = quoted.stream()
                            .filter(other -> other.step().equals(one.step()))
                            .allMatch(other -> other.interval().equals(one.interval()));
                    boolean ofAllSteps =
                            quoted.stream().allMatch(other -> other.step().equals(one.step()));
                    return one.interval()
                            + (ofAllLanes ? "" : " on lane " + one.lane())
                            + (ofAllSteps ? "" : " in " + one.step());
                })
                .distinct()
                .toList();
        return texts.isEmpty() ? "" : "predicted " + Wording.some(texts);
    }

    private static String text(Interval span) {
        Interval written = span.written();
        return span.isNone() ? "none" : Wording.of(written.from()) + " to " + Wording.of(written.to());
    }

    private static String phase(Forecast forecast) {
        return forecast.sinceRenewal()
                .filter(since -> forecast.dependsOnPhase())
                .map(since -> ", " + Wording.of(since.middle()) + " after a renewal of the lease")
                .orElse("");
    }

    /** One for each outage of the step, the longest first. */
    private List<Ruling> answers(String step, LaneMeasure lane, Forecast forecast) {
        String where = " on lane " + lane.lane().name() + " in " + step;
        if (forecast.predicted().isEmpty()) {
            return List.of(new Ruling(Verdict.UNKNOWN, "nothing is predicted" + where + ": " + forecast.why()));
        }
        Interval predicted = forecast.predicted().get();
        List<Outage> outages = lane.outages().stream()
                .filter(outage -> outage.step().equals(step))
                .sorted(Comparator.comparing(Outage::duration).reversed())
                .toList();
        if (outages.isEmpty()) {
            return List.of(none(lane, predicted, where));
        }
        List<Ruling> answers = new ArrayList<>();
        answers.add(answer(lane, outages.get(0), predicted, forecast));
        outages.subList(1, outages.size()).forEach(other -> answers.add(ofAnother(lane, other, predicted, forecast)));
        return answers;
    }

    /** Of an outage beside the longest one. */
    private Ruling ofAnother(LaneMeasure lane, Outage outage, Interval predicted, Forecast forecast) {
        boolean isAbove = Fit.of(
                        Optional.of(predicted),
                        outage.duration().toNanos(),
                        outage.open().toNanos())
                == Fit.ABOVE;
        return isAbove || outage.censored() || predicted.from().isZero()
                ? answer(lane, outage, predicted, forecast)
                : new Ruling(
                        Verdict.UNKNOWN,
                        "nothing predicts the outage of " + seen(lane, outage) + ", beside a longer one: the"
                                + " configuration predicts one outage for its faults");
    }

    private static String seen(LaneMeasure lane, Outage outage) {
        return Wording.of(outage.duration()) + " on lane " + lane.lane().name()
                + StretchChecker.where(outage.step(), outage.fromNanos());
    }

    private Ruling answer(LaneMeasure lane, Outage outage, Interval predicted, Forecast forecast) {
        long resolution = outage.open().toNanos();
        Fit fit = Fit.of(Optional.of(predicted), outage.duration().toNanos(), resolution);
        String seen = seen(lane, outage);
        if (fit == Fit.ABOVE) {
            return new Ruling(
                    Verdict.FAIL,
                    seen + ", is " + Wording.of(outage.duration().minus(predicted.to())) + " above the predicted "
                            + text(predicted) + inPhase(lane, outage));
        }
        if (outage.censored()) {
            return new Ruling(
                    run.isCompleted() ? Verdict.FAIL : Verdict.UNKNOWN,
                    "lane " + lane.lane().name() + " was still out when "
                            + (run.isCompleted() ? "it was closed" : "the run was cut short"));
        }
        if (!forecast.isCertain(outage.duration().toNanos(), resolution)) {
            return new Ruling(
                    Verdict.UNKNOWN,
                    seen
                            + ", is as predicted at some phases of the lease and not at others, and the phase is not known");
        }
        return fit == Fit.BELOW
                ? new Ruling(
                        Verdict.UNKNOWN,
                        seen + ", is " + Wording.of(predicted.from().minus(outage.duration()))
                                + " below the predicted " + text(predicted)
                                + ": the fault probably did not bite")
                : Ruling.PASS;
    }

    /** No outage; one that is no longer than the lane can see may have been there. */
    private static Ruling none(LaneMeasure lane, Interval predicted, String where) {
        Duration pause = lane.health().longestPause();
        Duration finest = pause.compareTo(lane.floor()) > 0 ? pause : lane.floor();
        return predicted.from().compareTo(finest) <= 0
                ? Ruling.PASS
                : new Ruling(
                        Verdict.UNKNOWN,
                        "no outage" + where + ", predicted was " + text(predicted)
                                + ": the fault probably did not bite");
    }

    /** In which phase it was too long, where one alone was. */
    private String inPhase(LaneMeasure lane, Outage outage) {
        return measured.explained().stream()
                .filter(one -> one.outage().lane().name().equals(lane.lane().name())
                        && one.outage().fromNanos() == outage.fromNanos())
                .findFirst()
                .map(one -> one.beyond(Fit.ABOVE))
                .filter(phases -> !phases.isEmpty())
                .map(phases -> phases.get(0))
                .map(phase -> ", most in phase " + phase.phase().text() + length(phase))
                .orElse(", and no phase alone is above its own");
    }

    private static String length(SeenPhase phase) {
        return phase.predicted()
                .map(span ->
                        " (" + Wording.of(Duration.ofNanos(phase.lengthNanos())) + ", predicted " + text(span) + ")")
                .orElse("");
    }
}

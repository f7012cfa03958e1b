package dev.lapse.explain;

import dev.lapse.oracle.Interval;
import dev.lapse.oracle.Oracle;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Explains each outage of a run. */
public final class Explainer {
    private static final Set<OutageKind> LEASED =
            EnumSet.of(OutageKind.FAILOVER, OutageKind.NO_QUORUM, OutageKind.DEMOTION);

    private final Facts facts;
    private final Predictor predictor;
    private final Set<LaneOutage> longest;

    private Explainer(Observed observed, Optional<Oracle> oracle) {
        this.facts = new Facts(observed);
        this.predictor = new Predictor(facts, Renewals.of(observed.frame()), oracle);
        this.longest = observed.outages().stream()
                .collect(Collectors.groupingBy(
                        outage -> List.of(outage.lane().name(), outage.step()),
                        Collectors.maxBy(Comparator.comparingLong(LaneOutage::lengthNanos))))
                .values()
                .stream()
                .map(Optional::orElseThrow)
                .collect(Collectors.toSet());
    }

    /**
     * Explains the outages in their order. What is predicted is the longest one that a lane has in a step, since the
     * oracle knows of one for each injection; of the others what holds for each ({@link AgainstFormulas#bindsEach}).
     *
     * @param oracle empty: nothing is predicted
     */
    public static List<Explained> explain(Observed observed, Optional<Oracle> oracle) {
        Explainer explainer = new Explainer(observed, oracle);
        return observed.outages().stream().map(explainer::explain).toList();
    }

    /** From the last renewal of the lease to the fault that the outage comes of. */
    private Optional<Interval> sinceRenewal(Scene scene) {
        return scene.healing() ? Optional.empty() : scene.fault().flatMap(predictor::sinceRenewal);
    }

    private Explained explain(LaneOutage outage) {
        Scene scene = Scene.of(facts, outage);
        Breakdown breakdown = Breakdowns.of(scene);
        List<SeenPhase> phases = Clipped.of(outage, breakdown);
        Optional<Interval> sinceRenewal = sinceRenewal(scene);
        Forecast forecast = predictor.forecast(scene);
        Optional<AgainstFormulas> held = Optional.of(forecast.formulas())
                .filter(formulas -> !formulas.isEmpty())
                .map(formulas -> new AgainstFormulas(outage, formulas, sinceRenewal))
                .filter(one -> longest.contains(outage) || one.bindsEach());
        return new Explained(
                        outage,
                        breakdown.kind(),
                        scene.fault().map(FaultSpan::injection),
                        sinceRenewal.filter(since -> LEASED.contains(breakdown.kind())
                                || held.filter(AgainstFormulas::dependOnPhase).isPresent()),
                        scene.served(),
                        held.map(one -> one.phases(phases, breakdown)).orElse(phases),
                        breakdown.unbounded(),
                        breakdown.beside(),
                        held.map(AgainstFormulas::total),
                        held.map(AgainstFormulas::fit).orElse(Fit.NO_FORMULA),
                        "")
                .inWords(held.flatMap(one -> predictor.shorter(scene, sinceRenewal)), unpredicted(forecast));
    }

    /** What is said where nothing is predicted of an outage. */
    private static String unpredicted(Forecast forecast) {
        if (!forecast.formulas().isEmpty()) {
            return Sentences.NOT_THE_LONGEST;
        }
        return forecast.why().isBlank() ? Sentences.NO_FORMULA : "Nothing predicts it: " + forecast.why() + ".";
    }
}

package dev.lapse.explain;

import dev.lapse.history.Event;
import dev.lapse.history.Lane;
import dev.lapse.oracle.Oracle;
import java.util.List;
import java.util.Optional;

/**
 * What the configuration in effect predicts of a run, by the steps that injected faults: with the roles, the phase of
 * the lease and the time of the holding as they were.
 */
public final class Forecasts {
    private final Facts facts;
    private final Predictor predictor;

    private Forecasts(Optional<Oracle> oracle, List<Event> frame) {
        this.facts = new Facts(new Observed(frame, List.of(), List.of(), List.of()));
        this.predictor = new Predictor(facts, Renewals.of(frame), oracle);
    }

    /**
     * @param oracle empty: the configuration in effect is not known, and nothing is predicted
     * @param frame all events that are no attempts, in order of time
     */
    public static Forecasts of(Optional<Oracle> oracle, List<Event> frame) {
        return new Forecasts(oracle, frame);
    }

    /**
     * What is predicted of a lane for the faults of a step.
     *
     * @param step such as {@code inject#1}; of another, such as {@code heal#1}, nothing is predicted
     */
    public Forecast of(String step, Lane lane) {
        List<FaultSpan> faults = facts.faults().stream()
                .filter(fault -> fault.step().equals(step))
                .toList();
        Forecast forecast = predictor.forecast(faults, lane);
        return faults.isEmpty() ? forecast : forecast.at(predictor.sinceRenewal(faults.get(0)));
    }
}

package dev.lapse.explain;

import dev.lapse.oracle.Course;
import dev.lapse.oracle.Formula;
import dev.lapse.oracle.Incident;
import dev.lapse.oracle.Interval;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the configuration predicts for one client of the faults of one step.
 *
 * @param incidents the faults, as they were injected, held for the longest that is possible; none: nothing is predicted
 * @param formulas of which any may be right: for the shortest and for the longest hold; none: nothing is predicted
 * @param sinceRenewal from the last renewal of the leader lease to the first fault; empty: not known
 * @param why nothing is predicted, for people; empty text: something is, or there is nothing to say
 */
public record Forecast(List<Incident> incidents, List<Formula> formulas, Optional<Interval> sinceRenewal, String why) {
    public Forecast {
        incidents = List.copyOf(incidents);
        formulas = List.copyOf(formulas);
    }

    static Forecast none(String why) {
        return new Forecast(List.of(), List.of(), Optional.empty(), why);
    }

    /** The same, for a fault so long after a renewal. */
    Forecast at(Optional<Interval> newSinceRenewal) {
        return new Forecast(incidents, formulas, newSinceRenewal, why);
    }

    /** How long the outage may be; where the phase of the lease is not known, at any phase. */
    public Optional<Interval> predicted() {
        return formulas.stream()
                .map(formula -> sinceRenewal.map(formula::total).orElseGet(formula::total))
                .reduce(Interval::or);
    }

    /** Whether the outage is another at another phase of the lease. */
    public boolean dependsOnPhase() {
        return formulas.stream().anyMatch(Formula::dependsOnPhase);
    }

    /**
     * Whether the length fits alike at every phase of the lease that is possible.
     *
     * @param lengthNanos, resolutionNanos as of {@link Fit#of}
     */
    public boolean isCertain(long lengthNanos, long resolutionNanos) {
        if (sinceRenewal.isPresent()) {
            return true;
        }
        Set<Fit> fits = new HashSet<>();
        for (Formula formula : formulas) {
            fits.addAll(formula.every(
                    (Course course) -> Fit.of(Optional.of(course.total()), lengthNanos, resolutionNanos)));
        }
        return fits.size() < 2;
    }
}

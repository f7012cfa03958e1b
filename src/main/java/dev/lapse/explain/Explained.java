package dev.lapse.explain;

import dev.lapse.oracle.Counterfactual;
import dev.lapse.oracle.Interval;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * An outage and where its time went. The phases follow each other without a gap from the beginning of the outage to its
 * end, so that their lengths sum to it.
 *
 * @param injection the fault that it comes of, such as {@code inject#1/1}; empty: none that the history tells of
 * @param sinceRenewal from the last renewal of the leader lease to the fault; empty: not known, or of no account
 * @param served from the fault to the last OK, which is no part of the outage; empty: there was no fault
 * @param unbounded what could not be told apart, and why; a sentence each
 * @param beside what went on at the same time as a phase and is not added: a sentence each
 * @param predicted how long the configuration lets the outage last; empty: nothing predicts it
 * @param sentence what a reader needs to know, in one to four sentences; {@link #inWords} makes them of the rest
 */
public record Explained(
        LaneOutage outage,
        OutageKind kind,
        Optional<String> injection,
        Optional<Interval> sinceRenewal,
        Optional<Interval> served,
        List<SeenPhase> phases,
        List<String> unbounded,
        List<String> beside,
        Optional<Interval> predicted,
        Fit fit,
        String sentence) {
    public Explained {
        phases = List.copyOf(phases);
        unbounded = List.copyOf(unbounded);
        beside = List.copyOf(beside);
    }

    /** By how much its length lies outside of what is predicted; 0 where it lies inside, or nothing is predicted. */
    public long beyondNanos() {
        return Fit.beyondNanos(predicted, outage.lengthNanos());
    }

    /** The phases that are above, or below, what is predicted of them, the one by the most first. */
    public List<SeenPhase> beyond(Fit side) {
        return phases.stream()
                .filter(phase -> phase.fit() == side)
                .sorted(Comparator.comparingLong(SeenPhase::beyondNanos).reversed())
                .toList();
    }

    /**
     * The same, said in sentences.
     *
     * @param other what would have been with another setting
     */
    Explained inWords(Optional<Counterfactual> other) {
        return inWords(other, Sentences.NO_FORMULA);
    }

    /** @param unpredicted a sentence for where nothing predicts it */
    Explained inWords(Optional<Counterfactual> other, String unpredicted) {
        return new Explained(
                outage,
                kind,
                injection,
                sinceRenewal,
                served,
                phases,
                unbounded,
                beside,
                predicted,
                fit,
                Sentences.of(this, other, unpredicted));
    }
}

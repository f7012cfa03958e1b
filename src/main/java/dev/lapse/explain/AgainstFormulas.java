package dev.lapse.explain;

import dev.lapse.oracle.Course;
import dev.lapse.oracle.Formula;
import dev.lapse.oracle.Interval;
import dev.lapse.oracle.Phase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** An outage and its phases held against formulas, of which any may be right. */
final class AgainstFormulas {
    private final LaneOutage outage;
    private final List<Formula> formulas;
    private final Optional<Interval> sinceRenewal;

    /**
     * @param formulas one at least
     * @param sinceRenewal empty: it may be any that the formulas allow
     */
    AgainstFormulas(LaneOutage outage, List<Formula> formulas, Optional<Interval> sinceRenewal) {
        this.outage = outage;
        this.formulas = List.copyOf(formulas);
        this.sinceRenewal = sinceRenewal;
    }

    Interval total() {
        return over(Course::total);
    }

    /**
     * Whether this can be said of any of the outages that a lane has in a step, and not of its longest alone: none may
     * be longer than predicted, and where that is "up to" something, each is.
     */
    boolean bindsEach() {
        return total().from().isZero() || fit() == Fit.ABOVE;
    }

    /** Whether the outage is another at another phase of the lease. */
    boolean dependOnPhase() {
        return formulas.stream().anyMatch(Formula::dependsOnPhase);
    }

    /** An outage that has not ended can be no more than too long. */
    Fit fit() {
        Fit fit = fit(outage.lengthNanos() - outage.resolutionNanos(), outage.lengthNanos(), total());
        return outage.censored() && fit != Fit.ABOVE ? Fit.NO_FORMULA : fit;
    }

    /** A phase that was told together with others before it is held against the sum of all. */
    List<SeenPhase> phases(List<SeenPhase> seen, Breakdown breakdown) {
        List<SeenPhase> held = new ArrayList<>();
        long open = outage.resolutionNanos();
        for (SeenPhase phase : seen) {
            held.add(held(
                    phase, all(phase.phase(), breakdown, seen), held.isEmpty() ? open : 0, held.isEmpty() ? 0 : open));
            open = phase.resolutionNanos();
        }
        return held;
    }

    private List<Phase> all(Phase phase, Breakdown breakdown, List<SeenPhase> seen) {
        Stream<Phase> told = breakdown.endings().stream()
                .filter(ending -> ending.phase() == phase)
                .findFirst()
                .map(Ending::all)
                .orElseGet(() -> last(breakdown).all())
                .stream();
        return Stream.concat(untold(phase, breakdown, seen), told).distinct().toList();
    }

    private static Ending last(Breakdown breakdown) {
        return new Ending(Phase.RECONNECT, breakdown.merged(), Occurrence.at(0, "", ""));
    }

    /**
     * What the formulas have and the breakdown does not lies in the first phase after that which was seen. Where one
     * was seen that they do not know, it is an outage of another kind than theirs, and nothing of this can be said.
     */
    private Stream<Phase> untold(Phase phase, Breakdown breakdown, List<SeenPhase> seen) {
        List<Ending> all = new ArrayList<>(breakdown.endings());
        all.add(last(breakdown));
        List<Ending> endings = all.stream()
                .filter(ending -> seen.stream().anyMatch(one -> one.phase() == ending.phase()))
                .toList();
        if (endings.stream().map(Ending::all).anyMatch(phases -> !isPredicted(phases))) {
            return Stream.empty();
        }
        Set<Phase> told = all.stream().flatMap(ending -> ending.all().stream()).collect(Collectors.toSet());
        return predictedPhases()
                .filter(one -> !told.contains(one))
                .filter(one -> endings.stream()
                        .map(Ending::phase)
                        .filter(next -> next.compareTo(one) > 0)
                        .findFirst()
                        .filter(next -> next == phase)
                        .isPresent());
    }

    /**
     * @param late by how much it may have begun later than is said
     * @param early by how much it may have begun earlier
     */
    private SeenPhase held(SeenPhase phase, List<Phase> all, long late, long early) {
        if (!isPredicted(all)) {
            return phase;
        }
        Interval predicted = all.stream()
                .map(one -> over(course -> course.length(one)))
                .reduce(Interval::plus)
                .orElseThrow();
        boolean open = outage.censored() && phase.toNanos() == outage.toNanos();
        Fit fit = fit(phase.lengthNanos() - phase.resolutionNanos() - late, phase.lengthNanos() + early, predicted);
        return new SeenPhase(
                phase.phase(),
                phase.fromNanos(),
                phase.toNanos(),
                phase.resolutionNanos(),
                phase.endedBy(),
                phase.source(),
                phase.untold(),
                Optional.of(predicted),
                open && fit != Fit.ABOVE ? Fit.NO_FORMULA : fit);
    }

    private boolean isPredicted(List<Phase> all) {
        return predictedPhases().anyMatch(all::contains);
    }

    private Stream<Phase> predictedPhases() {
        Duration since = sinceRenewal.map(Interval::from).orElse(Duration.ZERO);
        return formulas.stream()
                .flatMap(formula -> formula.after(since).phases().stream())
                .map(Course.Part::phase)
                .distinct();
    }

    private Interval over(Function<Course, Interval> length) {
        return formulas.stream()
                .map(formula ->
                        sinceRenewal.map(since -> formula.over(since, length)).orElseGet(() -> formula.over(length)))
                .reduce(Interval::or)
                .orElseThrow();
    }

    private static Fit fit(long leastNanos, long mostNanos, Interval predicted) {
        return Fit.of(Optional.of(predicted), mostNanos, mostNanos - leastNanos);
    }
}

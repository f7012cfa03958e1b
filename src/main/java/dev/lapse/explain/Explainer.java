package dev.lapse.explain;

import dev.lapse.oracle.Interval;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Explains each outage of a run. */
public final class Explainer {
    private static final Set<OutageKind> LEASED =
            EnumSet.of(OutageKind.FAILOVER, OutageKind.NO_QUORUM, OutageKind.DEMOTION);

    private final Facts facts;
    private final Renewals renewals;

    private Explainer(Observed observed) {
        this.facts = new Facts(observed);
        this.renewals = Renewals.of(observed.frame());
    }

    /** @return one for each outage, in the same order */
    public static List<Explained> explain(Observed observed) {
        Explainer explainer = new Explainer(observed);
        return observed.outages().stream().map(explainer::explain).toList();
    }

    /** From the last renewal of the lease to the fault, where the lease has a part in the outage. */
    private Optional<Interval> sinceRenewal(Scene scene, Breakdown breakdown) {
        if (!LEASED.contains(breakdown.kind()) || scene.healing()) {
            return Optional.empty();
        }
        return scene.fault()
                .flatMap(fault -> renewals.lastBefore(fault.injectedNanos())
                        .map(renewal -> new Interval(
                                length(fault.requestedNanos() - renewal.latestNanos()),
                                length(fault.injectedNanos() - renewal.earliestNanos()))));
    }

    private static Duration length(long nanos) {
        return Duration.ofNanos(Math.max(0, nanos));
    }

    private Explained explain(LaneOutage outage) {
        Scene scene = Scene.of(facts, outage);
        Breakdown breakdown = Breakdowns.of(scene);
        List<SeenPhase> phases = Waterfall.of(outage, breakdown);
        return new Explained(
                        outage,
                        breakdown.kind(),
                        scene.fault().map(FaultSpan::injection),
                        sinceRenewal(scene, breakdown),
                        scene.served(),
                        phases,
                        breakdown.unbounded(),
                        breakdown.beside(),
                        Optional.empty(),
                        Fit.NO_FORMULA,
                        "")
                .inWords();
    }
}

package dev.lapse.explain;

import dev.lapse.oracle.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The phases of a breakdown, clipped to an outage: in order, without a gap, from its beginning to its end. */
final class Clipped {
    private final LaneOutage outage;
    private final List<SeenPhase> phases = new ArrayList<>();
    private long atNanos;

    private Clipped(LaneOutage outage) {
        this.outage = outage;
        this.atNanos = outage.fromNanos();
    }

    /** A phase that was over before the one before it was, or before the outage, has no length and is left out. */
    static List<SeenPhase> of(LaneOutage outage, Breakdown breakdown) {
        Clipped clipped = new Clipped(outage);
        for (Ending ending : breakdown.endings()) {
            clipped.add(ending);
        }
        clipped.close(breakdown.merged());
        return clipped.phases;
    }

    private void add(Ending ending) {
        Occurrence by = ending.by();
        if (by.earliestNanos() >= outage.toNanos()) {
            add(ending.phase(), ending.merged(), end());
        } else if (by.latestNanos() > atNanos) {
            add(ending.phase(), ending.merged(), by);
        }
    }

    private void close(List<Phase> untold) {
        add(Phase.RECONNECT, untold, end());
    }

    private void add(Phase phase, List<Phase> untold, Occurrence by) {
        long to = Math.min(by.latestNanos(), outage.toNanos());
        if (to > atNanos) {
            long resolution = to - Math.max(atNanos, Math.min(to, by.earliestNanos()));
            phases.add(new SeenPhase(
                    phase, atNanos, to, resolution, by.event(), by.source(), untold, Optional.empty(), Fit.NO_FORMULA));
            atNanos = to;
        }
    }

    /** The end of the outage: it may have been over from the last attempt on that was not OK. */
    private Occurrence end() {
        long earliest = Math.max(atNanos, outage.lastFailedNanos().orElse(atNanos));
        return outage.censored()
                ? new Occurrence(outage.toNanos(), outage.toNanos(), "end of the lane, and still no OK", "the lane")
                : new Occurrence(
                        Math.min(earliest, outage.toNanos()), outage.toNanos(), "first lasting OK", "the lane");
    }
}

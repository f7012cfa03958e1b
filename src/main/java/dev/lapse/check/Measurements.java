package dev.lapse.check;

import dev.lapse.explain.Explained;
import java.util.List;
import java.util.Optional;

/**
 * All the numbers of a run, before they are judged; {@code load} is empty when it had none, {@code lastWritable} when
 * no fault was requested, and {@code explained} holds the outages of client lanes in the order of the lanes, each
 * lane's by time.
 */
public record Measurements(
        List<FaultMeasure> faults,
        List<LaneMeasure> lanes,
        Optional<LoadMeasure> load,
        Writes writes,
        DualPrimary dualPrimary,
        Optional<LastWritable> lastWritable,
        ReadMeasure reads,
        List<Failover> failovers,
        List<Rejoin> rejoins,
        List<FailedRejoin> failedRejoins,
        Promotions promotions,
        List<DeposedNode> deposed,
        List<Explained> explained) {
    /** The same, with these lists instead of the whole ones. */
    public Measurements with(
            List<LaneMeasure> newLanes, List<DualPrimary.Window> newWindows, List<Explained> newExplained) {
        return new Measurements(
                faults,
                newLanes,
                load,
                writes,
                new DualPrimary(
                        dualPrimary.observed(),
                        newWindows,
                        dualPrimary.doubts(),
                        dualPrimary.blind(),
                        dualPrimary.witnesses()),
                lastWritable,
                reads,
                failovers,
                rejoins,
                failedRejoins,
                promotions,
                deposed,
                newExplained);
    }
}

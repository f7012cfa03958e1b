package dev.lapse.check;

import dev.lapse.explain.Explained;
import java.util.List;
import java.util.Optional;

/**
 * All the numbers of a run, before they are judged; {@code lastWritable} is empty when no fault was requested, and
 * {@code explained} holds the outages of client lanes in the order of the lanes, each lane's by time.
 */
public record Measurements(
        List<FaultMeasure> faults,
        List<LaneMeasure> lanes,
        Writes writes,
        DualPrimary dualPrimary,
        Optional<LastWritable> lastWritable,
        ReadMeasure reads,
        List<Failover> failovers,
        List<Rejoin> rejoins,
        List<FailedRejoin> failedRejoins,
        Promotions promotions,
        List<Explained> explained) {}

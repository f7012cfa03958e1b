package dev.lapse.check;

import java.util.List;
import java.util.Optional;

/** All the numbers of a run, before they are judged; {@code lastWritable} is empty when no fault was requested. */
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
        Promotions promotions) {}

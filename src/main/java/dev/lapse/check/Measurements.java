package dev.lapse.check;

import java.util.List;

/** All the numbers of a run, before they are judged. */
public record Measurements(
        List<FaultMeasure> faults,
        List<LaneMeasure> lanes,
        Writes writes,
        DualPrimary dualPrimary,
        Reads reads,
        List<Failover> failovers,
        List<Rejoin> rejoins) {}

package dev.lapse.check;

import dev.lapse.history.Lane;
import dev.lapse.history.PoolSeen;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a lane saw. {@code floor}: gaps up to this are not outages. {@code latencyP99} is of the OK attempts of the
 * steady phase. {@code pool}: what its pool did, where it has one that was seen to the end. {@code health}: how well it
 * looked.
 */
public record LaneMeasure(
        Lane lane,
        Duration floor,
        long attempts,
        long ok,
        long failed,
        long indeterminate,
        long notSent,
        Duration latenessP50,
        Duration latenessP99,
        Duration latenessMax,
        Duration latencyP50,
        Duration latencyP99,
        List<Outage> outages,
        List<Degraded> degraded,
        Optional<PoolSeen> pool,
        ProbeHealth health) {}

package dev.lapse.observe;

import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.NanoClock;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Power;
import dev.lapse.history.EngineLost;
import dev.lapse.history.Recorder;
import java.time.Duration;

/**
 * Asks the engine for the state of one host, again and again. When it is not there twice in a row, it is lost from the
 * first time on: that is recorded once. One thread.
 */
public final class EngineWatch {
    public static final Duration PERIOD = Duration.ofSeconds(1);

    private final Power power;
    private final NodeName host;
    private final Recorder recorder;
    private final NanoClock clock;
    private long silentSince = Long.MAX_VALUE;
    private boolean lost;

    public EngineWatch(Power power, NodeName host, Recorder recorder, NanoClock clock) {
        this.power = power;
        this.host = host;
        this.recorder = recorder;
        this.clock = clock;
    }

    public void once() {
        if (lost) {
            return;
        }
        long asked = clock.nanos();
        try {
            power.state(host);
            silentSince = Long.MAX_VALUE;
        } catch (LapseException e) {
            if (e.kind() != LapseException.Kind.ENGINE_LOST) {
                return; // it said no, so it is there
            }
            lost = silentSince < asked;
            if (lost) {
                recorder.record(new EngineLost(silentSince, e.getMessage()));
            }
            silentSince = Math.min(silentSince, asked);
        }
    }
}

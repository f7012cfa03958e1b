package dev.lapse.check;

import dev.lapse.history.History;

/** All the numbers of a run: every question is asked once, of one pass over the history. */
public final class Measure {
    private Measure() {}

    /** @throws dev.lapse.cluster.LapseException when the history does not say that a run began */
    public static Measurements of(History history) {
        return of(RunLog.of(history));
    }

    static Measurements of(RunLog run) {
        return new Measurements(
                Injections.of(run),
                Lanes.of(run),
                WriteLedger.of(run),
                DualPrimaries.of(run),
                LastWritables.of(run),
                ReadAges.of(run),
                Failovers.of(run),
                Rejoins.of(run),
                Rejoins.failed(run));
    }
}

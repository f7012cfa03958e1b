package dev.lapse.check;

import dev.lapse.history.History;
import java.util.List;

/** All the numbers of a run: every question is asked once, of two passes over the history. */
public final class Measure {
    private Measure() {}

    /** @throws dev.lapse.cluster.LapseException when the history does not say that a run began */
    public static Measurements of(History history) {
        return of(RunLog.of(history), history);
    }

    static Measurements of(RunLog run, History history) {
        Rejoins rejoins = new Rejoins(run);
        TimeOrder.read(history, run.lanes(), log -> List.of(rejoins));
        return new Measurements(
                Injections.of(run),
                Lanes.of(run),
                WriteLedger.of(run),
                DualPrimaries.of(run),
                LastWritables.of(run),
                ReadAges.of(run),
                Failovers.of(run),
                rejoins.result(),
                Rejoins.failed(run));
    }
}

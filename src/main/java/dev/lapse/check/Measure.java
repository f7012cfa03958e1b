package dev.lapse.check;

import dev.lapse.history.History;

/** All the numbers of a run: every question is asked once, of one pass over the history. */
public final class Measure {
    private Measure() {}

    /** @throws dev.lapse.cluster.LapseException when the history does not say that a run began */
    public static Measurements of(History history) {
        return of(Facts.of(history));
    }

    static Measurements of(Facts facts) {
        return new Measurements(
                Faults.of(facts),
                Lanes.of(facts),
                WriteLedger.of(facts),
                DualPrimaries.of(facts),
                LastWritables.of(facts),
                ReadAges.of(facts),
                Failovers.of(facts),
                Rejoins.of(facts),
                Rejoins.failed(facts));
    }
}

package dev.lapse.run;

import dev.lapse.cluster.NanoClock;
import dev.lapse.history.ClusterReady;
import dev.lapse.probe.Ledger;
import java.time.Duration;

/** Reads what the running components say of themselves before a run: versions, and settings in effect. */
@FunctionalInterface
interface Inspection {
    /**
     * @param primaryAddress the primary's address on watch
     * @throws dev.lapse.cluster.LapseException when one does not answer
     */
    ClusterReady read(NanoClock clock, String primaryAddress, Ledger ledger, Duration bringUp);
}

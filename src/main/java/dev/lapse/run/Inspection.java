package dev.lapse.run;

import dev.lapse.cluster.Access;
import dev.lapse.cluster.ClusterSpec;
import dev.lapse.cluster.NanoClock;
import dev.lapse.component.Patroni;
import dev.lapse.history.ClusterReady;
import dev.lapse.observe.SelfReport;
import dev.lapse.probe.Ledger;
import java.time.Duration;

/** Reads what the running components say of themselves before a run: versions, and settings in effect. */
@FunctionalInterface
interface Inspection {
    Duration QUICK = Duration.ofSeconds(10);

    /**
     * @param primaryAddress the primary's address on watch
     * @throws dev.lapse.cluster.LapseException when one does not answer
     */
    ClusterReady read(NanoClock clock, String primaryAddress, Ledger ledger, Duration bringUp);

    /** Puts the inquiries of each component to a running cluster. */
    static Inspection of(Access access) {
        return (clock, primaryAddress, ledger, bringUp) -> {
            SelfReport report = SelfReport.read(access, primaryAddress);
            ClusterSpec spec = access.cluster().spec();
            return new ClusterReady(
                    clock.nanos(),
                    spec.topology(),
                    report.versions(),
                    report.effective(),
                    spec.synchronous(),
                    spec.auth().text(),
                    ledger.databaseBytes(primaryAddress, Patroni.POSTGRES_PORT, QUICK),
                    bringUp.toNanos());
        };
    }
}

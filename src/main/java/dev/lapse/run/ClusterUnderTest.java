package dev.lapse.run;

import dev.lapse.cluster.Access;
import dev.lapse.cluster.Logs;
import dev.lapse.cluster.WaitingClock;
import dev.lapse.observe.Observers;
import dev.lapse.probe.Clients;
import dev.lapse.probe.Salvage;
import java.time.Duration;

/**
 * A cluster as the conductor takes it: it is up, and here is everything that a run asks of it. Nothing of it is
 * closed by the conductor.
 *
 * @param leads how long injecting a fault takes on it, as runs before this one have learned
 * @param bringUp how long it took from nothing to a leader and running balancers
 * @param clock the run's; it reads 0 when the run begins
 */
record ClusterUnderTest(
        Access access,
        Logs logs,
        Clients clients,
        Observers observers,
        Inspection inspection,
        Salvage.Salvages salvages,
        LeadTimes leads,
        Duration bringUp,
        WaitingClock clock) {
    /** The same, asked by these clients. */
    ClusterUnderTest withClients(Clients others) {
        return new ClusterUnderTest(access, logs, others, observers, inspection, salvages, leads, bringUp, clock);
    }
}

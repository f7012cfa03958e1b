package dev.lapse.probe;

import dev.lapse.cluster.Cluster;
import dev.lapse.cluster.NanoClock;
import dev.lapse.history.Lane;
import dev.lapse.history.Recorder;
import java.util.List;

/** Clients of a cluster that is up, over JDBC. */
public record JdbcClients(Cluster cluster) implements Clients {
    @Override
    public OpenLanes open(List<Lane> lanes, Recorder recorder, NanoClock clock) {
        return Probe.start(cluster, lanes, recorder, clock);
    }

    @Override
    public Ledger ledger(NanoClock clock) {
        return new JdbcLedger(cluster.credentials(), clock);
    }
}

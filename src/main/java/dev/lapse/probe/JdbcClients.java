package dev.lapse.probe;

import dev.lapse.cluster.Cluster;
import dev.lapse.cluster.NanoClock;
import dev.lapse.history.Lane;
import dev.lapse.history.Recorder;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** The clients of one run on a cluster that is up, over JDBC. */
public final class JdbcClients implements Clients {
    private final Cluster cluster;

    /**
     * What each row of this run's ledger has, and no other row. The kernel goes on to send what a client has written to
     * a connection that it then gave up: when the way is open again, a statement of an earlier run may arrive.
     */
    private final long mark = ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE);

    public JdbcClients(Cluster cluster) {
        this.cluster = cluster;
    }

    @Override
    public OpenLanes open(List<Lane> lanes, Recorder recorder, NanoClock clock) {
        return Probe.start(cluster, lanes, mark, recorder, clock);
    }

    @Override
    public Ledger ledger(NanoClock clock) {
        return new JdbcLedger(cluster.credentials(), mark, clock);
    }
}

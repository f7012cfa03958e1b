package dev.lapse.probe;

import dev.lapse.history.FinalRead;
import dev.lapse.history.LaneName;
import java.time.Duration;
import java.util.List;

/**
 * The tables that write lanes fill, asked straight at one node. Every call ends within its timeout and throws a
 * {@link dev.lapse.cluster.LapseException} when it could not. Any thread.
 */
public interface Ledger {
    /** Makes both tables, empty, whatever a run before has left. In synchronous mode this waits for a standby. */
    void create(String address, int port, Duration timeout);

    void drop(String address, int port, Duration timeout);

    /**
     * What the tables hold for these write lanes, client and direct alike, one read per lane; a lane without rows has
     * no ranges. All from one snapshot of one node.
     *
     * @throws dev.lapse.cluster.LapseException also when the node is no primary: its answer would not be the truth
     */
    List<FinalRead> finalRead(String address, int port, Duration timeout, List<LaneName> lanes);

    /** Size of the lanes' database: beside every RTO, since an idle and empty database flatters. */
    long databaseBytes(String address, int port, Duration timeout);
}

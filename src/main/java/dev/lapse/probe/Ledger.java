package dev.lapse.probe;

import dev.lapse.history.DataGaps;
import dev.lapse.history.FinalRead;
import dev.lapse.history.LaneName;
import java.time.Duration;
import java.util.List;
import java.util.Map;

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

    /**
     * When no row of these client lanes was written, as the rows' own times say: of each lane the gaps that are longer
     * than this, or only the longest where there are very many.
     */
    List<DataGaps> gaps(String address, int port, Duration timeout, Map<LaneName, Duration> longerThan);

    /** Size of the lanes' database: beside every RTO, since an idle and empty database flatters. */
    long databaseBytes(String address, int port, Duration timeout);
}

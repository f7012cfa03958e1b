package dev.lapse.probe;

import dev.lapse.cluster.NanoClock;
import dev.lapse.history.Lane;
import dev.lapse.history.Recorder;
import java.util.List;

/**
 * The clients of a run as the conductor needs them: lanes of attempts, and the ledger of what these wrote. Any thread.
 */
public interface Clients {
    /**
     * Opens the lanes; the ledger's tables must be there before. The caller closes.
     *
     * @throws dev.lapse.cluster.LapseException when the cluster has no such way in as a lane names
     */
    OpenLanes open(List<Lane> lanes, Recorder recorder, NanoClock clock);

    Ledger ledger(NanoClock clock);

    /** Lanes whose attempts go on until closed. */
    interface OpenLanes extends AutoCloseable {
        @Override
        void close();
    }
}

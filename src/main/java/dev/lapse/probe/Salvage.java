package dev.lapse.probe;

import dev.lapse.cluster.NanoClock;
import dev.lapse.cluster.NodeName;
import dev.lapse.history.LaneName;
import dev.lapse.history.Recorder;
import java.util.List;
import java.util.Map;

/**
 * Keeps what a node alone has before it is rewound or made anew, and reads it after the run. One thread at a time. No
 * failure of it ends a run: what could not be looked at is recorded as that.
 */
public interface Salvage {
    /** Just before a heal: asks nodes that were cut off, while they are still on a timeline of their own. */
    void beforeHeal();

    /**
     * After the run, while the survivor runs as primary: opens what was copied, and records what was in it.
     *
     * @param cameBackBy how nodes came back, where their logs say so: {@code pg_rewind}, {@code basebackup}
     */
    void read(Map<NodeName, String> cameBackBy);

    /** Makes a new one for a run that begins. */
    interface Salvages {
        /**
         * @param limitBytes of a copy; 0: nothing is kept
         * @param lanes those that write
         */
        Salvage start(Recorder recorder, NanoClock clock, long limitBytes, List<LaneName> lanes);
    }
}

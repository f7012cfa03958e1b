package dev.lapse.observe;

import dev.lapse.cluster.NanoClock;
import dev.lapse.history.Recorder;

/** Those who watch a cluster during a run and record what changes. */
@FunctionalInterface
public interface Observers {
    /** Begins to observe; the caller closes. */
    Watching start(Recorder recorder, NanoClock clock);

    /** Observers at work; nothing is recorded after they are closed. */
    interface Watching extends AutoCloseable {
        @Override
        void close();
    }
}

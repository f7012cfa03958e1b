package dev.lapse.observe;

import dev.lapse.cluster.NanoClock;
import dev.lapse.cluster.NodeName;
import dev.lapse.history.PoolerSeen;
import dev.lapse.history.Recorder;
import java.io.IOException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Whether one host's pooler answers new connections; recorded when it changes. One thread. */
final class PoolerPoll {
    private final StatusPages pages;
    private final NodeName node;
    private final Recorder recorder;
    private final NanoClock clock;
    private final BooleanSupplier isClosed;
    private @Nullable Boolean last;

    /** @param isClosed whether a question may be unanswered because the observer has ended it */
    PoolerPoll(StatusPages pages, NodeName node, Recorder recorder, NanoClock clock, BooleanSupplier isClosed) {
        this.pages = pages;
        this.node = node;
        this.recorder = recorder;
        this.clock = clock;
        this.isClosed = isClosed;
    }

    void once() {
        boolean up = answers();
        if (!isClosed.getAsBoolean() && (last == null || last != up)) {
            recorder.record(new PoolerSeen(clock.nanos(), node, up));
            last = up;
        }
    }

    private boolean answers() {
        try {
            pages.pooler(node);
            return true;
        } catch (IOException silent) {
            return false;
        }
    }
}

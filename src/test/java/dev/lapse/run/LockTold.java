package dev.lapse.run;

import dev.lapse.cluster.NodeName;
import dev.lapse.history.Event;
import dev.lapse.history.LeaderSeen;
import dev.lapse.history.Recorder;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Records what an observer tells, and lets one thread wait until that is who holds the leader lock. */
final class LockTold implements Recorder {
    private final Recorder recorder;
    private final BlockingQueue<LeaderSeen> told = new LinkedBlockingQueue<>();
    private Optional<NodeName> last = Optional.empty();

    LockTold(Recorder recorder) {
        this.recorder = recorder;
    }

    @Override
    public void record(Event event) {
        recorder.record(event);
        if (event instanceof LeaderSeen lock) {
            told.add(lock);
        }
    }

    void await(Optional<NodeName> holder) {
        while (!last.equals(holder)) {
            try {
                LeaderSeen lock = told.poll(10, TimeUnit.SECONDS);
                if (lock == null) {
                    throw new AssertionError("expected the observer to tell of " + holder + ", saw " + last);
                }
                last = Optional.ofNullable(lock.holder());
            } catch (InterruptedException interrupted) {
                throw new AssertionError(interrupted);
            }
        }
    }
}

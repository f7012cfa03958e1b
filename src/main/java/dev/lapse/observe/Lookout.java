package dev.lapse.observe;

import dev.lapse.cluster.NanoClock;
import dev.lapse.history.Event;
import dev.lapse.history.ObserverClosed;
import dev.lapse.history.ObserverOpened;
import dev.lapse.history.Recorder;
import dev.lapse.history.Trouble;
import java.time.Duration;

/**
 * One observer in the history: it opens, records, and says when it closes how much it recorded and when it last looked.
 * Any thread records; what a thread that still hangs learns after it is closed is dropped.
 */
public final class Lookout implements Recorder, AutoCloseable {
    private final String name;
    private final Recorder recorder;
    private final NanoClock clock;
    private long recorded;
    private long looked;
    private boolean closed;

    private Lookout(String name, Recorder recorder, NanoClock clock) {
        this.name = name;
        this.recorder = recorder;
        this.clock = clock;
        this.looked = clock.nanos();
    }

    /** @param period how often it looks; zero when it is told at once */
    public static Lookout open(String name, Duration period, Recorder recorder, NanoClock clock) {
        recorder.record(new ObserverOpened(clock.nanos(), name, period.toNanos()));
        return new Lookout(name, recorder, clock);
    }

    @Override
    public synchronized void record(Event event) {
        if (closed) {
            return;
        }
        if (!(event instanceof Trouble)) {
            recorded++;
        }
        recorder.record(event);
    }

    /** It has just seen how things stand. */
    public synchronized void looked() {
        looked = clock.nanos();
    }

    /** Idempotent. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            long now = clock.nanos();
            recorder.record(new ObserverClosed(now, name, looked, recorded));
        }
    }
}

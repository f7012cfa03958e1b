package dev.lapse.observe;

import dev.lapse.cluster.NanoClock;
import dev.lapse.history.Event;
import dev.lapse.history.ObserverClosed;
import dev.lapse.history.ObserverOpened;
import dev.lapse.history.Recorder;
import dev.lapse.history.Trouble;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One observer in the history: it opens, records, and says when it closes how much it recorded and when it last looked.
 * Any thread records; nothing may be recorded after it is closed.
 */
public final class Lookout implements Recorder, AutoCloseable {
    private final String name;
    private final Recorder recorder;
    private final NanoClock clock;
    private final AtomicLong recorded = new AtomicLong();
    private final AtomicLong looked;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Lookout(String name, Recorder recorder, NanoClock clock) {
        this.name = name;
        this.recorder = recorder;
        this.clock = clock;
        this.looked = new AtomicLong(clock.nanos());
    }

    /** @param period how often it looks; zero when it is told at once */
    public static Lookout open(String name, Duration period, Recorder recorder, NanoClock clock) {
        recorder.record(new ObserverOpened(clock.nanos(), name, period.toNanos()));
        return new Lookout(name, recorder, clock);
    }

    @Override
    public void record(Event event) {
        if (!(event instanceof Trouble)) {
            recorded.incrementAndGet();
        }
        recorder.record(event);
    }

    /** It has just seen how things stand. */
    public void looked() {
        looked.set(clock.nanos());
    }

    /** Idempotent. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            recorder.record(new ObserverClosed(clock.nanos(), name, looked.get(), recorded.get()));
        }
    }
}

package dev.lapse.observe;

import dev.lapse.cluster.NanoClock;
import dev.lapse.history.Event;
import dev.lapse.history.ObserverBlind;
import dev.lapse.history.ObserverClosed;
import dev.lapse.history.ObserverOpened;
import dev.lapse.history.Recorder;
import dev.lapse.history.Trouble;
import java.time.Duration;

/**
 * One observer in the history: it opens, records, and says when it closes how much it recorded and when it last looked.
 * It says when it could not look for long, and what that means ({@link ObserverBlind}).
 * Any thread records; what a thread that still hangs learns after it is closed is dropped.
 */
public final class Lookout implements Recorder, AutoCloseable {
    /** Looks that follow each other within so many periods are in time. */
    private static final int IN_TIME = 3;

    /** A look at what does not answer may take so long, and has seen just that: a question's longest timeout. */
    private static final Duration LONGEST_LOOK = Http.CALL_TIMEOUT;

    private final String name;
    private final Duration period;
    private final Recorder recorder;
    private final NanoClock clock;
    private long recorded;
    private long looked;
    private boolean sawChange;
    private boolean closed;

    private Lookout(String name, Duration period, Recorder recorder, NanoClock clock) {
        this.name = name;
        this.period = period;
        this.recorder = recorder;
        this.clock = clock;
        this.looked = clock.nanos();
    }

    /** @param period how often it looks; zero when it is told at once */
    public static Lookout open(String name, Duration period, Recorder recorder, NanoClock clock) {
        recorder.record(new ObserverOpened(clock.nanos(), name, period.toNanos()));
        return new Lookout(name, period, recorder, clock);
    }

    @Override
    public synchronized void record(Event event) {
        if (closed) {
            return;
        }
        if (!(event instanceof Trouble)) {
            recorded++;
            sawChange = true;
        }
        recorder.record(event);
    }

    /** It has just seen how things stand. */
    public synchronized void looked() {
        long now = clock.nanos();
        if (!closed) {
            tellBlindness(now);
        }
        looked = now;
        sawChange = false;
    }

    private void tellBlindness(long now) {
        long inTime = IN_TIME * period.toNanos();
        long since = now - looked;
        if (!period.isZero() && since > (sawChange ? inTime : inTime + LONGEST_LOOK.toNanos())) {
            recorder.record(new ObserverBlind(now, name, looked));
        }
    }

    /** Idempotent. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            long now = clock.nanos();
            tellBlindness(now);
            recorder.record(new ObserverClosed(now, name, looked, recorded));
        }
    }
}

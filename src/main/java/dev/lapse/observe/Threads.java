package dev.lapse.observe;

import dev.lapse.cluster.NanoClock;
import dev.lapse.history.Recorder;
import dev.lapse.history.Trouble;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The threads of one observer: each repeats one thing in its own rhythm, none waits for another. One thread starts and
 * closes.
 */
final class Threads implements AutoCloseable {
    private static final Duration JOIN = Duration.ofSeconds(2);

    private final Recorder recorder;
    private final NanoClock clock;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final List<Thread> threads = new ArrayList<>();

    Threads(Recorder recorder, NanoClock clock) {
        this.recorder = recorder;
        this.clock = clock;
    }

    /** What a thread does once a period; it ends with an InterruptedException when the observer closes. */
    interface Work {
        void once() throws InterruptedException;
    }

    /**
     * Does the work now and then at every multiple of the period; multiples that pass while it lasts are left out. A
     * failure that the work did not expect is recorded as Trouble, once for each message, and the rhythm goes on.
     */
    void every(String name, Duration period, Work work) {
        Thread thread = new Thread(() -> repeat(name, period.toNanos(), work), name);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    private void repeat(String name, long periodNanos, Work work) {
        Set<String> told = new HashSet<>();
        long start = clock.nanos();
        try {
            while (!isClosed()) {
                try {
                    work.once();
                } catch (RuntimeException failure) {
                    if (!isClosed() && told.add(String.valueOf(failure))) {
                        recorder.record(new Trouble(clock.nanos(), "observer " + name + ": " + failure));
                    }
                }
                long sinceStart = clock.nanos() - start;
                closed.await(periodNanos - sinceStart % periodNanos, TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    boolean isClosed() {
        return closed.getCount() == 0;
    }

    /** From now on nothing begins; what is in flight is for the caller to end before {@link #close()}. */
    void stop() {
        closed.countDown();
        threads.forEach(Thread::interrupt);
    }

    /** Stops, and waits for the threads, 2 s in all. Idempotent. */
    @Override
    public void close() {
        stop();
        long deadline = System.nanoTime() + JOIN.toNanos();
        try {
            for (Thread thread : threads) {
                thread.join(Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

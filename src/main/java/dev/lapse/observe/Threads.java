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

/** The threads of one observer: each repeats one thing in its own rhythm, none waits for another. One thread starts and closes. */
final class Threads {
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

    /**
     * Interrupts the threads and waits for them, 2 s in all. Idempotent.
     *
     * @param cancel ends the calls in flight; repeated, since a call may begin just as the others are ended
     */
    void close(Runnable cancel) {
        closed.countDown();
        threads.forEach(Thread::interrupt);
        long deadline = System.nanoTime() + JOIN.toNanos();
        try {
            while (threads.stream().anyMatch(Thread::isAlive) && System.nanoTime() < deadline) {
                cancel.run();
                for (Thread thread : threads) {
                    thread.join(10);
                }
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

package dev.lapse.probe;

import java.time.Duration;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * At most so many tasks at once, each on a thread that is already there; a task beyond that is refused, never queued.
 * The thread that was idle for the shortest time is taken first. Any thread.
 */
final class Workers {
    private final int bound;
    private final AtomicInteger busy = new AtomicInteger();
    private final NamedThreads made;
    private final ThreadPoolExecutor threads;

    Workers(String name, int bound) {
        this.bound = bound;
        made = new NamedThreads(number -> name + "-" + number);
        // twice the bound: a thread that has just ended its task may not be waiting for the next one yet
        threads = new ThreadPoolExecutor(bound, 2 * bound, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), made);
        threads.prestartAllCoreThreads();
    }

    /** Runs the task on a worker, or returns false at once when all are busy. */
    boolean offer(Runnable task) {
        if (busy.incrementAndGet() > bound) {
            busy.decrementAndGet();
            return false;
        }
        threads.execute(() -> {
            try {
                task.run();
            } finally {
                busy.decrementAndGet();
            }
        });
        return true;
    }

    int busy() {
        return busy.get();
    }

    /** Time of processors that the tasks took; complete when it has drained. */
    long cpuNanos() {
        return made.cpuNanos();
    }

    /** Takes no more tasks and waits for those that run; false when some still run after the timeout. */
    boolean drain(Duration timeout) throws InterruptedException {
        threads.shutdown();
        boolean drained = threads.awaitTermination(timeout.toNanos(), TimeUnit.NANOSECONDS);
        if (drained) {
            made.join();
        } else {
            threads.shutdownNow();
        }
        return drained;
    }
}

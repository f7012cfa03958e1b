package dev.lapse.probe;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** One thread that ends what has had its time. What it runs must not block. Any thread. */
final class Deadlines implements AutoCloseable {
    private final NamedThreads made;
    private final ScheduledThreadPoolExecutor thread;

    Deadlines(String threadName) {
        made = new NamedThreads(number -> threadName);
        thread = new ScheduledThreadPoolExecutor(1, made);
        thread.setRemoveOnCancelPolicy(true);
        thread.prestartAllCoreThreads();
    }

    /** Runs {@code end} after this time, unless the future is cancelled before. */
    Future<?> after(Duration time, Runnable end) {
        return thread.schedule(end, time.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Drops what is left and waits for what runs. Idempotent. */
    @Override
    public void close() {
        thread.shutdownNow();
        try {
            if (thread.awaitTermination(1, TimeUnit.SECONDS)) {
                made.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

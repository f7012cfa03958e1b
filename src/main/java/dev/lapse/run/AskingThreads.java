package dev.lapse.run;

import dev.lapse.cluster.AtOnce;
import dev.lapse.cluster.LapseException;
import dev.lapse.fault.FirstError;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Threads of a cluster for what is done at once; each goes when it has had nothing to do for a minute. A single task is
 * done in the calling thread. Any thread.
 */
final class AskingThreads implements AtOnce, AutoCloseable {
    private static final long ENDED_WITHIN_SECONDS = 2;

    private final AtomicInteger number = new AtomicInteger();

    /** Without a limit: a task that waits for tasks of its own must not take the thread that they need. */
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "asking-" + number.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    });

    @Override
    public void run(List<Runnable> tasks) {
        if (tasks.size() == 1) {
            tasks.get(0).run();
            return;
        }
        CountDownLatch ended = new CountDownLatch(tasks.size());
        List<? extends Future<?>> underWay = tasks.stream()
                .map(task -> threads.submit(() -> {
                    try {
                        task.run();
                    } finally {
                        ended.countDown();
                    }
                }))
                .toList();
        FirstError errors = new FirstError();
        try {
            for (Future<?> one : underWay) {
                errors.keep(() -> await(one));
            }
        } finally {
            if (Thread.interrupted()) {
                underWay.forEach(one -> one.cancel(true));
                end(ended);
                Thread.currentThread().interrupt();
            }
        }
        errors.rethrow();
    }

    private static void await(Future<?> one) {
        try {
            one.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException known) {
                throw known;
            }
            throw new LapseException(LapseException.Kind.HARNESS, "at once: " + e.getCause(), e.getCause());
        } catch (CancellationException e) {
            throw new LapseException(LapseException.Kind.HARNESS, "at once: it was given up", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // so that the wait for the others ends, too
            throw new LapseException(LapseException.Kind.HARNESS, "at once: interrupted", e);
        }
    }

    /** What was begun is healed next, so it should not be under way any more. */
    private static void end(CountDownLatch ended) {
        try {
            ended.await(ENDED_WITHIN_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends what is under way. */
    @Override
    public void close() {
        threads.shutdownNow();
    }
}

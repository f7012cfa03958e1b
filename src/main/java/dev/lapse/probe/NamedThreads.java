package dev.lapse.probe;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadFactory;
import java.util.function.IntFunction;

/**
 * Makes daemon threads with names, and joins them: an executor says that it has ended a moment before its last thread
 * has. Any thread.
 */
final class NamedThreads implements ThreadFactory {
    private final IntFunction<String> name;
    private final Queue<Thread> made = new ConcurrentLinkedQueue<>();
    private int count;

    /** @param name of the thread with this number, from 1 */
    NamedThreads(IntFunction<String> name) {
        this.name = name;
    }

    @Override
    public synchronized Thread newThread(Runnable task) {
        made.removeIf(thread -> thread.getState() == Thread.State.TERMINATED);
        count++;
        Thread thread = new Thread(task, name.apply(count));
        thread.setDaemon(true);
        made.add(thread);
        return thread;
    }

    /** Waits until all have ended; they must be on their way out. */
    void join() throws InterruptedException {
        for (Thread thread : made) {
            thread.join();
        }
    }
}

package dev.lapse.probe;

import java.lang.management.ManagementFactory;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntFunction;

/**
 * Makes daemon threads with names, and joins them: an executor says that it has ended a moment before its last thread
 * has. Any thread.
 */
final class NamedThreads implements ThreadFactory {
    private final IntFunction<String> name;
    private final Queue<Thread> made = new ConcurrentLinkedQueue<>();
    private final LongAdder cpuNanos = new LongAdder();
    private int count;

    /** @param name of the thread with this number, from 1 */
    NamedThreads(IntFunction<String> name) {
        this.name = name;
    }

    @Override
    public synchronized Thread newThread(Runnable task) {
        made.removeIf(thread -> thread.getState() == Thread.State.TERMINATED);
        count++;
        Thread thread = new Thread(() -> counted(task), name.apply(count));
        thread.setDaemon(true);
        made.add(thread);
        return thread;
    }

    private void counted(Runnable task) {
        try {
            task.run();
        } finally {
            cpuNanos.add(Math.max(0, ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime())); // -1: not told
        }
    }

    /** Time of processors that those took which have ended. */
    long cpuNanos() {
        return cpuNanos.sum();
    }

    /** Waits until all have ended; they must be on their way out. */
    void join() throws InterruptedException {
        for (Thread thread : made) {
            thread.join();
        }
    }
}

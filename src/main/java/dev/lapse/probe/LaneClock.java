package dev.lapse.probe;

import dev.lapse.cluster.NanoClock;
import java.util.concurrent.locks.LockSupport;

/** The thread that says when a lane's attempts are due. It does no I/O and never waits for another thread. */
final class LaneClock {
    private final Schedule schedule;
    private final NanoClock clock;
    private final Due due;
    private final Thread thread;
    private volatile boolean stopped;

    /** What happens when an attempt is due; must return at once. */
    @FunctionalInterface
    interface Due {
        void attempt(long seq, long dueNanos);
    }

    LaneClock(String threadName, Schedule schedule, NanoClock clock, Due due) {
        this.schedule = schedule;
        this.clock = clock;
        this.due = due;
        this.thread = new Thread(this::run, threadName);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Nothing is due any more, once {@link #join()} has returned. */
    void stop() {
        stopped = true;
        LockSupport.unpark(thread);
    }

    void join() throws InterruptedException {
        thread.join();
    }

    private void run() {
        for (long seq = 0; ; seq++) {
            long dueNanos = schedule.dueNanos(seq);
            for (long left = dueNanos - clock.nanos(); left > 0 && !stopped; left = dueNanos - clock.nanos()) {
                LockSupport.parkNanos(this, left);
            }
            if (stopped) {
                return;
            }
            due.attempt(seq, dueNanos);
        }
    }
}

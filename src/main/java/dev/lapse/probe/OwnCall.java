package dev.lapse.probe;

/**
 * One call of the user's own code while it is under way. Its thread and the deadline's race; whoever settles it first
 * decides its outcome. It is interrupted only while it is under way, so that no later call of the same thread is. Any
 * thread.
 */
final class OwnCall {
    private final long seq;
    private final long dueNanos;
    private final long invokedNanos;
    private final Thread thread;
    private boolean settled;
    private boolean left;

    OwnCall(long seq, long dueNanos, long invokedNanos, Thread thread) {
        this.seq = seq;
        this.dueNanos = dueNanos;
        this.invokedNanos = invokedNanos;
        this.thread = thread;
    }

    long seq() {
        return seq;
    }

    long dueNanos() {
        return dueNanos;
    }

    long invokedNanos() {
        return invokedNanos;
    }

    /** Whether the caller decides the outcome; false when the other one has. */
    synchronized boolean settle() {
        boolean first = !settled;
        settled = true;
        return first;
    }

    /** Interrupts the code, if it is still under way. */
    synchronized void interrupt() {
        if (!left) {
            thread.interrupt();
        }
    }

    /** The code has come back; from now on nothing interrupts the thread on its behalf. For that thread only. */
    synchronized void leave() {
        left = true;
        Thread.interrupted();
    }
}

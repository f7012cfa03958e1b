package dev.lapse.probe;

import java.time.Duration;

/**
 * Holds a write lane back while its writes vanish. A write that was sent and then abandoned can keep a server slot
 * until a standby returns, since a backend that waits for synchronous replication ignores clients that went away; so
 * after {@value #ABANDONED_IN_A_ROW} of them in a row the lane goes on every 200 ms until its next OK. Attempts that
 * never reached a server neither lengthen nor break the row. Any thread.
 */
final class Pace {
    static final int ABANDONED_IN_A_ROW = 20;
    static final Duration SLOW_PERIOD = Duration.ofMillis(200);

    private int abandoned;
    private boolean slow;
    private long nextNanos;

    /** Whether the attempt that is due now may go; while slow, saying yes puts off the next. */
    synchronized boolean admits(long dueNanos) {
        if (!slow) {
            return true;
        }
        if (dueNanos - nextNanos < 0) {
            return false;
        }
        nextNanos = dueNanos + SLOW_PERIOD.toNanos();
        return true;
    }

    synchronized void acknowledged() {
        abandoned = 0;
        slow = false;
    }

    /** A server answered with an error: the row is broken, but only an OK ends slowness. */
    synchronized void refused() {
        abandoned = 0;
    }

    synchronized void abandoned(long nowNanos) {
        abandoned++;
        if (abandoned >= ABANDONED_IN_A_ROW && !slow) {
            slow = true;
            nextNanos = nowNanos + SLOW_PERIOD.toNanos();
        }
    }
}

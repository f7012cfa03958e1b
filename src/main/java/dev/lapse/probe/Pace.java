package dev.lapse.probe;

import java.time.Duration;

/**
 * Holds writers back while their writes vanish. A write that was sent and then abandoned can keep a server slot until a
 * standby returns, since a backend that waits for synchronous replication ignores clients that went away; so after
 * {@value #ABANDONED_IN_A_ROW} of them in a row the lane goes on every 200 ms until its next OK. Attempts that never
 * reached a server neither lengthen nor break the row.
 *
 * <p>The clients of a load share one: they go on every 5 s then, all together, and every 100 ms while one finds no
 * server, so that hundreds of connects a second do not weigh on what is measured. Any thread.
 */
final class Pace {
    static final int ABANDONED_IN_A_ROW = 20;
    static final Duration SLOW_PERIOD = Duration.ofMillis(200);
    static final Duration SLOW_PERIOD_OF_LOAD = Duration.ofSeconds(5);
    static final Duration UNREACHED_PERIOD_OF_LOAD = Duration.ofMillis(100);

    private final long slowNanos;
    private final long unreachedNanos;
    private int abandoned;
    private long heldNanos;
    private long nextNanos;

    /** Of one lane. */
    Pace() {
        this(SLOW_PERIOD, Duration.ZERO);
    }

    private Pace(Duration slow, Duration unreached) {
        slowNanos = slow.toNanos();
        unreachedNanos = unreached.toNanos();
    }

    /** Of all clients of a load. */
    static Pace ofLoad() {
        return new Pace(SLOW_PERIOD_OF_LOAD, UNREACHED_PERIOD_OF_LOAD);
    }

    /** Whether the attempt that is due now may go; while held back, saying yes puts off the next. */
    synchronized boolean admits(long dueNanos) {
        if (heldNanos == 0) {
            return true;
        }
        if (dueNanos - nextNanos < 0) {
            return false;
        }
        nextNanos = dueNanos + heldNanos;
        return true;
    }

    /** Why an attempt was not admitted. */
    synchronized String why() {
        return heldNanos == slowNanos
                ? "held back: " + ABANDONED_IN_A_ROW + " writes in a row were abandoned"
                : "held back: no server was reached";
    }

    synchronized void acknowledged() {
        abandoned = 0;
        heldNanos = 0;
    }

    /** A server answered with an error: the row is broken, but only an OK ends slowness. */
    synchronized void refused() {
        abandoned = 0;
    }

    synchronized void abandoned(long nowNanos) {
        abandoned++;
        if (abandoned >= ABANDONED_IN_A_ROW) {
            hold(slowNanos, nowNanos);
        }
    }

    /** Nothing was sent. */
    synchronized void unreached(long nowNanos) {
        hold(unreachedNanos, nowNanos);
    }

    private void hold(long periodNanos, long nowNanos) {
        if (periodNanos > heldNanos) {
            heldNanos = periodNanos;
            nextNanos = nowNanos + periodNanos;
        }
    }
}

package dev.lapse.cluster;

import java.util.concurrent.TimeUnit;

/** A run's clock that can also let time go by; a test's time goes by at once. Any thread reads, one thread waits. */
public interface WaitingClock extends NanoClock {
    /** Returns when the clock reads this or more. */
    void waitUntil(long nanos) throws InterruptedException;

    /** The harness's clock, moved so that it reads 0 now. */
    static WaitingClock startingNow() {
        NanoClock clock = NanoClock.startingNow();
        return new WaitingClock() {
            @Override
            public long nanos() {
                return clock.nanos();
            }

            @Override
            public void waitUntil(long nanos) throws InterruptedException {
                long left = nanos - nanos();
                if (left > 0) {
                    TimeUnit.NANOSECONDS.sleep(left);
                }
            }
        };
    }
}

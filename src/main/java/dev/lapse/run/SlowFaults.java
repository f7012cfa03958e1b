package dev.lapse.run;

import dev.lapse.cluster.NanoClock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Tells a person what is being done to a fault when that takes longer than a second, and again every five seconds. A
 * thread of its own looks; closing ends it.
 */
final class SlowFaults implements AutoCloseable {
    private static final long LOOK_MILLIS = 200;
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration AGAIN = Duration.ofSeconds(5);

    private final Supplier<String> doing;
    private final NanoClock clock;
    private final Consumer<String> told;
    private final CountDownLatch closed = new CountDownLatch(1);
    private String last = "";
    private long since;
    private long tellAt;

    /**
     * @param doing what is being done now; empty: nothing
     * @param told a line each time
     */
    SlowFaults(Supplier<String> doing, NanoClock clock, Consumer<String> told) {
        this.doing = doing;
        this.clock = clock;
        this.told = told;
    }

    static SlowFaults watching(Supplier<String> doing, NanoClock clock, Consumer<String> told) {
        SlowFaults slow = new SlowFaults(doing, clock, told);
        Thread thread = new Thread(slow::watch, "slow-faults");
        thread.setDaemon(true);
        thread.start();
        return slow;
    }

    private void watch() {
        try {
            while (!closed.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                look();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One look; package-private for its test. */
    void look() {
        String now = doing.get();
        long nanos = clock.nanos();
        if (!now.equals(last)) {
            last = now;
            since = nanos;
            tellAt = nanos + FIRST.toNanos();
        } else if (!now.isEmpty() && nanos >= tellAt) {
            told.accept(now + ", for " + (nanos - since) / 1_000_000_000 + "s so far");
            tellAt = nanos + AGAIN.toNanos();
        }
    }

    @Override
    public void close() {
        closed.countDown();
    }
}

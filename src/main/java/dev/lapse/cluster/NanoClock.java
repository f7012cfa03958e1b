package dev.lapse.cluster;

/** A monotonic clock in nanoseconds; only differences of two readings of one clock mean anything. Any thread. */
@FunctionalInterface
public interface NanoClock {
    long nanos();

    /** The harness's clock ({@link System#nanoTime()}) moved so that it reads 0 now. */
    static NanoClock startingNow() {
        long origin = System.nanoTime();
        return () -> System.nanoTime() - origin;
    }
}

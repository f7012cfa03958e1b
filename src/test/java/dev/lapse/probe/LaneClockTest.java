package dev.lapse.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LaneClockTest {
    private static final long MILLI = 1_000_000;

    private final AtomicLong now = new AtomicLong();
    private final List<Long> due = new CopyOnWriteArrayList<>();
    private final LaneClock clock = new LaneClock(
            "test-clock", new Schedule(10 * MILLI, 20 * MILLI), now::get, (seq, dueNanos) -> due.add(dueNanos));

    @Test
    void firesWhenTheClockReachesDueTimesAndNotBefore() throws InterruptedException {
        clock.start();

        now.set(10 * MILLI);
        await().until(() -> due.size() == 1);
        now.set(30 * MILLI);
        await().until(() -> due.size() == 2);
        clock.stop();
        clock.join();

        assertThat(due).containsExactly(10 * MILLI, 30 * MILLI);
    }

    @Test
    void lateClockFiresEveryAttemptItMissedWithItsOwnDueTime() throws InterruptedException {
        now.set(75 * MILLI);
        clock.start();

        await().until(() -> due.size() == 4);
        clock.stop();
        clock.join();

        assertThat(due).containsExactly(10 * MILLI, 30 * MILLI, 50 * MILLI, 70 * MILLI);
    }

    @Test
    void stoppedClockFiresNothing() throws InterruptedException {
        clock.start();
        clock.stop();
        clock.join();

        assertThat(due).isEmpty();
    }
}

package dev.lapse.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lapse.cluster.NanoClock;
import dev.lapse.history.Event;
import dev.lapse.history.Trouble;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class ThreadsTest {
    private final List<Event> events = new CopyOnWriteArrayList<>();
    private final Threads threads = new Threads(events::add, NanoClock.startingNow());

    @Test
    void closeEndsWorkThatWaits() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        threads.every("waits", Duration.ofDays(1), () -> {
            begun.countDown();
            try {
                new CountDownLatch(1).await();
            } finally {
                ended.countDown();
            }
        });
        begun.await();

        threads.close();
        threads.close();

        assertThat(ended.getCount()).isZero();
        assertThat(events).isEmpty();
    }

    @Test
    void workThatHangsDelaysNoOther() throws InterruptedException {
        CountDownLatch thrice = new CountDownLatch(3);
        threads.every("hangs", Duration.ofMillis(1), () -> new CountDownLatch(1).await());
        threads.every("goes-on", Duration.ofMillis(1), thrice::countDown);

        thrice.await();

        threads.close();
    }

    @Test
    void unexpectedFailureIsTroubleOnceAndTheRhythmGoesOn() throws InterruptedException {
        CountDownLatch thrice = new CountDownLatch(3);
        threads.every("fails", Duration.ofMillis(1), () -> {
            thrice.countDown();
            throw new IllegalStateException("no such word");
        });
        thrice.await();

        threads.close();

        assertThat(events)
                .singleElement()
                .isInstanceOfSatisfying(
                        Trouble.class,
                        trouble -> assertThat(trouble.what())
                                .isEqualTo("observer fails: java.lang.IllegalStateException: no such word"));
    }
}

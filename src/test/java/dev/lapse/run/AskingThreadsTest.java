package dev.lapse.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lapse.cluster.LapseException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AskingThreadsTest {
    private final AskingThreads threads = new AskingThreads();

    @AfterEach
    void close() {
        threads.close();
    }

    @Test
    void tasksThatWaitForEachOtherAreDoneAtOnceAndAnswerInTheirOrder() {
        CyclicBarrier all = new CyclicBarrier(20);
        List<Supplier<Integer>> tasks = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            int number = i;
            tasks.add(() -> {
                meet(all);
                return number;
            });
        }

        assertThat(threads.all(tasks)).hasSize(20).isSorted();
    }

    @Test
    void aTaskMayDoSeveralThingsAtOnceItself() {
        Supplier<Integer> nested =
                () -> threads.all(List.<Supplier<Integer>>of(() -> 1, () -> 2)).size();

        assertThat(threads.all(List.of(nested, nested, nested))).containsExactly(2, 2, 2);
    }

    @Test
    void theOthersAreDoneAlthoughOneFails() {
        List<String> done = new ArrayList<>();
        LapseException first = new LapseException(LapseException.Kind.HARNESS, "pg1 is silent");

        assertThatThrownBy(() -> threads.run(List.of(
                        () -> {
                            throw first;
                        },
                        () -> done.add("pg2"))))
                .isSameAs(first);
        assertThat(done).containsExactly("pg2");
    }

    @Test
    void anInterruptEndsTheTasksToo() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(2);
        CountDownLatch ended = new CountDownLatch(2);
        Runnable hangs = () -> {
            begun.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                ended.countDown();
            }
        };
        List<Throwable> thrown = new ArrayList<>();
        Thread caller = new Thread(() -> {
            try {
                threads.run(List.of(hangs, hangs));
            } catch (LapseException e) {
                thrown.add(e);
            }
        });
        caller.start();
        assertThat(begun.await(5, TimeUnit.SECONDS)).isTrue();
        caller.interrupt();
        caller.join();

        assertThat(ended.getCount()).isZero();
        assertThat(thrown).hasSize(1).allMatch(LapseException::isOfAnInterrupt);
    }

    private static void meet(CyclicBarrier all) {
        try {
            all.await(5, TimeUnit.SECONDS);
        } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }
}

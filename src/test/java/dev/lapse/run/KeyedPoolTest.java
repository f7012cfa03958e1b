package dev.lapse.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lapse.run.KeyedPool.AfterUse;
import dev.lapse.run.KeyedPool.Loan;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class KeyedPoolTest {
    private final List<String> made = new CopyOnWriteArrayList<>();
    private final List<String> ended = new CopyOnWriteArrayList<>();
    private final KeyedPool<String, String> pool = new KeyedPool<>(2, this::make, ended::add);

    @Test
    void whatComesBackFitServesTheNextBorrowerOfAnEqualKey() throws Exception {
        Loan<String, String> first = pool.borrow("a");
        pool.giveBack(first, AfterUse.REUSABLE);

        assertThat(pool.borrow("a").thing()).isEqualTo(first.thing());
        assertThat(made).containsExactly("a1");
    }

    @Test
    void whatComesBackSpentIsEndedAndMadeAnew() throws Exception {
        pool.giveBack(pool.borrow("a"), AfterUse.SPENT);

        assertThat(pool.borrow("a").thing()).isEqualTo("a2");
        assertThat(ended).containsExactly("a1");
    }

    @Test
    void lentThingIsNotSharedButAnEqualOneIsMade() throws Exception {
        assertThat(pool.borrow("a").thing()).isEqualTo("a1");
        assertThat(pool.borrow("a").thing()).isEqualTo("a2");
    }

    @Test
    void roomIsMadeByEndingTheLongestIdle() throws Exception {
        Loan<String, String> a = pool.borrow("a");
        Loan<String, String> b = pool.borrow("b");
        pool.giveBack(b, AfterUse.REUSABLE);
        pool.giveBack(a, AfterUse.REUSABLE);

        pool.borrow("c");

        assertThat(ended).containsExactly("b2");
        assertThat(pool.borrow("a").thing()).isEqualTo("a1");
    }

    @Test
    void borrowerWaitsWhileAllAreLent() throws Exception {
        Loan<String, String> a = pool.borrow("a");
        pool.borrow("b");
        CompletableFuture<String> waiting = CompletableFuture.supplyAsync(this::lendA);
        assertThatThrownBy(() -> waiting.get(50, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);

        pool.giveBack(a, AfterUse.REUSABLE);

        assertThat(waiting.get(5, TimeUnit.SECONDS)).isEqualTo("a1");
    }

    @Test
    void failedMakingLeavesTheRoomFree() throws Exception {
        pool.borrow("a");
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> pool.borrow("bad")).hasMessage("cannot make bad");
        }
        assertThat(pool.borrow("b").thing()).isEqualTo("b2");
    }

    @Test
    void closingEndsWhatIsIdleNowAndWhatIsLentWhenItComesBack() throws Exception {
        Loan<String, String> lent = pool.borrow("a");
        pool.giveBack(pool.borrow("b"), AfterUse.REUSABLE);

        pool.close();
        pool.close();
        List<String> endedByClose = new ArrayList<>(ended);
        pool.giveBack(lent, AfterUse.REUSABLE);

        assertThat(endedByClose).containsExactly("b2");
        assertThat(ended).containsExactly("b2", "a1");
    }

    @Test
    void closingWakesThoseWhoWait() throws Exception {
        pool.borrow("a");
        pool.borrow("b");
        CompletableFuture<String> waiting = CompletableFuture.supplyAsync(this::lendA);

        pool.close();

        assertThatThrownBy(() -> waiting.get(5, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasRootCauseMessage("closed");
    }

    private String lendA() {
        try {
            return pool.borrow("a").thing();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private String make(String key) {
        if (key.equals("bad")) {
            throw new IllegalStateException("cannot make bad");
        }
        made.add(key + (made.size() + 1));
        return made.get(made.size() - 1);
    }
}

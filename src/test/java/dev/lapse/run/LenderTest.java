package dev.lapse.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lapse.run.Lender.Loan;
import dev.lapse.run.Lender.State;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class LenderTest {
    private final List<String> made = new CopyOnWriteArrayList<>();
    private final List<String> ended = new CopyOnWriteArrayList<>();
    private final Lender<String, String> lender = new Lender<>(2, this::make, ended::add);

    @Test
    void whatComesBackFitServesTheNextBorrowerOfAnEqualKey() throws Exception {
        Loan<String, String> first = lender.lend("a");
        lender.giveBack(first, State.FIT);

        assertThat(lender.lend("a").thing()).isEqualTo(first.thing());
        assertThat(made).containsExactly("a1");
    }

    @Test
    void whatComesBackSpentIsEndedAndMadeAnew() throws Exception {
        lender.giveBack(lender.lend("a"), State.SPENT);

        assertThat(lender.lend("a").thing()).isEqualTo("a2");
        assertThat(ended).containsExactly("a1");
    }

    @Test
    void lentThingIsNotSharedButAnEqualOneIsMade() throws Exception {
        assertThat(lender.lend("a").thing()).isEqualTo("a1");
        assertThat(lender.lend("a").thing()).isEqualTo("a2");
    }

    @Test
    void roomIsMadeByEndingTheLongestIdle() throws Exception {
        Loan<String, String> a = lender.lend("a");
        Loan<String, String> b = lender.lend("b");
        lender.giveBack(b, State.FIT);
        lender.giveBack(a, State.FIT);

        lender.lend("c");

        assertThat(ended).containsExactly("b2");
        assertThat(lender.lend("a").thing()).isEqualTo("a1");
    }

    @Test
    void borrowerWaitsWhileAllAreLent() throws Exception {
        Loan<String, String> a = lender.lend("a");
        lender.lend("b");
        CompletableFuture<String> waiting = CompletableFuture.supplyAsync(this::lendA);
        assertThatThrownBy(() -> waiting.get(50, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);

        lender.giveBack(a, State.FIT);

        assertThat(waiting.get(5, TimeUnit.SECONDS)).isEqualTo("a1");
    }

    @Test
    void failedMakingLeavesTheRoomFree() throws Exception {
        lender.lend("a");
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> lender.lend("bad")).hasMessage("cannot make bad");
        }
        assertThat(lender.lend("b").thing()).isEqualTo("b2");
    }

    @Test
    void closingEndsWhatIsIdleNowAndWhatIsLentWhenItComesBack() throws Exception {
        Loan<String, String> lent = lender.lend("a");
        lender.giveBack(lender.lend("b"), State.FIT);

        lender.close();
        lender.close();
        List<String> endedByClose = new ArrayList<>(ended);
        lender.giveBack(lent, State.FIT);

        assertThat(endedByClose).containsExactly("b2");
        assertThat(ended).containsExactly("b2", "a1");
    }

    @Test
    void closingWakesThoseWhoWait() throws Exception {
        lender.lend("a");
        lender.lend("b");
        CompletableFuture<String> waiting = CompletableFuture.supplyAsync(this::lendA);

        lender.close();

        assertThatThrownBy(() -> waiting.get(5, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasRootCauseMessage("closed");
    }

    private String lendA() {
        try {
            return lender.lend("a").thing();
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

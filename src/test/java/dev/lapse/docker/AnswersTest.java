package dev.lapse.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.dockerjava.api.exception.NotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AnswersTest {
    private final List<String> heard = new ArrayList<>();
    private final AtomicInteger closed = new AtomicInteger();
    private final Answers<String> answers = new Answers<>(heard::add);

    @Test
    void hearsEachItemUntilTheEnd() throws InterruptedException {
        answers.onStart(closed::incrementAndGet);
        answers.onNext("a");
        answers.onNext("b");
        answers.onComplete();

        answers.await();

        assertThat(heard).containsExactly("a", "b");
        assertThat(closed).hasValue(1);
    }

    @Test
    void whatTheEngineSaysInsteadIsThrownWhereTheEndIsWaitedFor() {
        answers.onStart(closed::incrementAndGet);
        answers.onError(new NotFoundException("no such image"));

        assertThatThrownBy(answers::await).isInstanceOf(NotFoundException.class);
    }

    @Test
    void anErrorOfTheConnectionKeepsItsWords() {
        answers.onError(new IOException("broken pipe"));

        assertThatThrownBy(answers::await).hasMessageContaining("broken pipe");
    }

    @Test
    void aSilenceEndsTheRequest() throws InterruptedException {
        answers.onStart(closed::incrementAndGet);
        answers.onNext("a");

        assertThat(answers.awaitWithoutSilence(Duration.ofMillis(20))).isFalse();
        assertThat(closed).hasValue(1);
    }

    @Test
    void aDeadlineEndsTheRequest() throws InterruptedException {
        assertThat(answers.await(Duration.ofMillis(20))).isFalse();
    }
}

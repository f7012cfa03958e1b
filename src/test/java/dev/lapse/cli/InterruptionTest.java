package dev.lapse.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.LapseException.Kind;
import java.io.ByteArrayOutputStream;
import java.io.InterruptedIOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import sun.misc.Signal;
import sun.misc.SignalHandler;

class InterruptionTest {
    private static final Signal INT = new Signal("INT");
    private static final Signal TERM = new Signal("TERM");
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final List<SignalHandler> before = new ArrayList<>();

    @BeforeEach
    void keepTheHandlers() {
        before.add(Signal.handle(INT, SignalHandler.SIG_DFL));
        before.add(Signal.handle(TERM, SignalHandler.SIG_DFL));
    }

    @AfterEach
    void putTheHandlersBack() {
        Thread.interrupted();
        Signal.handle(INT, before.get(0));
        Signal.handle(TERM, before.get(1));
    }

    private int watched(RuntimeException broken) {
        return Interruption.watched(
                () -> {
                    interrupt();
                    throw broken;
                },
                new PrintStream(err, true));
    }

    /** Sends a signal to this process and waits until this thread is interrupted by it. */
    private static InterruptedException interrupt() {
        Signal.raise(TERM); // a process in the background ignores SIGINT
        try {
            new CountDownLatch(1).await(20, TimeUnit.SECONDS);
            throw new AssertionError("not interrupted");
        } catch (InterruptedException e) {
            return e;
        }
    }

    @Test
    void workThatAnInterruptBrokeIsUnknownAndSaysInWhat() {
        assertThat(watched(new LapseException(Kind.HARNESS, "pull base: interrupted", new InterruptedException())))
                .isEqualTo(2);
        assertThat(err.toString()).contains("SIGTERM", "interrupted before a run began, in: pull base: interrupted");
    }

    @Test
    void callThatAnInterruptCutIsUnknown() {
        assertThat(watched(new RuntimeException(new InterruptedIOException("closed"))))
                .isEqualTo(2);
    }

    @Test
    void errorOfAnotherKindStaysThoughASignalCame() {
        LapseException full = new LapseException(Kind.NO_ENGINE, "the disk of the Docker engine is full");
        IllegalStateException bug = new IllegalStateException("a bug");

        assertThatThrownBy(() -> watched(full)).isSameAs(full);
        assertThatThrownBy(() -> watched(bug)).isSameAs(bug);
    }

    @Test
    void cleanUpThatFailsAfterAnInterruptStays() {
        LapseException broken = new LapseException(Kind.HARNESS, "interrupted", new InterruptedException());
        broken.addSuppressed(new LapseException(Kind.HARNESS, "remove network: in use"));

        assertThatThrownBy(() -> watched(broken)).isSameAs(broken);
    }

    @Test
    void interruptWithoutASignalIsNoWishOfAnybody() {
        LapseException broken = new LapseException(Kind.HARNESS, "interrupted", new InterruptedException());

        assertThatThrownBy(() -> Interruption.watched(
                        () -> {
                            throw broken;
                        },
                        new PrintStream(err, true)))
                .isSameAs(broken);
    }
}

package dev.lapse.cli;

import dev.lapse.check.Verdict;
import dev.lapse.cluster.LapseException;
import java.io.PrintStream;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import sun.misc.Signal;

/**
 * Turns Ctrl-C and SIGTERM into an interrupt of the working thread, which heals and removes everything before it
 * leaves. The second one ends the process at once: the watchdog cleans up then.
 */
final class Interruption {
    private final AtomicInteger count = new AtomicInteger();

    private Interruption() {}

    static Interruption reaching(Thread worker, PrintStream err) {
        return stopping(worker::interrupt, err);
    }

    /**
     * Does the work in this thread, to be stopped by Ctrl-C: what breaks by that is told in a line, and is UNKNOWN.
     * Whatever else breaks stays what it is, though a signal came meanwhile; so does a clean-up that failed.
     *
     * @param work returns the exit code
     */
    static int watched(IntSupplier work) {
        return watched(work, System.err);
    }

    static int watched(IntSupplier work, PrintStream err) {
        Interruption interruption = reaching(Thread.currentThread(), err);
        try {
            return work.getAsInt();
        } catch (RuntimeException e) {
            if (interruption.count.get() == 0 || !LapseException.isOfAnInterrupt(e) || e.getSuppressed().length > 0) {
                throw e;
            }
            err.println("lapse: interrupted before a run began, in: " + e.getMessage());
            return Verdict.UNKNOWN.exitCode();
        }
    }

    /** The same for a process that knows itself how to be stopped. */
    static Interruption stopping(Runnable stop, PrintStream err) {
        return stopping(stop, ": healing and removing everything; once more to leave that to the watchdog", err);
    }

    /** @param words what follows the signal's name */
    static Interruption stopping(Runnable stop, String words, PrintStream err) {
        Interruption interruption = new Interruption();
        interruption.listen(stop, words, err);
        return interruption;
    }

    private void listen(Runnable stop, String words, PrintStream err) {
        for (String name : new String[] {"INT", "TERM"}) {
            Signal.handle(new Signal(name), signal -> {
                if (count.incrementAndGet() == 1) {
                    err.println("lapse: SIG" + signal.getName() + words);
                    stop.run();
                } else {
                    Runtime.getRuntime().halt(128 + signal.getNumber());
                }
            });
        }
    }
}

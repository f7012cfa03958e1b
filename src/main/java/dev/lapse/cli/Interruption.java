package dev.lapse.cli;

import java.io.PrintStream;
import java.util.concurrent.atomic.AtomicInteger;
import sun.misc.Signal;

/**
 * Turns Ctrl-C and SIGTERM into an interrupt of the working thread, which heals and removes everything before it
 * leaves. The second one ends the process at once: the watchdog cleans up then.
 */
final class Interruption {
    private Interruption() {}

    static void reaches(Thread worker, PrintStream err) {
        stops(worker::interrupt, err);
    }

    /** The same for a process that knows itself how to be stopped. */
    static void stops(Runnable stop, PrintStream err) {
        stops(stop, ": healing and removing everything; once more to leave that to the watchdog", err);
    }

    /** @param words what follows the signal's name */
    static void stops(Runnable stop, String words, PrintStream err) {
        AtomicInteger count = new AtomicInteger();
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

package dev.lapse.docker;

import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.LapseException.Kind;
import dev.lapse.cluster.Links.DeadMan;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A process in a session of its own that reads a pipe from the owner. When the pipe ends without a farewell, the owner
 * is dead: it heals and removes everything of that owner. It also holds the dead-man timers of faults that live in the
 * engine and not in a container. Any thread.
 */
final class Watchdog implements AutoCloseable {
    private final Process process;
    private final BufferedWriter pipe;
    private final AtomicLong timers = new AtomicLong();
    private boolean closed;

    private Watchdog(Process process) {
        this.process = process;
        this.pipe = process.outputWriter();
    }

    static Watchdog start(Owner owner) {
        List<String> command = new ArrayList<>();
        if (Path.of("/usr/bin/setsid").toFile().canExecute()) {
            command.add("/usr/bin/setsid"); // Ctrl-C in the terminal goes to the owner's process group alone
        }
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                WatchdogMain.class.getName(),
                owner.id()));
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD);
            return new Watchdog(builder.start());
        } catch (IOException e) {
            throw new LapseException(Kind.HARNESS, "start the watchdog process: " + e.getMessage(), e);
        }
    }

    /** Has the host connected again after this time unless closed before. */
    DeadMan connectAfter(Duration after, String networkId, String containerId, String address) {
        return arm(after, "connect " + networkId + " " + containerId + " " + address);
    }

    /** Has the container thawed and started after this time unless closed before. */
    DeadMan reviveAfter(Duration after, String containerId) {
        return arm(after, "revive " + containerId);
    }

    private DeadMan arm(Duration after, String cure) {
        long timer = timers.incrementAndGet();
        send("arm " + timer + " " + after.toMillis() + " " + cure);
        return () -> send("disarm " + timer);
    }

    private synchronized void send(String line) {
        if (closed) {
            return;
        }
        try {
            pipe.write(line);
            pipe.newLine();
            pipe.flush();
        } catch (IOException e) {
            throw new LapseException(
                    Kind.HARNESS, "tell the watchdog \"" + line + "\": expected it to run, saw " + e.getMessage(), e);
        }
    }

    /** Says farewell: everything is removed already, and the watchdog leaves without doing anything. */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            if (process.isAlive()) {
                send("farewell");
            }
            closed = true;
        }
        try {
            pipe.close();
            process.waitFor(2, TimeUnit.SECONDS);
        } catch (IOException e) {
            throw new LapseException(Kind.HARNESS, "close the watchdog's pipe: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

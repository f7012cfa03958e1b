package dev.lapse.docker;

import com.github.dockerjava.api.DockerClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The watchdog's process: see {@link Watchdog}. It opens the engine only when there is something to do. */
public final class WatchdogMain {
    private WatchdogMain() {}

    /** @param arguments the owner's id */
    public static void main(String[] arguments) throws IOException {
        String owner = arguments[0];
        ScheduledExecutorService timers = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "dead-man");
            thread.setDaemon(true);
            return thread;
        });
        Map<String, Future<?>> armed = new ConcurrentHashMap<>();
        BufferedReader pipe = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = pipe.readLine(); line != null; line = pipe.readLine()) {
            String[] words = line.split(" ");
            switch (words[0]) {
                case "arm" ->
                    armed.put(
                            words[1],
                            timers.schedule(() -> undo(words), Long.parseLong(words[2]), TimeUnit.MILLISECONDS));
                case "disarm" -> {
                    Future<?> timer = armed.remove(words[1]);
                    if (timer != null) {
                        timer.cancel(false);
                    }
                }
                case "farewell" -> {
                    return;
                }
                default -> throw new IllegalArgumentException("watchdog: unknown word in \"" + line + "\"");
            }
        }
        // The owner is gone. Requests it had under way may still make containers: look again after a while.
        for (int look = 0; look < 3; look++) {
            Removal.everythingOf(client(), owner);
            try {
                TimeUnit.MILLISECONDS.sleep(500);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** @param words {@code arm TIMER MILLIS connect NETWORK CONTAINER ADDRESS}, or {@code … revive CONTAINER} */
    private static void undo(String[] words) {
        switch (words[3]) {
            case "connect" -> Attachment.connect(client(), words[4], words[5], words[6]);
            case "revive" -> ContainerPower.revive(client(), words[4]);
            default -> throw new IllegalArgumentException("watchdog: unknown cure " + words[3]);
        }
    }

    private static DockerClient client() {
        return Engine.open().client();
    }
}

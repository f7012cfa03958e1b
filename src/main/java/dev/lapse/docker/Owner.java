package dev.lapse.docker;

import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.Network;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Who started a container or network: an id for all that belongs together, and the process that owns it, told apart
 * from a later process with the same pid by its start time and the boot id. Kept in labels, so that any later command
 * can find what a dead owner left.
 */
public record Owner(String id, long pid, long pidStartMillis, String bootId) {
    static final String ID = "dev.lapse.owner";
    static final String PID = "dev.lapse.pid";
    static final String PID_START = "dev.lapse.pid-start";
    static final String BOOT = "dev.lapse.boot-id";

    /** A new id, owned by this process. */
    public static Owner thisProcess() {
        ProcessHandle me = ProcessHandle.current();
        return new Owner(UUID.randomUUID().toString().substring(0, 8), me.pid(), startMillis(me), currentBootId());
    }

    Map<String, String> labels() {
        return Map.of(ID, id, PID, Long.toString(pid), PID_START, Long.toString(pidStartMillis), BOOT, bootId);
    }

    /** Whether the process that the labels name has ended. */
    static boolean isDead(Map<String, String> labels) {
        if (!currentBootId().equals(labels.get(BOOT))) {
            return true;
        }
        return ProcessHandle.of(Long.parseLong(labels.getOrDefault(PID, "-1")))
                .filter(ProcessHandle::isAlive)
                .filter(process -> Long.toString(startMillis(process)).equals(labels.get(PID_START)))
                .isEmpty();
    }

    /**
     * Removes what dead owners left behind.
     *
     * @return the names of what was removed
     */
    public static List<String> sweep(Engine engine) {
        List<String> removed = new ArrayList<>();
        var containers = engine.client()
                .listContainersCmd()
                .withShowAll(true)
                .withLabelFilter(List.of(ID))
                .exec();
        for (Container container : containers) {
            if (isDead(container.getLabels()) && Removal.container(engine.client(), container.getId())) {
                removed.add("container " + container.getNames()[0].substring(1));
            }
        }
        for (Network network : engine.client()
                .listNetworksCmd()
                .withFilter("label", List.of(ID))
                .exec()) {
            if (isDead(network.getLabels()) && Removal.network(engine.client(), network.getId())) {
                removed.add("network " + network.getName());
            }
        }
        return removed;
    }

    /** The names of all containers and networks that any owner has there now. */
    public static List<String> left(Engine engine) {
        List<String> names = new ArrayList<>();
        engine.client()
                .listContainersCmd()
                .withShowAll(true)
                .withLabelFilter(List.of(ID))
                .exec()
                .forEach(container -> names.add(container.getNames()[0].substring(1)));
        engine.client()
                .listNetworksCmd()
                .withFilter("label", List.of(ID))
                .exec()
                .forEach(network -> names.add(network.getName()));
        return names;
    }

    private static long startMillis(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }

    private static String currentBootId() {
        Path path = Path.of("/proc/sys/kernel/random/boot_id");
        if (!Files.exists(path)) {
            return "unknown"; // not Linux: the pid and its start must do
        }
        try {
            return Files.readString(path).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

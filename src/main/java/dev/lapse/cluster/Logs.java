package dev.lapse.cluster;

import java.nio.file.Path;

/** The logs that the components of a cluster have written. One thread at a time. */
@FunctionalInterface
public interface Logs {
    /**
     * Copies the log of every component to {@code <folder>/<host>.<component>.log}, of a host that is down too.
     *
     * @throws LapseException when one that is there cannot be copied
     */
    void copyTo(Path folder);
}

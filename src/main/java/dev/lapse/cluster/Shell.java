package dev.lapse.cluster;

import java.time.Duration;
import java.util.List;

/** Runs commands on a host. Any thread. */
public interface Shell {
    /**
     * Runs a command as root on the host and waits for it.
     *
     * @throws LapseException when the host does not run, or the command has not ended within the timeout
     */
    Result run(NodeName host, Duration timeout, List<String> command);

    /** How a command ended. */
    record Result(int exitCode, String stdout, String stderr) {
        public boolean succeeded() {
            return exitCode == 0;
        }
    }
}

package dev.lapse.cluster;

import java.time.Duration;
import java.util.List;

/** Places for looking at what a host has put aside, which no network reaches. Any thread. */
public interface Copies {
    /**
     * Makes a place with a copy of a folder of the host, whatever state the host is in. The caller closes it, which
     * removes it.
     *
     * @throws LapseException when there is no such folder, or no place can be made
     */
    Room open(NodeName host, String folder);

    /** Holds a copy of the folder. */
    interface Room extends AutoCloseable {
        /** Where the copy is in this place. */
        String folder();

        /**
         * Runs a command as root in this place and waits for it.
         *
         * @throws LapseException when it has not ended within the timeout
         */
        Shell.Result run(Duration timeout, List<String> command);

        @Override
        void close();
    }
}

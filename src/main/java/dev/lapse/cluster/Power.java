package dev.lapse.cluster;

import dev.lapse.cluster.Links.DeadMan;
import java.time.Duration;
import java.util.Locale;

/** The power switch of hosts. Any thread; one fault at a time per host. */
public interface Power {
    /** Kills every process of the host at once (SIGKILL); returns when it is down. */
    void kill(NodeName host);

    /** Orders the host to shut down, as systemd would: each component by its own stop signal. Returns at once. */
    void stop(NodeName host);

    /**
     * Starts a host that is down, with the data and addresses it had; nothing happens when it runs. It gets a new
     * network namespace: {@link Links#hostRestarted} must be told.
     */
    void start(NodeName host);

    /** Freezes every process of the host. */
    void pause(NodeName host);

    /** Thaws the host; nothing happens when it is not paused. */
    void unpause(NodeName host);

    State state(NodeName host);

    /** Has the watchdog thaw and start the host after this time, whatever becomes of the harness. */
    DeadMan reviveAfter(NodeName host, Duration after);

    enum Status {
        RUNNING,
        PAUSED,
        EXITED,
        /** It was removed; it will not come back. */
        GONE,
        /** On its way from one to another. */
        OTHER
    }

    /**
     * What the engine says of a host.
     *
     * @param exitCode of its last life; 137 after SIGKILL, 0 after an orderly end
     * @param startedAt when this life began, in the engine's words: another text, another life
     */
    record State(Status status, int exitCode, String startedAt) {
        /** {@code running}, {@code exited with 137}. */
        @Override
        public String toString() {
            return status.name().toLowerCase(Locale.ROOT) + (status == Status.EXITED ? " with " + exitCode : "");
        }
    }
}

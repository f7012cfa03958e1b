package dev.lapse.cluster;

import java.util.OptionalInt;

/**
 * What runs on a host and can be hit by itself.
 *
 * @param text the name in files and messages: lower case
 * @param component what a host must carry to run it; PostgreSQL comes with Patroni
 * @param pidScript prints the id of its main process, or nothing
 * @param isGroup whether a signal goes to the whole process group: masters have workers, and a worker alone would go on
 * @param port the port at which it answers
 */
public record HostProcess(String text, ComponentName component, String pidScript, boolean isGroup, OptionalInt port) {
    /** The process that the supervisor starts for a component, or the leader of its group. */
    public static HostProcess supervised(ComponentName component, Signals signals, OptionalInt port) {
        return new HostProcess(
                component.text(),
                component,
                "s6-svstat -o pid /run/s6/" + component.text() + " | grep -v -- '^-1$' || true",
                signals == Signals.WHOLE_GROUP,
                port);
    }

    /** Whom a signal reaches. */
    public enum Signals {
        ONE_PROCESS,
        WHOLE_GROUP
    }

    /** The folder of s6 that supervises it; for PostgreSQL that of Patroni, which restarts it. */
    public String service() {
        return "/run/s6/" + component.text();
    }
}

package dev.lapse.probe;

import dev.lapse.cluster.Credentials;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.Shell;
import java.time.Duration;
import java.util.List;

/**
 * A server asked as its superuser, in the lanes' database, by the psql of its own host, where no network is needed. Any
 * thread.
 */
record Psql(PsqlPlace place, String socket) {
    private static final Duration WITHIN = Duration.ofSeconds(60);
    private static final String RUN =
            "printf '%s' \"$1\" | psql -XAtq -v ON_ERROR_STOP=1 -h \"$2\" -U postgres -d \"$3\" -f -";

    /** Where a command can be run. */
    interface PsqlPlace {
        Shell.Result run(Duration timeout, List<String> command);
    }

    /**
     * Runs a script and returns what it prints, a line per row.
     *
     * @throws LapseException when it fails; the message is the server's
     */
    String run(String script) {
        Shell.Result result = place.run(WITHIN, List.of("sh", "-c", RUN, "sh", script, socket, Credentials.DATABASE));
        if (!result.succeeded()) {
            throw new LapseException(
                    LapseException.Kind.HARNESS,
                    "psql: " + result.stderr().strip().lines().findFirst().orElse("it failed without a word"));
        }
        return result.stdout();
    }
}

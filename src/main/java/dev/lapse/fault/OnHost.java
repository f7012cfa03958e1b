package dev.lapse.fault;

import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.LapseException.Kind;
import dev.lapse.cluster.NodeName;
import dev.lapse.cluster.Shell;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Scripts on one host, as root.
 *
 * @param doing what for, as "freeze patroni": messages begin with it
 */
record OnHost(Shell shell, NodeName host, String doing) {
    private static final Duration QUICK = Duration.ofSeconds(10);

    /** @throws LapseException when it ends with another code than 0, or not within 10 s */
    String run(String script, String... arguments) {
        Shell.Result result = tried(script, arguments);
        if (!result.succeeded()) {
            throw new LapseException(
                    Kind.HARNESS,
                    doing + " on " + host + ": \"" + script + "\" ended with " + result.exitCode() + ": "
                            + (result.stdout().strip() + " " + result.stderr().strip()).strip());
        }
        return result.stdout().strip();
    }

    /** However it ends. */
    Shell.Result tried(String script, String... arguments) {
        List<String> command = new ArrayList<>(List.of("sh", "-c", script, "lapse"));
        command.addAll(List.of(arguments));
        return shell.run(host, QUICK, command);
    }

    /** Leaves a script running on the host, in a session of its own; returns its process id at once. */
    String leave(String script) {
        return run("setsid sh -c \"$1\" </dev/null >/dev/null 2>&1 & echo $!", script);
    }

    /** Leaves a timer on the host that runs the script after this time, whatever becomes of the harness. */
    String armed(Duration after, String script) {
        return leave("sleep " + after.toSeconds() + "; " + script);
    }

    /** Ends what was left running, with its children; nothing happens when it has ended. */
    void end(String pid) {
        tried("kill -s KILL -- -$1", pid);
    }
}

package dev.lapse.component;

import dev.lapse.cluster.ComponentName;
import dev.lapse.cluster.Inquiry.Ask;
import dev.lapse.cluster.Inquiry.Means;

/**
 * The file that a running process was started with: where no command tells a setting, that is the evidence, as long as
 * the file is older than the process.
 */
final class StartedWith {
    static final String CHANGED = "CHANGED AFTER THE START";

    private StartedWith() {}

    /**
     * Prints the file, or {@link #CHANGED} where it is younger than the process; a second is as fine as both tell. A
     * process that takes its file anew starts a worker for it, so its youngest child counts.
     */
    static Ask file(ComponentName component, String file) {
        return file(component, file, "cat");
    }

    /** @param command that prints the file, whose path comes behind it */
    static Ask file(ComponentName component, String file, String command) {
        return new Ask(Means.SHELL, """
                pid=$(s6-svstat -o pid /run/s6/%s)
                begun=$(($(date +%%s) - $(ps -o etimes= -p "$pid" --ppid "$pid" | sort -n | head -n 1)))
                if [ "$(stat -c %%Y %s)" -le $((begun + 1)) ]; then %s %s; else echo '%s'; fi
                """.formatted(component, file, command, file, CHANGED));
    }

    /** Whether the answer is no evidence. */
    static boolean tellsNothing(String answer) {
        return answer.isBlank() || isChanged(answer);
    }

    private static boolean isChanged(String answer) {
        return answer.strip().equals(CHANGED);
    }

    /** Why nothing is known then. */
    static String why(String file, String answer) {
        return file + (isChanged(answer) ? " was changed after the process had started" : " was empty");
    }
}

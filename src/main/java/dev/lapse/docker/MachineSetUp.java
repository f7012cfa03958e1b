package dev.lapse.docker;

import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.LapseException.Kind;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * What the launcher may do to this machine: it names itself in the environment variable {@code LAPSE_SETUP} where it
 * may install and start things. Without that variable (in another project's tests, or with {@code --no-setup}) nothing
 * is ever done. The launcher says on stderr what it does, and why it could not. Any thread.
 *
 * @param launcher the launcher's path; empty: nothing may be done
 */
record MachineSetUp(String launcher) {
    static final String VARIABLE = "LAPSE_SETUP";

    static MachineSetUp fromEnvironment() {
        return of(System.getenv());
    }

    static MachineSetUp of(Map<String, String> environment) {
        return new MachineSetUp(environment.getOrDefault(VARIABLE, ""));
    }

    boolean isAllowed() {
        return !launcher.isBlank();
    }

    /** Installs and starts a Docker engine; true when one answers now. */
    boolean engine() {
        return done("engine");
    }

    /** Installs mmdebstrap; true when it is there now. */
    boolean mmdebstrap() {
        return done("mmdebstrap");
    }

    private boolean done(String what) {
        if (!isAllowed()) {
            return false;
        }
        try {
            ProcessBuilder builder = new ProcessBuilder(List.of(launcher, "set-up", what));
            builder.redirectOutput(ProcessBuilder.Redirect.INHERIT).redirectError(ProcessBuilder.Redirect.INHERIT);
            return builder.start().waitFor() == 0;
        } catch (IOException e) {
            throw new LapseException(Kind.HARNESS, "run " + launcher + " set-up " + what + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LapseException(Kind.HARNESS, "run " + launcher + " set-up " + what + ": interrupted", e);
        }
    }
}

package dev.lapse.docker;

import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.LapseException.Kind;
import java.util.Locale;

/** Turns what the engine says into errors that say what to do. */
final class DockerErrors {
    private DockerErrors() {}

    /** @param doing what was being done, as "start pg1" */
    static LapseException map(String doing, Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof LapseException known) {
                return known;
            }
        }
        String said = deepestMessage(error);
        String lower = said.toLowerCase(Locale.ROOT);
        if (lower.contains("no space left on device")) {
            return new LapseException(
                    Kind.NO_ENGINE,
                    doing + ": the disk of the Docker engine is full (" + said + "); free some space, for example with"
                            + " docker system prune",
                    error);
        }
        if (lower.contains("predefined address pools") || lower.contains("could not find an available")) {
            return new LapseException(
                    Kind.NO_ENGINE,
                    doing + ": the engine has no addresses left (" + said + "); remove unused networks with docker"
                            + " network prune",
                    error);
        }
        if (lower.contains("permission denied")) {
            return new LapseException(
                    Kind.NO_ENGINE, doing + ": " + said + "; run as root or as a member of the group docker", error);
        }
        return new LapseException(Kind.NO_ENGINE, doing + ": " + said, error);
    }

    private static String deepestMessage(Throwable error) {
        String message = String.valueOf(error);
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause.getMessage() != null) {
                message = cause.getMessage();
            }
        }
        return message.strip();
    }
}

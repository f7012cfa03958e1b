package dev.lapse.docker;

import com.github.dockerjava.api.exception.DockerException;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.LapseException.Kind;
import java.io.IOException;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Turns what the engine says into errors that say what to do. */
final class DockerErrors {
    private static final Pattern JSON_MESSAGE = Pattern.compile("\\{\"message\":\"(.*)\"}", Pattern.DOTALL);

    private DockerErrors() {}

    /**
     * Asks the engine something in the course of a run.
     *
     * @param doing what is being done, as "pause pg1"
     * @throws LapseException of kind HARNESS when the engine says no, of kind ENGINE_LOST when it says nothing
     */
    static <T> T ask(String doing, Supplier<T> call) {
        try {
            return call.get();
        } catch (DockerException e) {
            throw new LapseException(Kind.HARNESS, doing + ": " + saidBy(e), e);
        } catch (RuntimeException e) {
            if (e.getCause() instanceof IOException lost) { // how the client tells that the engine is gone
                if (LapseException.isOfAnInterrupt(lost)) {
                    throw new LapseException(Kind.HARNESS, doing + ": interrupted", e);
                }
                throw new LapseException(Kind.ENGINE_LOST, doing + ": the Docker engine does not answer: " + lost, e);
            }
            throw e;
        }
    }

    /** As {@link #ask}, where there is no answer. */
    static void tell(String doing, Runnable call) {
        ask(doing, () -> {
            call.run();
            return "";
        });
    }

    /** The engine's words, without the status and the JSON around them. */
    static String saidBy(DockerException e) {
        String message = String.valueOf(e.getMessage()).strip();
        Matcher json = JSON_MESSAGE.matcher(message);
        return json.find() ? json.group(1).replace("\\\"", "\"") : message;
    }

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

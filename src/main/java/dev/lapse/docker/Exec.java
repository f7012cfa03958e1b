package dev.lapse.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.StreamType;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.LapseException.Kind;
import dev.lapse.cluster.Shell;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** Runs a command in a container, with a deadline. */
final class Exec {
    private Exec() {}

    /** @param where the container's name, for messages */
    static Shell.Result run(
            DockerClient client, String containerId, String where, Duration timeout, List<String> command) {
        String doing = "run " + String.join(" ", command) + " on " + where;
        return DockerErrors.ask(doing, () -> run(client, containerId, doing, timeout, command.toArray(String[]::new)));
    }

    private static Shell.Result run(
            DockerClient client, String containerId, String doing, Duration timeout, String[] command) {
        try {
            String id = client.execCreateCmd(containerId)
                    .withAttachStdout(true)
                    .withAttachStderr(true)
                    .withUser("0")
                    .withCmd(command)
                    .exec()
                    .getId();
            ByteArrayOutputStream stdout = new ByteArrayOutputStream();
            ByteArrayOutputStream stderr = new ByteArrayOutputStream();
            Answers<Frame> frames = new Answers<>(frame ->
                    (frame.getStreamType() == StreamType.STDERR ? stderr : stdout).writeBytes(frame.getPayload()));
            client.execStartCmd(id).exec(frames);
            if (!frames.await(timeout)) {
                throw new LapseException(
                        Kind.HARNESS,
                        doing + ": expected it to end within " + timeout.toMillis() + "ms, saw it still running");
            }
            Long exitCode = client.inspectExecCmd(id).exec().getExitCodeLong();
            return new Shell.Result(
                    exitCode == null ? -1 : exitCode.intValue(),
                    stdout.toString(StandardCharsets.UTF_8),
                    stderr.toString(StandardCharsets.UTF_8));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LapseException(Kind.HARNESS, doing + ": interrupted", e);
        }
    }
}

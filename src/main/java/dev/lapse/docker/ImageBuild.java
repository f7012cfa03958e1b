package dev.lapse.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.BuildResponseItem;
import com.github.dockerjava.api.model.PruneType;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.LapseException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One build of an image by the engine; its steps are told, its last lines stand in the error. One thread. */
final class ImageBuild {
    /** Carried by every image of Lapse, with its tag as the value. */
    private static final String LABEL = "dev.lapse.image";

    /** The build argument of a Dockerfile whose stages only serve the build, and the label that they carry it in. */
    private static final String STAGE_ARGUMENT = "STAGE";

    private static final String STAGE_LABEL = "dev.lapse.stage";

    private static final int TAIL = 15;
    private static final int STEP_WIDTH = 90;
    private static final List<String> NETWORK_SETTINGS =
            List.of("http_proxy", "https_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "GOPROXY");

    private final DockerClient client;
    private final String tag;
    private final Consumer<String> progress;
    private final String stage = UUID.randomUUID().toString();
    private final Deque<String> tail = new ArrayDeque<>();
    private @Nullable String error;

    ImageBuild(DockerClient client, String tag, Consumer<String> progress) {
        this.client = client;
        this.tag = tag;
        this.progress = progress;
    }

    /** What becomes of the stages before the last. */
    enum Stages {
        NONE,
        SERVE_THE_BUILD
    }

    /** @throws LapseException of kind NO_ENGINE when the build fails */
    void of(BuildContext context, Map<String, String> arguments, Stages stages) {
        try (InputStream archive = context.stream()) {
            Answers<BuildResponseItem> answers = new Answers<>(this::heard);
            var command = client.buildImageCmd()
                    .withTarInputStream(archive)
                    .withTags(Set.of(tag))
                    .withLabels(Map.of(LABEL, tag))
                    .withNetworkMode("host")
                    .withRemove(true)
                    .withForcerm(true)
                    .withPull(false);
            arguments.forEach(command::withBuildArg);
            if (stages == Stages.SERVE_THE_BUILD) {
                command.withBuildArg(STAGE_ARGUMENT, stage);
            }
            for (String name : NETWORK_SETTINGS) {
                String value = System.getenv(name);
                if (value != null) {
                    command.withBuildArg(name, value);
                }
            }
            command.exec(answers);
            answers.await();
            if (error != null) {
                throw new DockerException(error, 0);
            }
            if (stages == Stages.SERVE_THE_BUILD) {
                removeStages();
            }
        } catch (RuntimeException e) {
            throw DockerErrors.map(
                    "build image " + tag + " failed; its last lines were\n" + String.join("\n", tail) + "\n", e);
        } catch (IOException e) {
            throw DockerErrors.map("build image " + tag, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LapseException(Kind.HARNESS, "build image " + tag + ": interrupted", e);
        }
    }

    private void heard(BuildResponseItem item) {
        if (item.isErrorIndicated()) {
            error = item.getErrorDetail() == null
                    ? String.valueOf(item.getError())
                    : item.getErrorDetail().getMessage();
        }
        String said = item.getStream();
        if (said == null || said.isBlank()) {
            return;
        }
        tail.addLast(said.stripTrailing());
        if (tail.size() > TAIL) {
            tail.removeFirst();
        }
        if (said.startsWith("Step ")) {
            String step = said.strip();
            progress.accept("  " + (step.length() <= STEP_WIDTH ? step : step.substring(0, STEP_WIDTH - 3) + "..."));
        }
    }

    /**
     * A stage that a later one copies from stays as an image without a name: hundreds of megabytes that serve nothing.
     * Only those of this build: another process may be in the middle of the same one.
     */
    private void removeStages() {
        client.pruneCmd(PruneType.IMAGES)
                .withDangling(true)
                .withLabelFilter(STAGE_LABEL + "=" + stage)
                .exec();
    }
}

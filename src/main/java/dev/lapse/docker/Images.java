package dev.lapse.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.PullResponseItem;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.LapseException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * The images: each tagged with a hash of what goes into it, so that an unchanged one is never built again. Any
 * thread; one image is made at a time.
 */
public final class Images {
    /** How long a registry may say nothing: where none can be reached, more than that is waiting in vain. */
    private static final Duration SILENCE = Duration.ofSeconds(10);

    private static final List<String> CA_BUNDLES =
            List.of("/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem");

    private final DockerClient client;
    private final ImageNames names;
    private final Consumer<String> progress;

    /** Images of the name that the environment says, or else {@code lapse}. */
    public Images(Engine engine, Consumer<String> progress) {
        this(engine, ImageNames.fromEnvironment(), progress);
    }

    /** @param progress told each thing that takes time, and what it took */
    public Images(Engine engine, ImageNames names, Consumer<String> progress) {
        this.client = engine.client();
        this.names = names;
        this.progress = progress;
    }

    /** The host image of a Debian suite, built when it is missing. */
    public synchronized String host(String suite) {
        try (ImageResources resources = new ImageResources("host")) {
            String tag = names.host(suite, resources.files());
            if (!isPresent(tag)) {
                String base = base(suite);
                progress.accept("building image " + tag + " (a minute or so, once)");
                timed(
                        "built image " + tag,
                        () -> build(tag, resources.files(), Map.of("BASE", base), ImageBuild.Stages.NONE));
            }
            return tag;
        }
    }

    /** Toxiproxy: pulled, else built from its Go module. */
    public synchronized String toxiproxy() {
        String official = ImageNames.officialToxiproxy();
        if (isPresent(official)) {
            return official;
        }
        try (ImageResources resources = new ImageResources("toxiproxy")) {
            String tag = names.toxiproxy(resources.files());
            if (isPresent(tag)) {
                return tag;
            }
            if (pull(official)) {
                return official;
            }
            String base = base("trixie");
            progress.accept("building Toxiproxy " + ImageNames.TOXIPROXY_VERSION
                    + " from its Go module (a minute or so, once)");
            timed(
                    "built image " + tag,
                    () -> build(
                            tag,
                            resources.files(),
                            Map.of("BASE", base, "VERSION", ImageNames.TOXIPROXY_VERSION),
                            ImageBuild.Stages.SERVE_THE_BUILD));
            return tag;
        }
    }

    /** A minimal Debian: made before, or Debian's own image, or made now. */
    private String base(String suite) {
        String tag = names.base(suite);
        if (isPresent(tag)) {
            return tag;
        }
        String debian = ImageNames.debian(suite);
        if (isPresent(debian) || pull(debian)) {
            return debian;
        }
        progress.accept("making " + tag + " with mmdebstrap");
        timed(
                "made image " + tag,
                () -> BaseImage.make(new ImageBuild(client, tag, step -> {}), suite, MachineSetUp.fromEnvironment()));
        return tag;
    }

    private boolean isPresent(String tag) {
        try {
            client.inspectImageCmd(tag).exec();
            return true;
        } catch (NotFoundException e) {
            return false;
        }
    }

    private boolean pull(String name) {
        progress.accept("pulling " + name);
        AtomicReference<String> refusal = new AtomicReference<>("");
        Answers<PullResponseItem> answers = new Answers<>(item -> {
            if (item.isErrorIndicated()) {
                refusal.set(String.valueOf(item.getError()));
            }
        });
        int colon = name.lastIndexOf(':');
        try {
            client.pullImageCmd(name.substring(0, colon))
                    .withTag(name.substring(colon + 1))
                    .exec(answers);
            if (!answers.awaitWithoutSilence(SILENCE)) {
                refusal.set("the registry said nothing for " + SILENCE.toSeconds() + "s");
            }
        } catch (DockerException e) {
            refusal.set(DockerErrors.saidBy(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LapseException(Kind.HARNESS, "pull " + name + ": interrupted", e);
        }
        if (refusal.get().isEmpty()) {
            return true;
        }
        progress.accept("cannot pull " + name + ": " + refusal.get());
        return false;
    }

    private void build(
            String tag,
            List<ImageResources.ContextFile> files,
            Map<String, String> arguments,
            ImageBuild.Stages stages) {
        try (BuildContext context = new BuildContext()) {
            for (ImageResources.ContextFile file : files) {
                context.add(file);
            }
            context.add(new ImageResources.ContextFile("ca-bundle.crt", caBundle()));
            new ImageBuild(client, tag, progress).of(context, arguments, stages);
        } catch (IOException e) {
            throw DockerErrors.map("build image " + tag, e);
        }
    }

    /** The certificates that this machine trusts; empty when there are none. */
    private static byte[] caBundle() throws IOException {
        String named = System.getenv("SSL_CERT_FILE");
        for (String bundle : named == null ? CA_BUNDLES : List.of(named)) {
            if (Files.isReadable(Path.of(bundle))) {
                return Files.readAllBytes(Path.of(bundle));
            }
        }
        return new byte[0];
    }

    private void timed(String done, Runnable work) {
        long begun = System.nanoTime();
        work.run();
        progress.accept(String.format(Locale.ROOT, "%s in %.1fs", done, (System.nanoTime() - begun) / 1e9));
    }
}

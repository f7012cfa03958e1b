package dev.lapse.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.BuildImageResultCallback;
import com.github.dockerjava.api.command.PullImageResultCallback;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.BuildResponseItem;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.LapseException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The images: each tagged with a hash of what goes into it, so that an unchanged one is never built again. Any
 * thread; one image is made at a time.
 */
public final class Images {
    private static final String TOXIPROXY = "2.12.0";
    private static final List<String> CA_BUNDLES =
            List.of("/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem");

    private final DockerClient client;
    private final Consumer<String> progress;

    /** @param progress told each thing that takes time */
    public Images(Engine engine, Consumer<String> progress) {
        this.client = engine.client();
        this.progress = progress;
    }

    /** The host image of a Debian suite, built when it is missing. */
    public synchronized String host(String suite) {
        try (ImageResources resources = new ImageResources("host")) {
            String tag = "lapse/host:" + suite + "-" + hash(resources.files(), suite);
            if (!isPresent(tag)) {
                ensureBase(suite);
                build(tag, resources.files(), Map.of("SUITE", suite), false);
            }
            return tag;
        }
    }

    /** Toxiproxy: pulled, else built from its Go module. */
    public synchronized String toxiproxy() {
        String official = "ghcr.io/shopify/toxiproxy:" + TOXIPROXY;
        if (isPresent(official)) {
            return official;
        }
        try (ImageResources resources = new ImageResources("toxiproxy")) {
            String tag = "lapse/toxiproxy:" + TOXIPROXY + "-" + hash(resources.files(), "trixie");
            if (isPresent(tag)) {
                return tag;
            }
            progress.accept("pulling " + official);
            if (pull("ghcr.io/shopify/toxiproxy", TOXIPROXY)) {
                return official;
            }
            progress.accept("no registry answers; building Toxiproxy " + TOXIPROXY + " from its Go module");
            ensureBase("trixie");
            build(tag, resources.files(), Map.of("VERSION", TOXIPROXY), true);
            return tag;
        }
    }

    private void ensureBase(String suite) {
        String base = "debian:" + suite + "-slim";
        if (isPresent(base)) {
            return;
        }
        progress.accept("pulling " + base);
        if (pull("debian", suite + "-slim")) {
            return;
        }
        progress.accept("no registry answers; making " + base + " with mmdebstrap");
        try {
            Path tar = Files.createTempFile("lapse-base", ".tar");
            try {
                Process process = new ProcessBuilder("mmdebstrap", "--variant=minbase", suite, tar.toString())
                        .redirectErrorStream(true)
                        .start();
                String output = new String(process.getInputStream().readAllBytes());
                if (process.waitFor() != 0) {
                    throw new LapseException(
                            Kind.NO_ENGINE, "make " + base + " with mmdebstrap: " + lastLines(output, 5));
                }
                try (InputStream stream = Files.newInputStream(tar)) {
                    client.createImageCmd("debian", stream)
                            .withTag(suite + "-slim")
                            .exec();
                }
            } finally {
                Files.deleteIfExists(tar);
            }
        } catch (IOException e) {
            throw new LapseException(
                    Kind.NO_ENGINE,
                    "make " + base + ": no registry can be reached, and mmdebstrap does not run (" + e.getMessage()
                            + "); install it (apt-get install mmdebstrap) or load the image by hand (docker load)",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LapseException(Kind.HARNESS, "make " + base + ": interrupted", e);
        } catch (DockerException e) {
            throw DockerErrors.map("import " + base, e);
        }
    }

    private boolean isPresent(String tag) {
        try {
            client.inspectImageCmd(tag).exec();
            return true;
        } catch (NotFoundException e) {
            return false;
        }
    }

    private boolean pull(String repository, String tag) {
        try {
            return client.pullImageCmd(repository)
                    .withTag(tag)
                    .exec(new PullImageResultCallback())
                    .awaitCompletion(120, TimeUnit.SECONDS);
        } catch (DockerException e) {
            progress.accept(
                    "cannot pull " + repository + ":" + tag + ": " + lastLines(String.valueOf(e.getMessage()), 1));
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void build(String tag, List<ImageResources.Entry> files, Map<String, String> arguments, boolean caBundle) {
        progress.accept("building image " + tag + " (a minute or so, once)");
        Deque<String> tail = new ArrayDeque<>();
        Path context = null;
        try {
            context = Files.createTempDirectory("lapse-image");
            for (ImageResources.Entry file : files) {
                Path target = context.resolve(file.name());
                Files.createDirectories(target.getParent());
                Files.write(target, file.content());
                if (file.isScript() && !target.toFile().setExecutable(true)) {
                    throw new IOException("cannot make " + target + " executable");
                }
            }
            if (caBundle) {
                copyCaBundle(context);
            }
            var command = client.buildImageCmd(context.toFile())
                    .withTags(Set.of(tag))
                    .withNetworkMode("host")
                    .withPull(false);
            arguments.forEach(command::withBuildArg);
            for (String name : List.of(
                    "http_proxy", "https_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "GOPROXY")) {
                String value = System.getenv(name);
                if (value != null) {
                    command.withBuildArg(name, value);
                }
            }
            command.exec(new BuildImageResultCallback() {
                        @Override
                        public void onNext(BuildResponseItem item) {
                            if (item.getStream() != null && !item.getStream().isBlank()) {
                                tail.addLast(item.getStream().stripTrailing());
                                if (tail.size() > 15) {
                                    tail.removeFirst();
                                }
                                if (item.getStream().startsWith("Step ")) {
                                    progress.accept("  " + item.getStream().strip());
                                }
                            }
                            super.onNext(item);
                        }
                    })
                    .awaitImageId();
        } catch (RuntimeException e) {
            throw DockerErrors.map(
                    "build image " + tag + " failed; its last lines were\n" + String.join("\n", tail) + "\n", e);
        } catch (IOException e) {
            throw DockerErrors.map("build image " + tag, e);
        } finally {
            deleteTree(context);
        }
    }

    private static void copyCaBundle(Path context) throws IOException {
        Path target = context.resolve("ca-bundle.crt");
        String named = System.getenv("SSL_CERT_FILE");
        for (String bundle : named == null ? CA_BUNDLES : List.of(named)) {
            if (Files.isReadable(Path.of(bundle))) {
                Files.copy(Path.of(bundle), target, StandardCopyOption.REPLACE_EXISTING);
                return;
            }
        }
        Files.createFile(target);
    }

    private static String hash(List<ImageResources.Entry> files, String suite) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(suite.getBytes());
            files.stream()
                    .sorted(Comparator.comparing(ImageResources.Entry::name))
                    .forEach(file -> {
                        digest.update(file.name().getBytes());
                        digest.update(file.content());
                    });
            return HexFormat.of().formatHex(digest.digest()).substring(0, 12);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static String lastLines(String text, int count) {
        List<String> lines = text.lines().filter(line -> !line.isBlank()).toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - count), lines.size()));
    }

    private static void deleteTree(Path root) {
        if (root == null) {
            return;
        }
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

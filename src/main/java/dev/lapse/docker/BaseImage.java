package dev.lapse.docker;

import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.LapseException.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A minimal Debian made on this machine by mmdebstrap, for engines that reach no registry. Its root file system goes to
 * the engine as a build context of one archive: the client library's own import sends no stream.
 */
final class BaseImage {
    private static final int TAIL = 15;
    private static final String ARCHIVE = "base.tar";
    private static final String SAID = "mmdebstrap.log";

    /** No Debian is smaller; an empty archive would become a base that every later build fails on. */
    private static final long SMALLEST_BYTES = 10_000_000;

    private static final String DOCKERFILE = "FROM scratch\nADD " + ARCHIVE + " /\nCMD [\"bash\"]\n";

    private BaseImage() {}

    /** @throws LapseException of kind NO_ENGINE when mmdebstrap is not there, or fails */
    static void make(ImageBuild build, String suite, MachineSetUp setUp) {
        String doing = "make a Debian " + suite + " with mmdebstrap";
        try {
            Path folder = Files.createTempDirectory("lapse-base");
            Path archive = folder.resolve(ARCHIVE);
            try {
                bootstrap(suite, archive, setUp, doing);
                try (BuildContext context = new BuildContext()) {
                    context.add(new ImageResources.ContextFile(
                                    "Dockerfile", DOCKERFILE.getBytes(StandardCharsets.UTF_8)))
                            .add(ARCHIVE, archive);
                    Files.delete(archive); // its copy is in the context: no need for room for both and the image
                    build.of(context, Map.of(), ImageBuild.Stages.NONE);
                }
            } finally {
                Files.deleteIfExists(archive);
                Files.deleteIfExists(folder.resolve(SAID));
                Files.deleteIfExists(folder);
            }
        } catch (IOException e) {
            throw DockerErrors.map(doing, e);
        }
    }

    private static void bootstrap(String suite, Path archive, MachineSetUp setUp, String doing) throws IOException {
        Path said = archive.resolveSibling(SAID);
        ProcessBuilder command = new ProcessBuilder("mmdebstrap", "--variant=minbase", suite, archive.toString())
                .redirectErrorStream(true)
                .redirectOutput(said.toFile());
        Process process;
        try {
            process = command.start();
        } catch (IOException missing) {
            if (!setUp.mmdebstrap()) {
                throw new LapseException(
                        Kind.NO_ENGINE,
                        doing + ": no registry can be reached, and mmdebstrap is not there (" + missing.getMessage()
                                + "); install it (apt-get install mmdebstrap debian-archive-keyring), or load "
                                + ImageNames.debian(suite) + " into the engine (docker load)",
                        missing);
            }
            process = command.start();
        }
        try {
            int code = process.waitFor();
            long bytes = Files.exists(archive) ? Files.size(archive) : 0;
            if (code != 0 || bytes < SMALLEST_BYTES) {
                throw new LapseException(
                        Kind.NO_ENGINE,
                        doing + ": it ended with exit code " + code + " and a root file system of " + bytes
                                + " bytes; its last lines were\n" + lastLines(Files.readString(said)));
            }
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new LapseException(Kind.HARNESS, doing + ": interrupted", e);
        }
    }

    static String lastLines(String text) {
        List<String> lines = text.lines().filter(line -> !line.isBlank()).toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL), lines.size()));
    }
}

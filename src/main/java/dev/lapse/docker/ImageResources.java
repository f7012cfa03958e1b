package dev.lapse.docker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The files of one image's build context, read from the class path: a folder of classes or a jar. */
final class ImageResources implements AutoCloseable {
    /** A file of the context; {@code name} is relative, with slashes. */
    record ContextFile(String name, byte[] content) {
        /** Scripts start with {@code #!}; a jar keeps no execute bits. */
        boolean isScript() {
            return content.length > 2 && content[0] == '#' && content[1] == '!';
        }
    }

    private final @Nullable FileSystem jar;
    private final List<ContextFile> files;

    ImageResources(String image) {
        try {
            URI uri = Objects.requireNonNull(
                            ImageResources.class.getResource("/dev/lapse/docker/" + image + "/Dockerfile"),
                            "no Dockerfile for image " + image + " on the class path")
                    .toURI();
            jar = uri.getScheme().equals("jar") ? FileSystems.newFileSystem(uri, Map.of()) : null;
            Path root = Objects.requireNonNull(Path.of(uri).getParent());
            try (Stream<Path> paths = Files.walk(root)) {
                files = paths.filter(Files::isRegularFile)
                        .sorted()
                        .map(path -> entry(root, path))
                        .toList();
            }
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException("read the files of image " + image, e);
        }
    }

    private static ContextFile entry(Path root, Path path) {
        try {
            return new ContextFile(root.relativize(path).toString().replace('\\', '/'), Files.readAllBytes(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<ContextFile> files() {
        return files;
    }

    @Override
    public void close() {
        if (jar != null) {
            try {
                jar.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}

package dev.lapse.scenario;

import dev.lapse.cluster.Component;
import dev.lapse.cluster.LapseException;
import dev.lapse.cluster.OwnFile;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * The files that a file of the user's own includes. {@code /etc/pgbouncer/d/a.ini} is looked for beside it, by the
 * whole path and then by shorter and shorter ends of it: {@code d/a.ini}, {@code a.ini}.
 */
public final class IncludedFiles {
    private IncludedFiles() {}

    /**
     * The file with what it includes in it.
     *
     * @param path of the file
     * @param found is told the name and the path of each that was read
     * @throws IllegalArgumentException at the line that names a file which is not there
     */
    public static OwnFile whole(Component component, OwnFile file, Path path, BiConsumer<String, Path> found) {
        return component.whole(file, written -> {
            try {
                Path there = beside(path, Path.of(written))
                        .orElseThrow(() -> new IllegalArgumentException("expected such a file beside " + file.name()));
                String name = file.name()
                                .substring(0, file.name().length() - name(path).length())
                        + there.toString().replace('\\', '/');
                found.accept(name, path.resolveSibling(there));
                return new OwnFile(name, InputFile.text(path.resolveSibling(there)));
            } catch (LapseException | InvalidPathException unreadable) {
                throw new IllegalArgumentException(unreadable.getMessage(), unreadable);
            }
        });
    }

    private static String name(Path path) {
        return String.valueOf(path.getFileName());
    }

    private static Optional<Path> beside(Path file, Path written) {
        int names = written.getNameCount();
        for (int from = 0; from < names; from++) {
            Path end = written.subpath(from, names);
            if (Files.isRegularFile(file.resolveSibling(end))) {
                return Optional.of(end);
            }
        }
        return Optional.empty();
    }
}
